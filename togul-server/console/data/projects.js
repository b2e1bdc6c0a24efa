/** Projects of the organization. */

/** @import { Project } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

const KEY = "projects";

/** All projects that the caller sees. */
export const useProjects = () =>
    useResource(
        KEY,
        (signal) => /** @type {Promise<Project[]>} */ (api.list("projects", "projects", { signal })),
    );

/**
 * The project with this slug; null when there is none.
 * @param {string} slug
 */
export function useProject(slug) {
    const { data, ...rest } = useProjects();
    return { ...rest, project: data && (data.find((project) => project.slug === slug) ?? null) };
}

const reload = () => invalidate((key) => key === KEY);

/**
 * @param {{ name: string, description: string }} fields
 * @returns {Promise<Project>}
 */
export async function createProject(fields) {
    const { project } = await api.post("projects", fields);
    reload();
    return project;
}

/** @type {(id: string, fields: { name: string, description: string }) => Promise<void>} */
export async function changeProject(id, fields) {
    await api.patch(`projects/${id}`, fields);
    reload();
}

/** @param {string} id */
export async function deleteProject(id) {
    await api.remove(`projects/${id}`);
    reload();
}
