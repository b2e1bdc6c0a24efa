/** Rules of a flag: as they are edited, as the API takes them, and in words. */

/** @import { Condition, Flag, Json, Leaf, Rule, Weight } from "./types.js" */
import { describeAll, groupKind, inside } from "./conditions.js";

/**
 * What a rule answers with. `value` is undefined while the entry is incomplete.
 * @typedef {{ kind: "value", value: Json | undefined }
 *   | { kind: "variant", variant: string }
 *   | { kind: "split", split: Weight[] }} Answer
 */
/**
 * A rule as it is edited: who, which share of them, and the answer. The API's three types of rule are one here. `share` is
 * null without one, and undefined while the entry is incomplete.
 * @typedef {{
 *   conditions: Condition[],
 *   share: number | null | undefined,
 *   bucket_by: string,
 *   seed: string,
 *   answer: Answer,
 *   rebalance: boolean,
 * }} RuleDraft
 */

/** The draft's field for each field of the API. */
export const DRAFT_FIELDS = {
    attribute: "conditions",
    operator: "conditions",
    value_json: "conditions",
    rollout_percentage: "share",
    return_value: "answer",
    variant: "answer",
    split: "answer",
};

/**
 * All conditions of a rule. That of an `attribute` rule comes first.
 * @param {Rule} rule
 * @returns {Condition[]}
 */
export function conditionsOf({ attribute, operator, value_json, conditions }) {
    if (attribute === null || operator === null) return conditions;
    const value = value_json === null ? {} : { value: JSON.parse(value_json) };
    return [{ attribute, operator, ...value }, ...conditions];
}

/**
 * The attributes that conditions name.
 * @param {Condition[]} conditions
 * @returns {string[]}
 */
export function attributesOf(conditions) {
    return conditions.flatMap((one) => {
        if (groupKind(one)) return attributesOf(inside(one));
        const { attribute } = /** @type {Leaf} */ (one);
        return attribute ? [attribute] : [];
    });
}

/**
 * @param {Pick<Rule, "return_value" | "variant" | "split">} rule
 * @returns {Answer}
 */
export function answerOf({ return_value, variant, split }) {
    if (split) return { kind: "split", split };
    return variant === null ? { kind: "value", value: return_value } : { kind: "variant", variant };
}

/**
 * @param {Rule} rule
 * @returns {RuleDraft}
 */
export function draftOf(rule) {
    return {
        conditions: conditionsOf(rule),
        share: rule.rollout_percentage,
        bucket_by: rule.bucket_by,
        seed: rule.seed ?? "",
        answer: answerOf(rule),
        rebalance: false,
    };
}

/**
 * A rule that does not exist yet.
 * @param {Flag} flag
 * @returns {Rule}
 */
export function blankRule(flag) {
    return {
        ...{ id: "", flag_id: flag.id, priority: 0, rule_type: "boolean", version: 0, is_active: true },
        ...{ attribute: null, operator: null, value_json: null, rollout_percentage: null },
        ...{ bucket_by: "user_id", seed: null, conditions: [], variant: null, split: null },
        return_value: flag.value_type === "boolean" ? !flag.default_value : flag.default_value,
    };
}

/**
 * The rule type that holds the draft. An `attribute` rule stays one while its first condition is a single comparison.
 * @param {RuleDraft} draft
 * @param {Rule["rule_type"]} present
 * @returns {Rule["rule_type"]}
 */
export function typeOf({ conditions, share }, present) {
    if (share !== null) return "percentage";
    const [first] = conditions;
    const single = first && !groupKind(first) && /** @type {Leaf} */ (first).operator !== "in_segment";
    return present === "attribute" && single ? "attribute" : "boolean";
}

/**
 * The draft as the API takes it.
 * @param {RuleDraft} draft
 * @param {Rule["rule_type"]} type
 * @returns {Record<string, unknown>}
 */
export function bodyOf(draft, type) {
    const { conditions, share, bucket_by, seed, answer } = draft;
    /** @type {Record<string, unknown>} */
    const body = { conditions, bucket_by, seed: seed === "" ? null : seed };
    if (type === "attribute") {
        const [first, ...others] = conditions;
        const { attribute, operator, value } = /** @type {Leaf} */ (first);
        const value_json = value === undefined ? null : JSON.stringify(value);
        Object.assign(body, { attribute, operator, value_json, conditions: others });
    }
    if (type === "percentage") body.rollout_percentage = share;
    if (answer.kind === "value") body.return_value = answer.value;
    if (answer.kind === "variant") body.variant = answer.variant;
    if (answer.kind === "split") body.split = answer.split;
    if (draft.rebalance) body.rebalance = true;
    return body;
}

