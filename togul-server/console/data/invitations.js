/** Invitations to the organization that are not accepted yet. */

/** @import { Invitation } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

const KEY = "invitations";

export const useInvitations = () =>
    useResource(
        KEY,
        (signal) => /** @type {Promise<Invitation[]>} */ (api.list("invitations", "invitations", { signal })),
    );

const reload = () => invalidate((key) => key === KEY);

/**
 * @param {{ email: string, role_id: string, expires_in_hours: number }} fields
 * @returns {Promise<{ invitation: Invitation, accept_token: string }>}
 */
export async function invite(fields) {
    const made = await api.post("invitations", fields);
    reload();
    return made;
}

/** @param {string} id */
export async function withdraw(id) {
    await api.remove(`invitations/${id}`);
    reload();
}
