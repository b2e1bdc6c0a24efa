/** API keys of a project, of all its environments. */

/** @import { ApiKey } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

/** @typedef {"server" | "sdk" | "stream"} Scope */
/** @typedef {{ api_key: ApiKey, secret: string }} KeyWithSecret */

/** @param {string} project its id */
const keyOf = (project) => `api-keys/${project}`;

/** @param {string | undefined} project its id */
export const useApiKeys = (project) =>
    useResource(
        project ? keyOf(project) : null,
        (signal) =>
            /** @type {Promise<ApiKey[]>} */ (
                api.list(`projects/${project}/api-keys`, "api_keys", { signal })
            ),
    );

/** @param {string} project */
const reload = (project) => invalidate((key) => key === keyOf(project));

/**
 * Whether programs can use it now.
 * @param {ApiKey} key
 */
export const isUsable = (key) =>
    !key.revoked_at && (key.expires_at === null || Date.parse(key.expires_at) > Date.now());

/**
 * @param {string} project
 * @param {{ environment_id: string, name: string, scope: Scope, expires_at: string | null }} fields
 * @returns {Promise<KeyWithSecret>}
 */
export async function createApiKey(project, fields) {
    const made = await api.post(`projects/${project}/api-keys`, fields);
    reload(project);
    return made;
}

/**
 * A new secret for the key. `expires_at` is absent to keep its expiry.
 * @param {string} project
 * @param {string} id
 * @param {{ overlap_seconds: number, expires_at?: string | null }} fields
 * @returns {Promise<KeyWithSecret>}
 */
export async function rotateApiKey(project, id, fields) {
    const made = await api.post(`projects/${project}/api-keys/${id}/rotate`, fields);
    reload(project);
    return made;
}

/**
 * @param {string} project
 * @param {string} id
 */
export async function revokeApiKey(project, id) {
    await api.remove(`projects/${project}/api-keys/${id}`);
    reload(project);
}
