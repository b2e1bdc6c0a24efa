/** Creates or changes a role: its name and its permissions. System roles are shown, and stay as they are. */

/** @import { Role } from "../types.js" */
/** @import { Permission } from "../data/roles.js" */
import { changeRole, createRole, usePermissions } from "../data/roles.js";
import { useForm } from "../form.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field, TextField } from "./field.js";
import { keyFor } from "./new-flag.js";
import { LoadError, Notice } from "./notice.js";
import { Skeleton } from "./skeleton.js";
import { toast } from "./toast.js";

/** @type {Record<string, string>} */
const GROUPS = {
    org: "Organization",
    members: "Members",
    roles: "Roles",
    projects: "Projects",
    project_members: "Project members",
    environments: "Environments",
    flags: "Flags",
    rules: "Rules",
    segments: "Segments",
    api_keys: "API keys",
    tokens: "Machine tokens",
    audit: "Audit log",
};

/** @param {{ role: Role | null, roles: Role[], onClose: () => void }} props `role` is null for a new one */
export function RoleDialog({ role, roles, onClose }) {
    const start = { name: role?.name ?? "", key: role?.key ?? "", permissions: role?.permissions ?? [] };
    const form = useForm(start, async ({ name, key, permissions }) => {
        const fields = {
            ...(name !== start.name && { name }),
            ...(key !== start.key && { key }),
            ...(permissions !== start.permissions && { permissions }),
        };
        if (!role) await createRole({ name, key, permissions });
        else if (Object.keys(fields).length > 0) await changeRole(role.id, fields);
        toast(`${name} is saved`);
        onClose();
    });
    const { values, set } = form;
    const locked = role?.is_system ?? false;
    const title = role ? (locked ? role.name : `Change ${role.name}`) : "New role";
    const actions = locked
        ? html`<${Button} kind="primary" onClick=${onClose}>Close<//>`
        : html`<${Button} onClick=${onClose}>Cancel<//>
              <${Button} submit form="role" kind="primary" busy=${form.busy}>${role ? "Save" : "Create the role"}<//>`;
    const named = {
        ...form,
        set: (/** @type {{ name?: string }} */ { name = "" }) =>
            set({ name, ...(!role && values.key === keyFor(values.name) && { key: keyFor(name) }) }),
    };
    return html`<${Dialog} title=${title} wide onClose=${onClose} actions=${actions}>
        <form id="role" onSubmit=${form.submit}>
            ${locked && html`<p class="muted">A system role stays as it is. A role of your own can begin with its permissions.</p>`}
            ${!locked && html`<${TextField} form=${named} name="name" label="Name" hint="Such as Support" autofocus />`}
            ${!locked && html`<${TextField} form=${form} name="key" label="Key" code />`}
            ${!role && html`<${Template} roles=${roles} choose=${(/** @type {string[]} */ permissions) => set({ permissions })} />`}
            <${Permissions}
                held=${values.permissions}
                locked=${locked}
                error=${form.errorOf("permissions")}
                onChange=${(/** @type {string[]} */ permissions) => set({ permissions })}
            />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

/** @param {{ roles: Role[], choose: (permissions: string[]) => void }} props */
function Template({ roles, choose }) {
    return html`<${Field} label="Begin with the permissions of">
        ${(/** @type {object} */ control) => html`<select
            ...${control}
            onChange=${(/** @type {any} */ event) => choose(roles.find(({ id }) => id === event.target.value)?.permissions ?? [])}
        >
            <option value="">No role</option>
            ${roles.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
        </select>`}
    <//>`;
}

/** @param {{ held: string[], locked: boolean, error: string | null, onChange: (held: string[]) => void }} props */
function Permissions({ held, locked, error, onChange }) {
    const { data, error: failure, reload } = usePermissions();
    if (!data && failure)
        return html`<${LoadError} error=${failure} what="The permissions" retry=${reload} />`;
    if (!data) return html`<${Skeleton} what="Permissions" />`;
    const nouns = [...new Set(data.map(({ key }) => key.split(".")[0]))];
    /** @param {string} key */
    const toggle = (key) => onChange(held.includes(key) ? held.filter((one) => one !== key) : [...held, key]);
    return html`<div class="permissions">
            ${nouns.map(
                (noun) => html`<fieldset key=${noun} class="choices">
                    <legend>${GROUPS[noun] ?? noun}</legend>
                    ${data
                        .filter(({ key }) => key.startsWith(`${noun}.`))
                        .map(
                            (one) =>
                                html`<${Choice} key=${one.key} permission=${one} on=${held.includes(one.key)} locked=${locked} toggle=${toggle} />`,
                        )}
                </fieldset>`,
            )}
        </div>
        ${error && html`<p class="error">${error}</p>`}`;
}

/** @param {{ permission: Permission, on: boolean, locked: boolean, toggle: (key: string) => void }} props */
function Choice({ permission, on, locked, toggle }) {
    return html`<label title=${permission.key} class="explained">
        <input
            type="checkbox"
            checked=${on}
            aria-disabled=${locked ? "true" : undefined}
            onClick=${(/** @type {Event} */ event) => locked && event.preventDefault()}
            onChange=${() => toggle(permission.key)}
        />
        ${permission.description}
    </label>`;
}
