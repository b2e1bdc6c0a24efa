/** Members of the organization. */

/** @import { Member } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

const KEY = "members";

/** @param {boolean} wanted */
export const useMembers = (wanted = true) =>
    useResource(
        wanted ? KEY : null,
        (signal) => /** @type {Promise<Member[]>} */ (api.list("members", "members", { signal })),
    );

/** Also when an invitation is accepted or a role changes. */
export const reloadMembers = () => invalidate((key) => key === KEY);

/**
 * @param {string} id
 * @param {string} role_id
 */
export async function changeRole(id, role_id) {
    await api.patch(`members/${id}`, { role_id });
    reloadMembers();
}

/** @param {string} id */
export async function removeMember(id) {
    await api.remove(`members/${id}`);
    reloadMembers();
}

/** @returns {Promise<unknown>} */
export const leaveOrganization = () => api.remove("members/me");

/**
 * A token with which the member sets a new password.
 * @param {string} id
 * @returns {Promise<{ reset_token: string, expires_at: string }>}
 */
export const issuePasswordReset = (id) => api.post(`members/${id}/password-reset`, {});
