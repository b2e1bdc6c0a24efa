/** The roles of the organization: those of the system, and its own. */

/** @import { Role } from "../types.js" */
import { Button } from "../components/button.js";
import { confirm } from "../components/confirm.js";
import { Menu } from "../components/menu.js";
import { LoadError } from "../components/notice.js";
import { OrganizationPage } from "../components/organization-page.js";
import { Page } from "../components/page.js";
import { RoleDialog } from "../components/role-dialog.js";
import { permissionsInWords } from "../components/role-field.js";
import { Skeleton } from "../components/skeleton.js";
import { Table } from "../components/table.js";
import { toast } from "../components/toast.js";
import { useMembers } from "../data/members.js";
import { deleteRole, useRoles } from "../data/roles.js";
import { useRight } from "../permissions.js";
import { html, useState } from "../ui.js";

export default function Roles() {
    return html`<${OrganizationPage} title="Roles" permission="roles.read" page=${RolesOfOrganization} />`;
}

function RolesOfOrganization() {
    const { data: roles, error, reload } = useRoles();
    const { data: members } = useMembers(useRight("members.read").allowed);
    const [edited, setEdited] = useState(/** @type {Role | "new" | null} */ (null));
    const rights = { update: useRight("roles.update"), delete: useRight("roles.delete") };
    const create = html`<${Button} kind="primary" icon="plus" right=${useRight("roles.create")} onClick=${() => setEdited("new")}>New role<//>`;
    /** @param {Role} role */
    const holders = (role) => members?.filter((member) => member.role.id === role.id).length ?? 0;
    return html`<${Page}
        title="Roles"
        lead="What members may do: in the organization by their role there, and in a project by their role in it."
        actions=${create}
    >
        ${!roles && error && html`<${LoadError} error=${error} what="The roles" retry=${reload} />`}
        ${!roles && !error && html`<${Skeleton} what="Roles" rows=${5} />`}
        ${
            roles &&
            html`<${Table}
            label="Roles"
            rows=${roles}
            keyOf=${(/** @type {Role} */ role) => role.id}
            columns=${columns(holders, rights, setEdited)}
        />`
        }
        ${
            edited &&
            html`<${RoleDialog} role=${edited === "new" ? null : edited} roles=${roles ?? []} onClose=${() => setEdited(null)} />`
        }
    <//>`;
}

/**
 * @param {(role: Role) => number} holders
 * @param {Record<"update" | "delete", import("../permissions.js").Right>} rights
 * @param {(role: Role) => void} edit
 * @returns {import("../components/table.js").Column<Role>[]}
 */
function columns(holders, rights, edit) {
    return [
        {
            key: "name",
            header: "Role",
            heading: true,
            class: "name",
            cell: (role) => html`${role.name} ${role.is_system && html`<span class="badge">system</span>`}`,
        },
        {
            key: "members",
            header: "In the organization",
            cell: (role) => (holders(role) === 1 ? "1 member" : `${holders(role)} members`),
        },
        { key: "permissions", header: "May", class: "wide-only muted may", cell: permissionsInWords },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (role) =>
                role.is_system
                    ? html`<${Button} label=${`Show the permissions of ${role.name}`} onClick=${() => edit(role)}>Show<//>`
                    : html`<${RoleMenu} role=${role} rights=${rights} edit=${edit} />`,
        },
    ];
}

/** @param {{ role: Role, rights: Record<"update" | "delete", import("../permissions.js").Right>, edit: (role: Role) => void }} props */
function RoleMenu({ role, rights, edit }) {
    /** @type {import("../components/menu.js").Item[]} */
    const items = [
        { label: "Change", icon: "settings", right: rights.update, run: () => edit(role) },
        { label: "Delete", icon: "trash", danger: true, right: rights.delete, run: () => void erase(role) },
    ];
    return html`<${Menu} label=${`Actions for the role ${role.name}`} items=${items} />`;
}

/** @param {Role} role */
async function erase(role) {
    const gone = await confirm({
        title: `Delete the role ${role.name}?`,
        body: "Members who have it need another role first.",
        action: "Delete the role",
        danger: true,
        run: () => deleteRole(role.id),
    });
    if (gone) toast(`The role ${role.name} is deleted`);
}
