/** Flags of a project, in all of its environments. */

/** @import { ChangeEvent, Environment, Flag, Json, Rule, ValueType } from "../types.js" */
import * as api from "../api.js";
import { invalidate, newer, update, useResource } from "../resource.js";
import { onChange } from "../stream.js";
import { useEffect } from "../ui.js";
import { putFlag } from "./flag.js";
import { press } from "./switches.js";

/** Flags that events have named are read by themselves up to this number, and else with all others. */
const MAX_READS = 10;
/** Events that follow each other within this time are one bulk change. */
const COLLECT_MS = 100;

/** The flags of each environment, by the environment's id. @typedef {Record<string, Flag[]>} FlagsByEnvironment */
/**
 * One line of the matrix; `text` is what the search looks at, and `flags` are by the environment's id.
 * @typedef {{ key: string, name: string, type: ValueType, text: string, flags: Record<string, Flag> }} FlagRow
 */

/**
 * @param {string} project its id
 * @param {boolean} archived
 */
const keyOf = (project, archived) => `flags/${project}${archived ? "/archived" : ""}`;

/**
 * @param {string} project
 * @param {string} environment
 * @param {boolean} archived
 * @param {{ signal?: AbortSignal, q?: string }} [options]
 * @returns {Promise<Flag[]>}
 */
const read = (project, environment, archived, { signal, q } = {}) =>
    api.list(`projects/${project}/flags`, "flags", {
        signal,
        query: { environment_id: environment, archived: archived || null, q },
    });

/**
 * @param {string | undefined} project its id
 * @param {Environment[] | undefined} environments
 * @param {boolean} archived archived flags instead of the others
 */
export function useFlags(project, environments, archived) {
    const ids = environments?.map((environment) => environment.id);
    const resource = useResource(
        project && ids ? `${keyOf(project, archived)}#${ids.join()}` : null,
        async (signal) => {
            const known = ids ?? [];
            const lists = await Promise.all(known.map((id) => read(project ?? "", id, archived, { signal })));
            return /** @type {FlagsByEnvironment} */ (
                Object.fromEntries(known.map((id, at) => [id, lists[at]]))
            );
        },
    );
    useEffect(() => {
        if (!project || !ids) return undefined;
        return onChange((event) => follow(project, ids, event));
    }, [project, ids?.join()]);
    return resource;
}

/**
 * Reads what an event says has changed: one flag, or the flags of one environment, or everything.
 * @param {string} project
 * @param {string[]} environments
 * @param {ChangeEvent} event
 */
function follow(project, environments, event) {
    const environment = event.environment_id;
    if (environment && !environments.includes(environment)) return;
    if (environment && event.flag_key) {
        const key = event.flag_key;
        named.set(`${environment} ${key}`, { project, environment, key });
        if (!reading) void readNamed();
    } else if (!event.type.startsWith("segment.")) rereadAll(project);
}

/** @param {string} project */
const rereadAll = (project) => invalidate((key) => key.startsWith(keyOf(project, false)));

/** @typedef {{ project: string, environment: string, key: string }} FlagName */
/** The flags that events have named and that are not read yet. @type {Map<string, FlagName>} */
const named = new Map();
let reading = false;

/** Reads the flags that events have named. Only one read of a flag is on its way, so that the last answer is the newest. */
async function readNamed() {
    reading = true;
    while (named.size > 0) {
        const all = [...named.values()];
        named.clear();
        if (all.length <= MAX_READS) await Promise.all(all.map(readOne));
        else for (const project of new Set(all.map((one) => one.project))) rereadAll(project);
        await new Promise((resume) => setTimeout(resume, COLLECT_MS));
    }
    reading = false;
}

/** @param {FlagName} name */
async function readOne({ project, environment, key }) {
    try {
        const found = await read(project, environment, false, { q: key });
        const flag = found.find((one) => one.key === key);
        putInList(project, environment, key, flag);
        if (flag) putFlag(project, environment, key, flag);
        invalidate((held) => held.startsWith(keyOf(project, true)));
    } catch {
        rereadAll(project);
    }
}

/**
 * Shows this flag instead of the one that is held; none removes it.
 * @param {string} project
 * @param {string} environment
 * @param {string} key
 * @param {Flag | undefined} flag
 */
