/** One flag in all of its environments, and its rules in one of them. */

/** @import { Flag, Json, Prerequisite, Rule, UsedBy, Variant, Warning } from "../types.js" */
import * as api from "../api.js";
import { VersionConflict } from "../errors.js";
import { invalidate, newer, update, useResource } from "../resource.js";
import { onChange } from "../stream.js";
import { useEffect } from "../ui.js";
import { press } from "./switches.js";

/** @typedef {import("../api.js").Options} Options */
/** @typedef {{ flag: Flag, rules: Rule[] }} FlagWithRules */
/** @typedef {{ rule: Rule, warnings: Warning[] }} ChangedRule */

/**
 * @param {string} project its id
 * @param {string} key
 */
const keyOf = (project, key) => `flag/${project}/${key}`;
/** @param {string} id */
const rulesKey = (id) => `flag-rules/${id}`;

/**
 * The flag in each environment that has it, archived ones included.
 * @param {string} project its id
 * @param {string} key
 */
export function useFlag(project, key) {
    useEffect(
        () =>
            onChange((event) => {
                if (event.flag_key === key || !event.flag_key)
                    invalidate((held) => held === keyOf(project, key));
            }),
        [project, key],
    );
    return useResource(keyOf(project, key), async (signal) => {
        const lists = await Promise.all(
            [null, true].map((archived) =>
                api.list(`projects/${project}/flags`, "flags", { signal, query: { q: key, archived } }),
            ),
        );
        return /** @type {Flag[]} */ (lists.flat().filter((flag) => flag.key === key));
    });
}

/**
 * @param {string} project its id
 * @param {Flag} flag
 */
export function useRules(project, { id, key, environment_id, archived_at }) {
    useEffect(
        () =>
            onChange((event) => {
                const other = event.environment_id && event.environment_id !== environment_id;
                // Whether the flag is deleted or archived, the list of environments shows.
                if (other || event.type === "flag.deleted") return;
                if (event.flag_key === key || !event.flag_key) reread(id);
            }),
        [id],
    );
    const resource = useResource(
        rulesKey(id),
        (signal) =>
            /** @type {Promise<FlagWithRules>} */ (api.get(`projects/${project}/flags/${id}`, { signal })),
    );
    const { data, reload } = resource;
    useEffect(() => {
        if (data && data.flag.archived_at !== archived_at) void reload();
    }, [archived_at]);
    return resource;
}

/** @param {string} id of the flag */
const reread = (id) => invalidate((key) => key === rulesKey(id) || key === `history/${id}`);

/**
 * Shows this flag instead of the one that is held; none removes it.
 * @param {string} project
 * @param {string} environment
 * @param {string} key
 * @param {Flag | undefined} flag
 */
export function putFlag(project, environment, key, flag) {
    update(
        (held) => held === keyOf(project, key),
        (/** @type {Flag[]} */ flags) => {
            const others = flags.filter((one) => one.environment_id !== environment);
            const held = flags.find((one) => one.environment_id === environment);
            return flag ? [...others, newer(held, flag)] : others;
        },
    );
    if (flag)
        update(
            (held) => held === rulesKey(flag.id),
            (/** @type {FlagWithRules} */ held) => ({ ...held, flag: newer(held.flag, flag) }),
        );
}

/** @typedef {{ name?: string, description?: string, default_value?: Json, off_value?: Json, variants?: Variant[], prerequisites?: Prerequisite[] }} FlagFields */

/** @type {(project: string, flag: Flag, fields: FlagFields, options: Options) => Promise<{ flag: Flag, warnings: Warning[] }>} */
export async function changeFlag(project, flag, fields, options) {
    const answer = await api.patch(`projects/${project}/flags/${flag.id}`, fields, options);
    if (!options.dryRun) {
        putFlag(project, flag.environment_id, flag.key, answer.flag);
        invalidate((key) => key.startsWith(`flags/${project}#`) || key === `history/${flag.id}`);
    }
    return answer;
}

