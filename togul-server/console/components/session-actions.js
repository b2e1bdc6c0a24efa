/** What people do with their session from several places. What fails shows as a message. */

import { navigate } from "../history.js";
import { signOut, switchOrganization } from "../session.js";
import { toastError } from "./toast.js";

/** @param {{ id: string, name: string }} organization */
export async function enterOrganization({ id, name }) {
    try {
        if (await navigate("/projects")) await switchOrganization(id);
    } catch (error) {
        toastError(`Switching to ${name}`, error);
    }
}

export async function endSession() {
    try {
        await signOut();
    } catch (error) {
        toastError("Ending the session on the server", error);
    }
}
