/** Creates a machine token. */

/** @import { Project } from "../types.js" */
import { createToken } from "../data/tokens.js";
import { useForm } from "../form.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { SelectField } from "./choice-field.js";
import { Dialog } from "./dialog.js";
import { expiryOf, ExpiryField } from "./expiry-field.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { RoleField } from "./role-field.js";
import { SecretDialog } from "./secret.js";

/** @param {{ projects: Project[], onClose: () => void }} props */
export function NewToken({ projects, onClose }) {
    const [made, setMade] = useState(/** @type {{ name: string, secret: string } | null} */ (null));
    const initial = {
        name: "",
        role_id: "",
        project_id: projects[0]?.id ?? "",
        expires: "90",
        expires_at: "",
    };
    const form = useForm(initial, async (values) => {
        const { name, role_id, project_id } = values;
        if (!role_id) throw new Error("Choose a role.");
        const fields = {
            name,
            role_id,
            project_id: project_id || null,
            expires_at: expiryOf(values) ?? null,
        };
        const { secret } = await createToken(fields);
        setMade({ name, secret });
    });
    if (made) {
        return html`<${SecretDialog} title=${`${made.name} is created`} secret=${made.secret} of=${made.name} onClose=${onClose}>
            <p>Scripts send it as <code>Authorization: Bearer</code>.</p>
        <//>`;
    }
    const places = [
        ...projects.map(({ id, name }) => ({ value: id, label: name })),
        { value: "", label: "All projects that you see" },
    ];
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="new-token" kind="primary" busy=${form.busy}>Create the token<//>
    `;
    return html`<${Dialog} title="New machine token" onClose=${onClose} actions=${actions}>
        <form id="new-token" onSubmit=${form.submit}>
            <${TextField} form=${form} name="name" label="Name" hint="What uses it, such as CI. The audit log shows it by this name." autofocus />
            <${SelectField} form=${form} name="project_id" label="Where it acts" options=${places} />
            <${RoleField} form=${form} label="Role of the token" />
            <p class="muted">It never may more than you may, and ends when you leave the organization.</p>
            <${ExpiryField} form=${form} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