/**
 * Archives the flag, or restores it.
 * @param {string} project
 * @param {Flag} flag
 * @param {"archive" | "restore"} action
 */
export async function setArchived(project, flag, action) {
    const { flag: changed } = await api.post(`projects/${project}/flags/${flag.id}/${action}`, {});
    putFlag(project, flag.environment_id, flag.key, changed);
    invalidate((key) => key.startsWith(`flags/${project}`) || key === `history/${flag.id}`);
}

/** @type {(project: string, fields: Record<string, unknown>, options?: Options) => Promise<ChangedRule>} */
export async function createRule(project, fields, options = {}) {
    const answer = await api.post(`projects/${project}/rules`, fields, options);
    if (!options.dryRun) reread(answer.rule.flag_id);
    return answer;
}

/** @type {(project: string, rule: Rule, fields: Record<string, unknown>, options?: Options) => Promise<ChangedRule>} */
export async function changeRule(project, rule, fields, options = {}) {
    const answer = await api.patch(`projects/${project}/rules/${rule.id}`, fields, options);
    if (!options.dryRun)
        putRules(rule.flag_id, (rules) =>
            rules.map((one) => (one.id === rule.id ? newer(one, answer.rule) : one)),
        );
    return answer;
}

/** @type {(project: string, rule: Rule, is_active: boolean) => Promise<void>} Shows it at once, and as the server has it if that refuses. */
export const switchRule = (project, rule, is_active) =>
    press(rule.id, is_active, () => changeRule(project, rule, { is_active }));

/** @type {(project: string, rule: Rule, options?: Options) => Promise<{ warnings?: Warning[] }>} */
export async function deleteRule(project, rule, options = {}) {
    const answer = await api.remove(`projects/${project}/rules/${rule.id}`, options);
    if (!options.dryRun) putRules(rule.flag_id, (rules) => rules.filter((one) => one.id !== rule.id));
    return answer;
}

/** @type {(project: string, flag: Flag, ids: string[], options?: Options) => Promise<{ rules: Rule[], warnings: Warning[] }>} */
export async function orderRules(project, flag, ids, options = {}) {
    try {
        const path = `projects/${project}/flags/${flag.id}/rules/order`;
        const answer = await api.put(path, { rule_ids: ids }, options);
        if (!options.dryRun) putOrder(project, answer);
        return answer;
    } catch (error) {
        if (error instanceof VersionConflict) reread(flag.id);
        throw error;
    }
}

/**
 * The order is of a version of the flag, and the next order is based on that version.
 * @param {string} project
 * @param {FlagWithRules} answer
 */
function putOrder(project, { flag, rules }) {
    const moved = new Map(rules.map((rule) => [rule.id, rule]));
    update(
        (key) => key === rulesKey(flag.id),
        (/** @type {FlagWithRules} */ held) => {
            if (held.flag.version > flag.version) return held;
            const present = held.rules.map((rule) => newer(rule, moved.get(rule.id) ?? rule));
            return { flag, rules: present.sort((a, b) => a.priority - b.priority) };
        },
    );
    putFlag(project, flag.environment_id, flag.key, flag);
    invalidate((key) => key === `history/${flag.id}`);
}

/**
 * @param {string} flag its id
 * @param {(rules: Rule[]) => Rule[]} change
 */
function putRules(flag, change) {
    update(
        (key) => key === rulesKey(flag),
        (held) => ({ ...held, rules: change(held.rules) }),
    );
    invalidate((key) => key === `history/${flag}`);
}

/**
 * What names this flag.
 * @param {string} project
 * @param {Flag} flag
 */
export const useUsers = (project, flag) =>
    useResource(`used-by/${flag.id}`, async (signal) => {
        const { used_by } = await api.get(`projects/${project}/flags/${flag.id}/used-by`, { signal });
        return /** @type {UsedBy[]} */ (used_by);
    });
