/** Contexts of an evaluation: as JSON in an address, and as fields of text. */

/** @import { Condition, Json } from "./types.js" */
/** @import { Answers, ConditionPath, RulePath } from "./data/playground.js" */
import { describeAll } from "./conditions.js";
import { parseJson } from "./components/json-field.js";

/** @typedef {Record<string, Json>} Context */

/**
 * The context in the text; null when it is not an object.
 * @param {string | null} text
 * @returns {Context | null}
 */
export function readContext(text) {
    const parsed = parseJson(text ?? "");
    return "value" in parsed && isContext(parsed.value) ? parsed.value : null;
}

/**
 * @param {unknown} value
 * @returns {value is Context}
 */
export const isContext = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The value in a field's text. What is written as JSON writes it is JSON (`true`, `42`, `["a"]`); all else is a string.
 * @param {string} text
 * @returns {Json}
 */
export function readValue(text) {
    const parsed = parseJson(text);
    // `1.0` stays a string: as a number it would be `1`, which is another text.
    return "value" in parsed && JSON.stringify(parsed.value) === text.trim() ? parsed.value : text;
}

/**
 * The text of a field, which `readValue` reads back.
 * @param {Json} value
 */
export function showValue(value) {
    return typeof value === "string" && value !== "" && readValue(value) === value
        ? value
        : JSON.stringify(value);
}

/**
 * The attributes that rules of these answers look at, in the order in which they do.
 * @param {(Answers | undefined)[]} answers
 */
export function attributesOf(answers) {
    /** @type {Set<string>} */
    const names = new Set();
    const visit = (/** @type {ConditionPath} */ path) => {
        if (path.attribute) names.add(path.attribute);
        for (const inner of [...(path.any ?? []), ...(path.all ?? []), ...(path.not ? [path.not] : [])])
            visit(inner);
    };
    for (const { explanation } of answers.flatMap((one) => Object.values(one?.flags ?? {}))) {
        for (const rule of explanation?.rules ?? []) {
            rule.conditions.forEach(visit);
            if (rule.rollout) names.add(rule.rollout.bucket_by);
        }
    }
    return [...names];
}

/**
 * A condition as it stands in the rule.
 * @param {ConditionPath} path
 * @returns {Condition}
 */
export function conditionOf(path) {
    if (path.any) return { any: path.any.map(conditionOf) };
    if (path.all) return { all: path.all.map(conditionOf) };
    if (path.not) return { not: conditionOf(path.not) };
    if (path.in_segment) return { operator: "in_segment", value: path.in_segment.map((one) => one.segment) };
    return { attribute: path.attribute, operator: path.operator ?? "", value: path.expected };
}

/**
 * Why a rule matched, in words.
 * @param {RulePath} rule
 */
export function ruleReason({ conditions, rollout, rule_type }) {
    const who = conditions.length === 0 ? "everyone" : describeAll(conditions.map(conditionOf));
    return rule_type === "percentage" && rollout ? `${who}, inside of ${rollout.bound / 1000} %` : who;
}
