/** Roles of the organization, and the permissions that there are. */

/** @import { Role } from "../types.js" */
import * as api from "../api.js";
import { invalidate, useResource } from "../resource.js";
import { reloadMembers } from "./members.js";

/** @typedef {{ key: string, description: string }} Permission */
/** @typedef {{ key: string, name: string, permissions: string[] }} RoleFields */

const KEY = "roles";

export const useRoles = () =>
    useResource(KEY, (signal) => /** @type {Promise<Role[]>} */ (api.list("roles", "roles", { signal })));

export const usePermissions = () =>
    useResource(
        "permissions",
        (signal) => /** @type {Promise<Permission[]>} */ (api.list("permissions", "permissions", { signal })),
    );

const reload = () => {
    invalidate((key) => key === KEY);
    reloadMembers();
};

/** @param {RoleFields} fields */
export async function createRole(fields) {
    await api.post("roles", fields);
    reload();
}

/**
 * @param {string} id
 * @param {Partial<RoleFields>} fields those that differ
 */
export async function changeRole(id, fields) {
    await api.patch(`roles/${id}`, fields);
    reload();
}

/** @param {string} id */
export async function deleteRole(id) {
    await api.remove(`roles/${id}`);
    reload();
}
