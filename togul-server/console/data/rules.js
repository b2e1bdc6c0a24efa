/** Saves rules. The API's three types of rule are one for people, and the type of a rule never changes. */

/** @import { Flag, Rule, Warning } from "../types.js" */
/** @import { RuleDraft } from "../rules.js" */
import { changed } from "../edit.js";
import { bodyOf, draftOf, typeOf } from "../rules.js";
import { changeRule, createRule, deleteRule } from "./flag.js";

/** @typedef {import("../edit.js").Options} Options */

const STEP = 10;

/**
 * Creates the rule as the last one, or changes it. Where it needs another type, a new rule takes its place.
 * @param {string} project its id
 * @param {Flag} flag
 * @param {Rule[]} rules of the flag
 * @param {RuleDraft} draft
 * @param {Rule} base without an id: a new rule
 * @param {Options} options
 */
export async function saveRule(project, flag, rules, draft, base, { dryRun, ifMatch }) {
    const type = typeOf(draft, base.rule_type);
    const fields = { ...bodyOf(draft, type), flag_id: flag.id, rule_type: type };
    if (!base.id) return createRule(project, { ...fields, priority: lastOf(rules) + STEP }, { dryRun });
    if (type === base.rule_type) {
        const patch = changed(bodyOf(draftOf(base), type), bodyOf(draft, type));
        return changeRule(project, base, patch, { dryRun, ifMatch });
    }
    const { priority, is_active } = base;
    const replacement = { ...fields, priority, is_active, rebalance: undefined };
    // Shows whether the old rule is still at this version, before anything is written.
    await deleteRule(project, base, { dryRun: true, ifMatch });
    const answer = await createRule(project, replacement, { dryRun });
    if (!dryRun) await removeReplaced(project, base, answer.rule, ifMatch);
    const ofOld = (/** @type {Warning} */ one) => [one.rule_id, one.earlier_rule_id].includes(base.id);
    return { ...answer, warnings: answer.warnings.filter((warning) => !ofOld(warning)) };
}

/**
 * The new rule stands behind the old one, so until that is gone each user gets the answer of one of the two.
 * @param {string} project
 * @param {Rule} old
 * @param {Rule} rule
 * @param {number} ifMatch
 */
async function removeReplaced(project, old, rule, ifMatch) {
    try {
        await deleteRule(project, old, { ifMatch });
    } catch (error) {
        await deleteRule(project, rule);
        throw error;
    }
}

/**
 * Creates a rule for single users as the first one, or adds them to the active rule that gives single users this answer.
 * @param {string} project
 * @param {Flag} flag
 * @param {Rule[]} rules
 * @param {{ attribute: string, users: string[], answer: RuleDraft["answer"] }} fields
 * @param {{ dryRun?: boolean }} [options]
 */
export async function saveUsers(project, flag, rules, { attribute, users, answer }, options = {}) {
    const existing = usersRule(rules, attribute, answer);
    if (existing) {
        const all = [...new Set([...existing.users, ...users])];
        const draft = { ...draftOf(existing.rule), conditions: [isOneOf(attribute, all)] };
        return saveRule(project, flag, rules, draft, existing.rule, {
            ...options,
            ifMatch: existing.rule.version,
        });
    }
    /** @type {RuleDraft} */
    const draft = {
        ...{ conditions: [isOneOf(attribute, users)], share: null, answer },
        ...{ bucket_by: "user_id", seed: "", rebalance: false },
    };
    const priority = Math.min(STEP, ...rules.map((rule) => rule.priority)) - STEP;
    const fields = { ...bodyOf(draft, "boolean"), flag_id: flag.id, rule_type: "boolean", priority };
    return createRule(project, fields, options);
}

/**
 * @param {string} attribute
 * @param {string[]} value
 */
const isOneOf = (attribute, value) => ({ attribute, operator: "in", value });

/**
 * The active rule that gives this answer to a list of single users, and the users in it.
 * @param {Rule[]} rules
 * @param {string} attribute
 * @param {RuleDraft["answer"]} answer
 */
export function usersRule(rules, attribute, answer) {
    for (const rule of rules) {
        const draft = draftOf(rule);
        const [only, ...others] = draft.conditions;
        const lists = only && "operator" in only && only.operator === "in" && only.attribute === attribute;
        const fits = lists && others.length === 0 && draft.share === null && rule.is_active;
        if (fits && JSON.stringify(draft.answer) === JSON.stringify(answer)) {
            return { rule, users: /** @type {string[]} */ ([only.value].flat().map(String)) };
        }
    }
    return null;
}

/** @param {Rule[]} rules */
const lastOf = (rules) => Math.max(0, ...rules.map(({ priority }) => priority));
