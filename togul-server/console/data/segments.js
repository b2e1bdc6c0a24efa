/** Segments of a project, in all of its environments. */

/** @import { Environment, Segment, UsedBy, Warning } from "../types.js" */
import * as api from "../api.js";
import { invalidate, newer, update, useResource } from "../resource.js";
import { onChange } from "../stream.js";
import { useEffect } from "../ui.js";

/** @typedef {import("../api.js").Options} Options */
/** @typedef {{ segment: Segment, warnings: Warning[] }} ChangedSegment */
/** @typedef {"included" | "excluded"} ListName */
/** @typedef {{ add?: string[], remove?: string[] }} ListEdit */
/** @typedef {{ counts: { added: number, removed: number, total: number }, warnings: Warning[] }} EditedList */
/** One line of the list of segments: the segment by the environment's id. @typedef {{ key: string, name: string, text: string, segments: Record<string, Segment> }} SegmentRow */

/** @param {string} project its id */
const keyOf = (project) => `segments/${project}`;
/**
 * @param {string} project its id
 * @param {string} key
 */
const oneKey = (project, key) => `segment/${project}/${key}`;

/** @param {string | undefined} project its id */
export function useSegments(project) {
    useEffect(
        () =>
            onChange((event) => {
                if (event.type.startsWith("segment.")) invalidate((key) => key === keyOf(project ?? ""));
            }),
        [project],
    );
    return useResource(
        project ? keyOf(project) : null,
        (signal) =>
            /** @type {Promise<Segment[]>} */ (
                api.list(`projects/${project}/segments`, "segments", { signal })
            ),
    );
}

/**
 * The segment in each environment that has it.
 * @param {string} project its id
 * @param {string} key
 */
export function useSegment(project, key) {
    useEffect(
        () =>
            onChange((event) => {
                if (event.segment_key === key) invalidate((held) => held === oneKey(project, key));
            }),
        [project, key],
    );
    return useResource(oneKey(project, key), async (signal) => {
        const found = await api.list(`projects/${project}/segments`, "segments", {
            signal,
            query: { q: key },
        });
        return /** @type {Segment[]} */ (found.filter((segment) => segment.key === key));
    });
}

/**
 * @param {Segment[]} segments
 * @returns {SegmentRow[]} by key
 */
export function rowsOf(segments) {
    /** @type {Map<string, SegmentRow>} */
    const rows = new Map();
    for (const segment of segments) {
        const { key, name, environment_id } = segment;
        const row = rows.get(key) ?? { key, name, text: `${key} ${name}`.toLowerCase(), segments: {} };
        row.segments[environment_id] = segment;
        rows.set(key, row);
    }
    return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * Shows this segment instead of the one that is held; none removes it.
 * @param {string} project
 * @param {Segment} old
 * @param {Segment | undefined} segment
 */
function put(project, old, segment) {
    const change = (/** @type {Segment[]} */ held) => {
        const isOther = (/** @type {Segment} */ { key, environment_id }) =>
            key !== old.key || environment_id !== old.environment_id;
        const others = held.filter(isOther);
        const present = held.find((one) => !isOther(one));
        return segment ? [...others, newer(present, segment)] : others;
    };
    update((key) => key === keyOf(project) || key === oneKey(project, old.key), change);
    invalidate((key) => key === `history/${old.id}`);
}

/** @typedef {Pick<Segment, "environment_id" | "key" | "name" | "description" | "attribute"> & Partial<Pick<Segment, "included" | "excluded" | "rules">>} NewSegment */

/** @type {(project: string, fields: NewSegment) => Promise<Segment>} */
export async function createSegment(project, fields) {
    const { segment } = await api.post(`projects/${project}/segments`, fields);
    put(project, segment, segment);
    return segment;
}

/**
 * Creates in an environment the segment that another one has.
 * @param {string} project
 * @param {Segment} source
 * @param {Environment} target
 */
export async function copySegment(project, source, target) {
    const { key, name, description, attribute, included, excluded, rules } = source;
    const fields = { key, name, description, attribute, included, excluded, rules };
    return createSegment(project, { ...fields, environment_id: target.id });
}

/** @type {(project: string, segment: Segment, fields: Partial<Segment>, options: Options) => Promise<ChangedSegment>} */
export async function changeSegment(project, segment, fields, options) {
    const answer = await api.patch(`projects/${project}/segments/${segment.id}`, fields, options);
    if (!options.dryRun) put(project, segment, answer.segment);
    return answer;
}

/** @type {(project: string, segment: Segment) => Promise<void>} */
export async function deleteSegment(project, segment) {
    await api.remove(`projects/${project}/segments/${segment.id}`);
    put(project, segment, undefined);
}

/** @type {(project: string, segment: Segment, list: ListName, edit: ListEdit, options?: Options) => Promise<EditedList>} */
export async function editList(project, segment, list, edit, options = {}) {
    const answer = await api.post(`projects/${project}/segments/${segment.id}/${list}`, edit, options);
    if (!options.dryRun) {
        const own = [keyOf(project), oneKey(project, segment.key), `history/${segment.id}`];
        invalidate((key) => own.includes(key));
    }
    return answer;
}

/**
 * What names this segment.
 * @param {string} project
 * @param {Segment} segment
 */
export const useUsers = (project, segment) =>
    useResource(`used-by/${segment.id}`, async (signal) => {
        const { used_by } = await api.get(`projects/${project}/segments/${segment.id}/used-by`, { signal });
        return /** @type {UsedBy[]} */ (used_by);
    });

/**
 * Whether a context is in the segment.
 * @param {string} project
 * @param {Segment} segment
 * @param {Record<string, unknown>} context
 * @param {AbortSignal} signal
 * @returns {Promise<"holds" | "fails" | "unknown">}
 */
export async function testSegment(project, { key, environment_id }, context, signal) {
    const path = `projects/${project}/environments/${environment_id}/evaluate`;
    const body = { context, flag_keys: [], segment_keys: [key] };
    const { segments } = await api.post(path, body, { signal });
    return segments[key];
}
