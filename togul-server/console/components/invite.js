/** Invites a person, and shows the link to send. */

import { href } from "../history.js";
import { invite } from "../data/invitations.js";
import { useForm } from "../form.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { SelectField } from "./choice-field.js";
import { Dialog } from "./dialog.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { RoleField } from "./role-field.js";
import { CopyLine } from "./secret.js";

const LIFETIMES = [
    { value: "24", label: "a day" },
    { value: "168", label: "7 days" },
    { value: "720", label: "30 days" },
];

/** @param {{ onClose: () => void }} props */
export function Invite({ onClose }) {
    const [made, setMade] = useState(/** @type {{ email: string, token: string } | null} */ (null));
    const form = useForm({ email: "", role_id: "", expires_in_hours: "168" }, async (values) => {
        if (!values.role_id) throw new Error("Choose a role.");
        const fields = { ...values, expires_in_hours: Number(values.expires_in_hours) };
        const { invitation, accept_token } = await invite(fields);
        setMade({ email: invitation.email, token: accept_token });
    });
    if (made) {
        const title = `${made.email} is invited`;
        return html`<${LinkDialog} title=${title} path="/accept-invitation" token=${made.token} label="the invitation link" onClose=${onClose}>
            Send the link to ${made.email}. The server sends no e-mail.
        <//>`;
    }
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="invite" kind="primary" busy=${form.busy}>Invite<//>
    `;
    return html`<${Dialog} title="Invite a person" onClose=${onClose} actions=${actions}>
        <form id="invite" onSubmit=${form.submit}>
            <${TextField} form=${form} name="email" type="email" label="E-mail" autocomplete="off" autofocus />
            <${RoleField} form=${form} label="Role in the organization" />
            <p class="hint">
                Owners and admins see all projects. Others see the projects to which they are added, after they have joined, under
                Project members, and have a role of their own there.
            </p>
            <${SelectField} form=${form} name="expires_in_hours" label="The invitation lasts" options=${LIFETIMES} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

/**
 * A link with a token that is shown once. The token stands behind `#`: browsers send that part to no server.
 * @param {{
 *   title: string,
 *   path: string,
 *   token: string,
 *   label: string,
 *   onClose: () => void,
 *   children?: import("../types.js").Child,
 * }} props
 */
export function LinkDialog({ title, path, token, label, onClose, children }) {
    const link = new URL(`${href(path)}#${token}`, location.origin).href;
    const actions = html`<${Button} kind="primary" onClick=${onClose}>I have copied it<//>`;
    return html`<${Dialog} title=${title} required onClose=${onClose} actions=${actions}>
        <div class="prose">
            <p>${children}</p>
            <${CopyLine} text=${link} label=${label} />
            <${Notice} tone="warning">The link is shown only now. Who has it can use it: send it on a channel that you trust.<//>
        </div>
    <//>`;
}
