/** The account of the person who is signed in, and its sessions. */

/** @import { OpenSession } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";
import { amendSession } from "../session.js";

const SESSIONS = "sessions";

/** @param {{ name: string }} fields */
export async function changeAccount(fields) {
    const { user } = await api.patch("me", fields);
    amendSession({ user });
}

/** Ends all other sessions. @param {{ current_password: string, new_password: string }} fields */
export async function changePassword(fields) {
    await api.post("me/password", fields);
    invalidate((key) => key === SESSIONS);
}

export const useSessions = () =>
    useResource(
        SESSIONS,
        (signal) => /** @type {Promise<OpenSession[]>} */ (api.list("me/sessions", "sessions", { signal })),
    );

/** @param {string} id */
export async function endSession(id) {
    await api.remove(`me/sessions/${id}`);
    invalidate((key) => key === SESSIONS);
}
