/** The organizations of the person who is signed in. */

/** @import { OrganizationSummary } from "../types.js" */
import * as api from "../api.js";
import { amendSession, sessionStore } from "../session.js";

/**
 * @param {OrganizationSummary} organization the current one
 * @param {{ name: string }} fields
 */
export async function changeOrganization(organization, fields) {
    const { name, slug } = await api.patch("organizations/current", fields);
    const changed = { ...organization, name, slug };
    const all = sessionStore.value.session?.organizations ?? [];
    amendSession({
        current_organization: changed,
        organizations: all.map((one) => (one.id === changed.id ? changed : one)),
    });
}

/**
 * @param {{ name: string }} fields
 * @returns {Promise<OrganizationSummary>}
 */
export async function createOrganization(fields) {
    const { organization } = await api.post("organizations", fields);
    amendSession({ organizations: [...(sessionStore.value.session?.organizations ?? []), organization] });
    return organization;
}

/** Ends the session, which is in it. @param {string} id of the current one */
export const deleteOrganization = (id) => api.remove(`organizations/${id}`);
