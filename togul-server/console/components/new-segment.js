/** Creates a segment in one or several environments. */

/** @import { Environment, Project } from "../types.js" */
import { createSegment } from "../data/segments.js";
import { useForm } from "../form.js";
import { navigate } from "../history.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { EnvironmentChoices } from "./environment-choices.js";
import { TextField } from "./field.js";
import { keyFor } from "./new-flag.js";
import { Notice } from "./notice.js";
import { toast } from "./toast.js";

/** @param {{ project: Project, environments: Environment[], onClose: () => void }} props */
export function NewSegment({ project, environments, onClose }) {
    const start = {
        name: "",
        key: "",
        description: "",
        attribute: "user_id",
        environments: environments.map((environment) => environment.id),
    };
    const form = useForm(start, async ({ environments: ids, ...fields }) => {
        if (ids.length === 0) throw new Error("Choose at least one environment.");
        let left = ids;
        for (const id of ids) {
            await createSegment(project.id, { ...fields, environment_id: id });
            // What exists is not created again when the next environment refuses.
            left = left.filter((other) => other !== id);
            form.set({ environments: left });
        }
        toast(`${fields.key} is created`);
        onClose();
        const first = environments.find(({ id }) => id === ids[0]);
        await navigate(`/projects/${project.slug}/segments/${encodeURIComponent(fields.key)}`, {
            query: { environment: first?.key },
        });
    });
    const { values, set } = form;
    // The key follows the name until it is written by hand.
    const named = {
        ...form,
        set: ({ name = "" }) =>
            set({ name, ...(values.key === keyFor(values.name) && { key: keyFor(name) }) }),
    };
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="new-segment" kind="primary" busy=${form.busy}>Create the segment<//>
    `;
    return html`<${Dialog} title="New segment" onClose=${onClose} actions=${actions}>
        <form id="new-segment" onSubmit=${form.submit}>
            <${TextField} form=${named} name="name" label="Name" hint="Such as Beta testers" autofocus />
            <${TextField} form=${form} name="key" label="Key" code hint="What rules name. It never changes." />
            <${TextField} form=${form} name="description" label="Description" optional />
            <${TextField}
                form=${form}
                name="attribute"
                label="Attribute of the lists"
                code
                hint="Included and excluded values are compared with it."
            />
            <${EnvironmentChoices}
                environments=${environments}
                chosen=${values.environments}
                onChange=${(/** @type {string[]} */ ids) => set({ environments: ids })}
            />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
