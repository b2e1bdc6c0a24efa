/** Adds a member of the organization to a project. */

/** @import { Member, Project } from "../types.js" */
import { useMembers } from "../data/members.js";
import { addProjectMember } from "../data/project-members.js";
import { useForm } from "../form.js";
import { Link } from "../router.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { SelectField } from "./choice-field.js";
import { Dialog } from "./dialog.js";
import { LoadError, Notice } from "./notice.js";
import { RoleField } from "./role-field.js";
import { Skeleton } from "./skeleton.js";
import { toast } from "./toast.js";

/** @param {{ project: Project, present: Member[], onClose: () => void }} props `present` are already in the project */
export function AddProjectMember({ project, present, onClose }) {
    const { data: members, error, reload } = useMembers();
    const form = useForm({ user_id: "", role_id: "" }, async (fields) => {
        if (!fields.user_id) throw new Error("Choose a member of the organization.");
        if (!fields.role_id) throw new Error("Choose a role.");
        await addProjectMember(project.id, fields);
        toast(`The member is added to ${project.name}`);
        onClose();
    });
    const others = members?.filter(({ user }) => !present.some((one) => one.user.id === user.id));
    const options = others?.map(({ user }) => ({ value: user.id, label: `${user.name} (${user.email})` }));
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="add-project-member" kind="primary" busy=${form.busy}>Add the member<//>
    `;
    return html`<${Dialog} title=${`Add a member to ${project.name}`} onClose=${onClose} actions=${actions}>
        <form id="add-project-member" onSubmit=${form.submit}>
            ${!members && error && html`<${LoadError} error=${error} what="The members" retry=${reload} />`}
            ${!members && !error && html`<${Skeleton} what="Members" rows=${1} />`}
            ${options?.length === 0 && html`<p>All members of the organization are in the project. <${Link} to="/members">Invite others<//> first.</p>`}
            ${
                options &&
                options.length > 0 &&
                html`<${SelectField} form=${form} name="user_id" label="Member" options=${[{ value: "", label: "Choose a member" }, ...options]} />
                    <${RoleField} form=${form} label="Role in the project" />`
            }
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
