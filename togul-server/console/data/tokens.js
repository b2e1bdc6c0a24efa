/** Machine tokens of the organization: for CI, scripts and importers. */

/** @import { MachineToken } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

const KEY = "tokens";

export const useTokens = () =>
    useResource(
        KEY,
        (signal) => /** @type {Promise<MachineToken[]>} */ (api.list("tokens", "tokens", { signal })),
    );

const reload = () => invalidate((key) => key === KEY);

/**
 * @param {{ name: string, role_id: string, project_id: string | null, expires_at: string | null }} fields
 * @returns {Promise<{ token: MachineToken, secret: string }>}
 */
export async function createToken(fields) {
    const made = await api.post("tokens", fields);
    reload();
    return made;
}

/** @param {string} id */
export async function deleteToken(id) {
    await api.remove(`tokens/${id}`);
    reload();
}
