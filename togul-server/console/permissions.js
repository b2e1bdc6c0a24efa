/**
 * What the caller may do. A control that needs a permission is shown disabled, with the permission's name, when the caller
 * lacks it. The server decides all the same; where it did not say what a caller may do, nothing is disabled.
 */

/** @import { Project } from "./types.js" */
import { sessionStore } from "./session.js";
import { useStore } from "./store.js";

/** @typedef {{ allowed: boolean, reason: string | null }} Right `reason` says which permission is missing. */

/**
 * @param {string} permission
 * @param {string[] | undefined} held
 * @returns {Right}
 */
export function right(permission, held) {
    const allowed = held === undefined || held.includes(permission);
    return { allowed, reason: allowed ? null : `Needs the permission ${permission}` };
}

/**
 * Whether the caller has a permission in the project, or, without one, in the organization.
 * @param {string} permission
 * @param {Project | null} [project]
 * @returns {Right}
 */
export function useRight(permission, project) {
    const { session } = useStore(sessionStore);
    const held = project ? project.permissions : session?.current_organization?.permissions;
    return right(permission, held);
}
