/** Creates an environment. */

/** @import { Project } from "../types.js" */
import { createEnvironment } from "../data/environments.js";
import { useForm } from "../form.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { EnvironmentFields, valuesOf } from "./environment-form.js";
import { Notice } from "./notice.js";
import { toast } from "./toast.js";

/** @param {{ project: Project, onClose: () => void }} props */
export function NewEnvironment({ project, onClose }) {
    const form = useForm(valuesOf(), async ({ name, key, description, color, confirm_changes }) => {
        await createEnvironment(project.id, {
            ...{ name, key, description },
            ...(color && { color }),
            ...(confirm_changes !== null && { confirm_changes }),
        });
        toast(`${name} is created`);
        onClose();
    });
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="new-environment" kind="primary" busy=${form.busy}>Create the environment<//>
    `;
    return html`<${Dialog} title="New environment" onClose=${onClose} actions=${actions}>
        <form id="new-environment" onSubmit=${form.submit}>
            <${EnvironmentFields} form=${form} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
