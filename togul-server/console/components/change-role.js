/** Gives a member another role, in the organization or in a project. */

/** @import { Member } from "../types.js" */
import { useForm } from "../form.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Notice } from "./notice.js";
import { RoleField } from "./role-field.js";
import { toast } from "./toast.js";

/**
 * @param {{
 *   member: Member,
 *   place: string,
 *   save: (role: string) => Promise<unknown>,
 *   onClose: () => void,
 * }} props `place` such as "the organization"; `save` gets the role's id
 */
export function ChangeRole({ member, place, save, onClose }) {
    const { name } = member.user;
    const form = useForm({ role_id: member.role.id }, async ({ role_id }) => {
        if (role_id !== member.role.id) await save(role_id);
        toast(`The role of ${name} is saved`);
        onClose();
    });
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="change-role" kind="primary" busy=${form.busy}>Save<//>
    `;
    return html`<${Dialog} title=${`Role of ${name} in ${place}`} onClose=${onClose} actions=${actions}>
        <form id="change-role" onSubmit=${form.submit}>
            <${RoleField} form=${form} />
            <p class="muted">It acts on the next request of ${name}.</p>
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
