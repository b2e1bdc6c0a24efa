/** Environments of a project. */

/** @import { Environment } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";

/** @param {string} project its id */
const keyOf = (project) => `environments/${project}`;

/** @param {string | undefined} project its id */
export const useEnvironments = (project) =>
    useResource(
        project ? keyOf(project) : null,
        (signal) =>
            /** @type {Promise<Environment[]>} */ (
                api.list(`projects/${project}/environments`, "environments", { signal })
            ),
    );

/**
 * Whether a change in it asks for confirmation first.
 * @param {Environment} environment
 */
export function confirmsChanges(environment) {
    return environment.confirm_changes ?? /prod/i.test(`${environment.key} ${environment.name}`);
}

/** @param {string} project */
const reload = (project) => invalidate((key) => key === keyOf(project));

/** What people set; a field that is absent gets the server's default, or stays as it is. */
/** @typedef {{ name?: string, description?: string, color?: string | null, confirm_changes?: boolean }} EnvironmentFields */

/**
 * @param {string} project its id
 * @param {EnvironmentFields & { key: string, name: string }} fields
 * @returns {Promise<Environment>}
 */
export async function createEnvironment(project, fields) {
    const { environment } = await api.post(`projects/${project}/environments`, fields);
    reload(project);
    return environment;
}

/**
 * @param {string} project
 * @param {Environment} environment as it was read
 * @param {EnvironmentFields} fields those that differ
 * @returns {Promise<Environment>}
 */
export async function changeEnvironment(project, environment, fields) {
    const path = `projects/${project}/environments/${environment.id}`;
    try {
        const { environment: changed } = await api.patch(path, fields, { ifMatch: environment.version });
        return changed;
    } finally {
        // After a conflict as well: then what is held is old.
        reload(project);
    }
}

/**
 * @param {string} project
 * @param {Environment} environment as it was read
 * @param {string[]} regions
 */
export async function setRegions(project, environment, regions) {
    const path = `projects/${project}/environments/${environment.id}/regions`;
    await api.put(path, { regions }, { ifMatch: environment.version });
    reload(project);
}

/**
 * @param {string} project
 * @param {string} id
 */
export async function deleteEnvironment(project, id) {
    await api.remove(`projects/${project}/environments/${id}`);
    reload(project);
}
