/** The members of a project, with their roles in it. */

/** @import { Member, Project } from "../types.js" */
import { AddProjectMember } from "../components/add-project-member.js";
import { Button } from "../components/button.js";
import { ChangeRole } from "../components/change-role.js";
import { confirm } from "../components/confirm.js";
import { Empty } from "../components/empty.js";
import { Menu } from "../components/menu.js";
import { LoadError } from "../components/notice.js";
import { Page } from "../components/page.js";
import { Person } from "../components/person.js";
import { ProjectPage } from "../components/project-page.js";
import { Skeleton } from "../components/skeleton.js";
import { Table } from "../components/table.js";
import { toast } from "../components/toast.js";
import { changeProjectRole, removeProjectMember, useProjectMembers } from "../data/project-members.js";
import { right } from "../permissions.js";
import { html, useState } from "../ui.js";

export default function ProjectMembers() {
    return html`<${ProjectPage} title="Project members" permission="project_members.read" page=${MembersOfProject} />`;
}

/** @param {{ project: Project }} props */
function MembersOfProject({ project }) {
    const { data: members, error, reload } = useProjectMembers(project.id);
    const [asked, setAsked] = useState(/** @type {Member | "new" | null} */ (null));
    const close = () => setAsked(null);
    const write = right("project_members.write", project.permissions);
    const add = html`<${Button} kind="primary" icon="plus" right=${write} onClick=${() => setAsked("new")}>Add a member<//>`;
    return html`<${Page}
        title="Project members"
        name=${`Members of ${project.name}`}
        levels=${[
            { label: "Projects", to: "/projects" },
            { label: project.name, to: `/projects/${project.slug}/flags` },
        ]}
        lead="Who works on the project, with which role. Owners and admins of the organization see every project without being added."
        actions=${members?.length ? add : null}
    >
        ${!members && error && html`<${LoadError} error=${error} what="The members" retry=${reload} />`}
        ${!members && !error && html`<${Skeleton} what="Members" rows=${3} />`}
        ${
            members?.length === 0 &&
            html`<${Empty} icon="members" title="No members yet" action=${add}>
            Add members of the organization, each with a role for this project alone.
        <//>`
        }
        ${
            members &&
            members.length > 0 &&
            html`<${Table}
            label=${`Members of ${project.name}`}
            class="people"
            rows=${members}
            keyOf=${(/** @type {Member} */ one) => one.id}
            columns=${columns(project, setAsked)}
        />`
        }
        ${asked === "new" && html`<${AddProjectMember} project=${project} present=${members ?? []} onClose=${close} />`}
        ${
            asked &&
            asked !== "new" &&
            html`<${ChangeRole}
            member=${asked}
            place=${project.name}
            save=${(/** @type {string} */ role) => changeProjectRole(project.id, asked.id, role)}
            onClose=${close}
        />`
        }
    <//>`;
}

/**
 * @param {Project} project
 * @param {(member: Member) => void} edit
 * @returns {import("../components/table.js").Column<Member>[]}
 */
function columns(project, edit) {
    return [
        {
            key: "name",
            header: "Member",
            heading: true,
            class: "main",
            cell: ({ user }) => html`<${Person} person=${user} />`,
        },
        { key: "role", header: "Role in the project", cell: ({ role }) => role.name },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (member) => html`<${MemberMenu} project=${project} member=${member} edit=${edit} />`,
        },
    ];
}

/** @param {{ project: Project, member: Member, edit: (member: Member) => void }} props */
function MemberMenu({ project, member, edit }) {
    /** @type {import("../components/menu.js").Item[]} */
    const items = [
        {
            label: "Change role",
            icon: "settings",
            right: right("project_members.write", project.permissions),
            run: () => edit(member),
        },
        {
            label: "Remove from the project",
            icon: "trash",
            danger: true,
            right: right("project_members.remove", project.permissions),
            run: () => void remove(project, member),
        },
    ];
    return html`<${Menu} label=${`Actions for ${member.user.name}`} items=${items} />`;
}

/**
 * @param {Project} project
 * @param {Member} member
 */
async function remove(project, { id, user }) {
    const gone = await confirm({
        title: `Remove ${user.name} from ${project.name}?`,
        body: html`<p>${user.name} no longer sees the project, and stays a member of the organization.</p>`,
        action: "Remove the member",
        danger: true,
        run: () => removeProjectMember(project.id, id),
    });
    if (gone) toast(`${user.name} is removed from ${project.name}`);
}
