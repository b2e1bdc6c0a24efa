/** Conditions of rules and segments: the operators, and each condition in words. */

/** @import { Condition, Json, Leaf } from "./types.js" */

/**
 * What an operator compares with: `one` value, a `list`, `any` of the two, a `number`, a `time`, a `segments` list, or nothing.
 * @typedef {"one" | "list" | "any" | "number" | "time" | "text" | "segments" | "none"} ValueKind
 * @typedef {{ words: string, value: ValueKind, group: string, hint?: string }} Operator
 */

/** @type {Record<string, Record<string, [words: string, value: ValueKind]>>} */
const GROUPS = {
    Equality: {
        eq: ["is", "one"],
        neq: ["is not", "one"],
        in: ["is one of", "list"],
        not_in: ["is none of", "list"],
        eq_ignore_case: ["is (any case)", "one"],
        in_ignore_case: ["is one of (any case)", "list"],
    },
    Text: {
        contains: ["contains", "any"],
        starts_with: ["starts with", "any"],
        ends_with: ["ends with", "any"],
        contains_ignore_case: ["contains (any case)", "any"],
        starts_with_ignore_case: ["starts with (any case)", "any"],
        ends_with_ignore_case: ["ends with (any case)", "any"],
    },
    Pattern: { matches: ["matches", "text"] },
    Number: {
        gt: ["is more than", "number"],
        gte: ["is at least", "number"],
        lt: ["is less than", "number"],
        lte: ["is at most", "number"],
    },
    Time: { before: ["is before", "time"], after: ["is after", "time"] },
    Version: {
        semver_eq: ["is version", "text"],
        semver_gt: ["is newer than version", "text"],
        semver_gte: ["is at least version", "text"],
        semver_lt: ["is older than version", "text"],
        semver_lte: ["is at most version", "text"],
    },
    Network: { ip_in: ["is in the network", "list"] },
    Presence: { exists: ["is present", "none"], not_exists: ["is missing", "none"] },
    Segment: { in_segment: ["is in the segment", "segments"] },
};

/** @type {Record<string, string>} */
const HINTS = {
    Pattern: "A regular expression, such as ^v[0-9]+$",
    Time: "Such as 2030-01-31T09:00:00Z",
    Version: "Such as 2.1.0",
    Network: "Addresses or blocks, such as 10.0.0.0/8",
};

/** @type {Record<string, Operator>} */
export const OPERATORS = Object.fromEntries(
    Object.entries(GROUPS).flatMap(([group, operators]) =>
        Object.entries(operators).map(([key, [words, value]]) => [
            key,
            { words, value, group, hint: HINTS[group] },
        ]),
    ),
);

export const MAX_DEPTH = 3;
export const MAX_CONDITIONS = 40;

/** @typedef {"any" | "all" | "not"} GroupKind */

/**
 * The kind of a group; null for a single condition.
 * @param {Condition} condition
 * @returns {GroupKind | null}
 */
export function groupKind(condition) {
    if ("any" in condition) return "any";
    if ("all" in condition) return "all";
    return "not" in condition ? "not" : null;
}

/**
 * The conditions inside a group.
 * @param {Condition} condition
 * @returns {Condition[]}
 */
export function inside(condition) {
    if ("any" in condition) return condition.any;
    if ("all" in condition) return condition.all;
    return "not" in condition ? [condition.not] : [];
}

/**
 * A group of these conditions. `not` takes one: several become `all` inside of it.
 * @param {GroupKind} kind
 * @param {Condition[]} conditions
 * @returns {Condition}
 */
export function group(kind, conditions) {
    if (kind === "any") return { any: conditions };
    if (kind === "all") return { all: conditions };
    return { not: conditions.length === 1 ? conditions[0] : { all: conditions } };
}

/** @returns {Leaf} */
export const newCondition = () => ({ attribute: "", operator: "eq", value: "" });

/**
 * The number of single conditions, also those in groups.
 * @param {Condition[]} conditions
 * @returns {number}
 */
export function count(conditions) {
    return conditions.reduce((sum, one) => sum + (groupKind(one) ? count(inside(one)) : 1), 0);
}

/**
 * The value as the operator needs it, keeping as much of it as possible.
 * @param {Json | undefined} value
 * @param {ValueKind} kind
 * @returns {Json | undefined}
 */
export function convert(value, kind) {
    const first = Array.isArray(value) ? value[0] : value;
    if (kind === "none") return undefined;
    if (kind === "list" || kind === "any" || kind === "segments") {
        const all = Array.isArray(value) ? value : [value];
        return all.flatMap((one) => (one === undefined || one === "" ? [] : [one]));
    }
    if (kind === "number") return Number.isFinite(Number(first)) && first !== "" ? Number(first) : 0;
    return kind === "one" ? (first ?? "") : String(first ?? "");
}

/** @param {Json | undefined} value */
export function describeValue(value) {
    const all = Array.isArray(value) ? value : [value];
    const shown = all.slice(0, 5).map((one) => (one === "" ? '""' : String(one)));
    const more = all.length - shown.length;
    return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * One condition in words: `country is one of TR, DE`.
 * @param {Condition} condition
 * @returns {string}
 */
export function describe(condition) {
    const kind = groupKind(condition);
    if (kind === "not") {
        const [negated] = inside(condition);
        return groupKind(negated) ? `not ${describe(negated)}` : `not (${describe(negated)})`;
    }
    if (kind) return `(${describeAll(inside(condition), kind === "any" ? "or" : "and")})`;
    const { attribute, operator, value } = /** @type {Leaf} */ (condition);
    const known = OPERATORS[operator];
    if (operator === "in_segment") {
        return Array.isArray(value) && value.length > 1
            ? `in one of the segments ${describeValue(value)}`
            : `in the segment ${describeValue(value)}`;
    }
    const subject = `${attribute || "…"} ${known?.words ?? operator}`;
    return known?.value === "none" ? subject : `${subject} ${describeValue(value)}`;
}

/**
 * @param {Condition[]} conditions
 * @param {"and" | "or"} word
 * @returns {string}
 */
export function describeAll(conditions, word = "and") {
    return conditions.map(describe).join(` ${word} `);
}