/**
 * The path of a condition in the editor, for the field that the API names.
 * @param {string | null} field such as `value_json` or `conditions[0].any[1].value`
 * @param {Rule["rule_type"]} type
 */
export function conditionPath(field, type) {
    if (!field || type !== "attribute") return field;
    if (["attribute", "operator", "value_json"].includes(field)) return "conditions[0]";
    return field.replace(/^conditions\[(\d+)\]/, (_, at) => `conditions[${Number(at) + 1}]`);
}

/** @param {Json | undefined} value */
export function valueWords(value) {
    const text = JSON.stringify(value) ?? "…";
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** @param {Answer} answer */
export function answerWords(answer) {
    if (answer.kind === "value") return valueWords(answer.value);
    if (answer.kind === "variant") return `variant ${answer.variant}`;
    return answer.split.map(({ variant, weight }) => `${variant} ${weight} %`).join(", ");
}

/** @param {Condition[]} conditions */
export const audienceWords = (conditions) =>
    conditions.length === 0 ? "everyone" : `those whose ${describeAll(conditions)}`;

/**
 * The whole rule in words: `25 % of everyone get true`.
 * @param {RuleDraft} draft
 */
export function ruleWords({ conditions, share, answer }) {
    const all = conditions.length === 0;
    const who = audienceWords(conditions);
    const audience = share === null ? who : `${share} % of ${who}`;
    const split = all ? "is split: " : "are split: ";
    const verb = answer.kind === "split" ? split : all ? "gets " : "get ";
    return `${audience.charAt(0).toUpperCase()}${audience.slice(1)} ${verb}${answerWords(answer)}`;
}

/** @param {number | null | undefined} share */
const shareWords = (share) => (share === null ? "all of them" : `${share} % of them`);

/**
 * What differs, in words.
 * @param {RuleDraft} before
 * @param {RuleDraft} after
 * @returns {string[]}
 */
export function ruleChanges(before, after) {
    const changes = [];
    if (JSON.stringify(before.conditions) !== JSON.stringify(after.conditions)) {
        changes.push(
            `For ${audienceWords(after.conditions)}, instead of ${audienceWords(before.conditions)}`,
        );
    }
    if (before.share !== after.share) {
        changes.push(`The share changes from ${shareWords(before.share)} to ${shareWords(after.share)}`);
    }
    if (JSON.stringify(before.answer) !== JSON.stringify(after.answer)) {
        changes.push(`The answer changes from ${answerWords(before.answer)} to ${answerWords(after.answer)}`);
    }
    if (before.bucket_by !== after.bucket_by) {
        changes.push(
            `The share and the split are by ${after.bucket_by} instead of ${before.bucket_by}: other users get them`,
        );
    }
    if (before.seed !== after.seed) {
        const seed = after.seed === "" ? "the flag's buckets" : `the seed ${after.seed}`;
        changes.push(`The share and the split use ${seed}: other users get them`);
    }
    if (after.rebalance) changes.push("The split assigns all users again");
    return changes;
}

/**
 * The rules in this order; those that the order does not name come last.
 * @param {Rule[]} rules
 * @param {string[]} order ids
 */
export function ordered(rules, order) {
    const place = (/** @type {Rule} */ { id }) => (order.includes(id) ? order.indexOf(id) : order.length);
    return rules.toSorted((a, b) => place(a) - place(b));
}

/**
 * Which rules have another number, in words. Where one rule has moved, the others only make room.
 * @param {Rule[]} before
 * @param {Rule[]} after
 * @returns {string[]}
 */
export function orderChanges(before, after) {
    const without = (/** @type {Rule[]} */ rules, /** @type {Rule} */ one) =>
        rules
            .filter((rule) => rule !== one)
            .map(({ id }) => id)
            .join();
    const moved = after.filter((rule, at) => before[at] !== rule);
    const alone = moved.filter((rule) => without(before, rule) === without(after, rule));
    // Of two neighbours that change places, either could be the one.
    const named = alone.length > 0 ? alone.slice(0, 1) : moved;
    return named.map((rule) => {
        const [from, to] = [before, after].map((rules) => rules.indexOf(rule) + 1);
        return `Rule ${from} becomes rule ${to}: ${ruleWords(draftOf(rule))}`;
    });
}
