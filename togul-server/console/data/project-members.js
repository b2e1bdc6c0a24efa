/** Members of a project, with their roles in it. */

/** @import { Member } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

/** @param {string} project its id */
const keyOf = (project) => `project-members/${project}`;

/** @param {string} project its id */
export const useProjectMembers = (project) =>
    useResource(
        keyOf(project),
        (signal) =>
            /** @type {Promise<Member[]>} */ (api.list(`projects/${project}/members`, "members", { signal })),
    );

/** @param {string} project */
const reload = (project) => invalidate((key) => key === keyOf(project));

/**
 * @param {string} project
 * @param {{ user_id: string, role_id: string }} fields
 */
export async function addProjectMember(project, fields) {
    await api.post(`projects/${project}/members`, fields);
    reload(project);
}

/**
 * @param {string} project
 * @param {string} id of the membership
 * @param {string} role_id
 */
export async function changeProjectRole(project, id, role_id) {
    await api.patch(`projects/${project}/members/${id}`, { role_id });
    reload(project);
}

/**
 * @param {string} project
 * @param {string} id of the membership
 */
export async function removeProjectMember(project, id) {
    await api.remove(`projects/${project}/members/${id}`);
    reload(project);
}