function put(project, environment, key, flag) {
    putInList(project, environment, key, flag);
    putFlag(project, environment, key, flag);
}

/** @type {typeof put} */
function putInList(project, environment, key, flag) {
    const change = (/** @type {FlagsByEnvironment} */ held) => {
        const list = held[environment] ?? [];
        const at = list.findIndex((one) => one.key === key);
        const next = flag
            ? at < 0
                ? [...list, flag]
                : list.with(at, newer(list[at], flag))
            : list.filter((one) => one.key !== key);
        return { ...held, [environment]: next };
    };
    update((held) => held.startsWith(`${keyOf(project, false)}#`), change);
}

/**
 * The lines of the matrix, by key.
 * @param {FlagsByEnvironment} data
 * @returns {FlagRow[]}
 */
export function rowsOf(data) {
    /** @type {Map<string, FlagRow>} */
    const rows = new Map();
    for (const [environment, flags] of Object.entries(data)) {
        for (const flag of flags) {
            const row = rows.get(flag.key);
            if (row) row.flags[environment] = flag;
            else {
                const text = `${flag.key} ${flag.name}`.toLowerCase();
                rows.set(flag.key, {
                    key: flag.key,
                    name: flag.name,
                    type: flag.value_type,
                    text,
                    flags: { [environment]: flag },
                });
            }
        }
    }
    return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * The ids of the flags with a rule that names this segment.
 * @param {string | undefined} project
 * @param {string} segment its key
 */
export const useFlagsOfSegment = (project, segment) =>
    useResource(project && segment ? `flags-of-segment/${project}/${segment}` : null, async (signal) => {
        const flags = await api.list(`projects/${project}/flags`, "flags", { signal, query: { segment } });
        return new Set(flags.map((/** @type {Flag} */ flag) => flag.id));
    });

/**
 * Switches a flag; its switch shows it at once, and as the server has it if that refuses.
 * @param {string} project
 * @param {Flag} flag
 * @param {boolean} enabled
 */
export const switchFlag = (project, flag, enabled) =>
    press(flag.id, enabled, async () => {
        const { flag: changed } = await api.patch(`projects/${project}/flags/${flag.id}`, { enabled });
        put(project, flag.environment_id, flag.key, changed);
    });

/**
 * @param {string} project
 * @param {{
 *   environment_id: string,
 *   key: string,
 *   name: string,
 *   description: string,
 *   enabled: boolean,
 *   value_type: ValueType,
 *   default_value: Json,
 *   off_value: Json,
 * }} fields
 * @returns {Promise<Flag>}
 */
export async function createFlag(project, fields) {
    const { flag } = await api.post(`projects/${project}/flags`, fields);
    put(project, flag.environment_id, flag.key, flag);
    return flag;
}

/**
 * Creates in an environment the flag that another one has, with its rules, switched off.
 * @param {string} project
 * @param {Flag} source
 * @param {Environment} target
 * @returns {Promise<Flag>}
 */
export async function copyFlag(project, source, target) {
    /** @type {{ flag: Flag, rules: Rule[] }} */
    const { flag, rules } = await api.get(`projects/${project}/flags/${source.id}`);
    const { key, name, description, value_type, default_value, off_value, variants, prerequisites } = flag;
    const { flag: created } = await api.post(`projects/${project}/flags`, {
        ...{ environment_id: target.id, enabled: false },
        ...{ key, name, description, value_type, default_value, off_value, variants, prerequisites },
        rules: rules.map(({ id: _id, flag_id: _flag, version: _version, ...rule }) => newRule(rule)),
    });
    put(project, target.id, key, created);
    return created;
}

/**
 * The rule as a body: without what the server sets, and with one answer.
 * @param {Record<string, unknown>} rule
 */
function newRule(rule) {
    const { created_at: _created, updated_at: _updated, return_value, variant, split, ...fields } = rule;
    if (split) return { ...fields, split };
    return variant ? { ...fields, variant } : { ...fields, return_value };
}

/**
 * @param {string} project
 * @param {Flag} flag
 */
export async function deleteFlag(project, flag) {
    await api.remove(`projects/${project}/flags/${flag.id}`);
    put(project, flag.environment_id, flag.key, undefined);
}
