/** The history of an object, from the audit log. */

/** @import { AuditEntry } from "../types.js" */
import * as api from "../api.js";
import { useResource } from "../resource.js";

/** @typedef {{ entries: AuditEntry[], next_cursor: string | null }} HistoryPage */

const LIMIT = 25;

/**
 * @param {Record<string, string>} filter such as `{ flag_id }`
 * @param {{ signal?: AbortSignal, cursor?: string | null }} options
 * @returns {Promise<HistoryPage>}
 */
const read = (filter, { signal, cursor }) =>
    api.get("audit-log", { signal, query: { ...filter, order: "desc", limit: LIMIT, cursor } });

/**
 * The newest changes first.
 * @param {string} id of the object
 * @param {Record<string, string>} filter
 */
export const useHistory = (id, filter) => useResource(`history/${id}`, (signal) => read(filter, { signal }));

/**
 * @param {Record<string, string>} filter
 * @param {string} cursor
 */
export const readOlder = (filter, cursor) => read(filter, { cursor });
