/** The choice of a role, with what it permits. */

/** @import { Role } from "../types.js" */
import { useRoles } from "../data/roles.js";
import { html } from "../ui.js";
import { SelectField } from "./choice-field.js";
import { LoadError } from "./notice.js";
import { Skeleton } from "./skeleton.js";

/**
 * The permissions as one line: `flags: read, write`.
 * @param {Role} role
 */
export function permissionsInWords({ permissions }) {
    /** @type {Map<string, string[]>} */
    const groups = new Map();
    for (const permission of permissions) {
        const [noun, verb] = permission.split(".");
        groups.set(noun, [...(groups.get(noun) ?? []), verb]);
    }
    if (groups.size === 0) return "nothing";
    return [...groups]
        .map(([noun, verbs]) => `${noun.replaceAll("_", " ")}: ${verbs.join(", ")}`)
        .join(" · ");
}

/** The form has the role's id as `role_id`. @param {{ form: import("../form.js").Form<any>, label?: string }} props */
export function RoleField({ form, label = "Role" }) {
    const { data: roles, error, reload } = useRoles();
    if (!roles && error) return html`<${LoadError} error=${error} what="The roles" retry=${reload} />`;
    if (!roles) return html`<${Skeleton} what="Roles" rows=${1} />`;
    const chosen = roles.find((role) => role.id === form.values.role_id);
    const options = roles.map((role) => ({ value: role.id, label: role.name }));
    const all = chosen ? options : [{ value: "", label: "Choose a role" }, ...options];
    return html`<${SelectField} form=${form} name="role_id" label=${label} options=${all} hint=${chosen && permissionsInWords(chosen)} />`;
}
