/** Creates a flag in one or several environments. */

/** @import { Environment, Json, Project, ValueType } from "../types.js" */
import { createFlag } from "../data/flags.js";
import { useForm } from "../form.js";
import { navigate } from "../history.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { RadioField } from "./choice-field.js";
import { Dialog } from "./dialog.js";
import { EnvironmentChoices } from "./environment-choices.js";
import { Field, TextField } from "./field.js";
import { ValueField } from "./json-field.js";
import { Notice } from "./notice.js";
import { toast } from "./toast.js";

/** @type {Record<ValueType, { words: string, initial: Json }>} */
const TYPES = {
    boolean: { words: "boolean: true or false", initial: true },
    string: { words: "string: a text", initial: "" },
    number: { words: "number", initial: 0 },
    json: { words: "json: any value", initial: {} },
};

/** What a boolean flag answers while it is on; while it is off, it answers false. */
const WHILE_ON = [
    {
        value: true,
        label: "Everyone gets true",
        hint: "The switch alone decides. Rules can make exceptions.",
    },
    {
        value: false,
        label: "Only users that rules choose get true",
        hint: "For gradual rollouts and tests. All others get false.",
    },
];

/**
 * A key for the name: `New checkout` gives `new-checkout`.
 * @param {string} name
 */
export function keyFor(name) {
    const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ı", "i").toLowerCase();
    return plain
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "")
        .slice(0, 128);
}

/** @param {{ project: Project, environments: Environment[], onClose: () => void }} props */
export function NewFlag({ project, environments, onClose }) {
    const start = {
        name: "",
        key: "",
        description: "",
        value_type: /** @type {ValueType} */ ("boolean"),
        default_value: /** @type {Json | undefined} */ (TYPES.boolean.initial),
        environments: environments.map((environment) => environment.id),
        enabled: false,
    };
    const form = useForm(start, async ({ environments: ids, default_value, ...fields }) => {
        if (default_value === undefined) throw new Error("The default value is not complete.");
        if (ids.length === 0) throw new Error("Choose at least one environment.");
        const off_value = fields.value_type === "boolean" ? false : null;
        let left = ids;
        for (const id of ids) {
            await createFlag(project.id, { ...fields, default_value, off_value, environment_id: id });
            // What exists is not created again when the next environment refuses.
            left = left.filter((other) => other !== id);
            form.set({ environments: left });
        }
        toast(`${fields.key} is created`);
        onClose();
        const first = environments.find(({ id }) => id === ids[0]);
        await navigate(`/projects/${project.slug}/flags/${encodeURIComponent(fields.key)}`, {
            query: { environment: first?.key },
        });
    });
    const { values, set } = form;
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="new-flag" kind="primary" busy=${form.busy}>Create the flag<//>
    `;
    return html`<${Dialog} title="New flag" onClose=${onClose} actions=${actions}>
        <form id="new-flag" onSubmit=${form.submit}>
            <${TextField}
                form=${{ ...form, set: ({ name = "" }) => set({ name, ...(values.key === keyFor(values.name) && { key: keyFor(name) }) }) }}
                name="name"
                label="Name"
                autofocus
            />
            <${TextField} form=${form} name="key" label="Key" code hint="What programs ask for. It never changes." />
            <${TextField} form=${form} name="description" label="Description" optional />
            <${Field} label="Type" error=${form.errorOf("value_type")} hint="It never changes.">
                ${(/** @type {object} */ control) => html`<select
                    ...${control}
                    value=${values.value_type}
                    onChange=${(/** @type {any} */ event) => {
                        const value_type = /** @type {ValueType} */ (event.target.value);
                        set({ value_type, default_value: TYPES[value_type].initial });
                    }}
                >
                    ${Object.entries(TYPES).map(([type, { words }]) => html`<option key=${type} value=${type}>${words}</option>`)}
                </select>`}
            <//>
            ${
                values.value_type === "boolean"
                    ? html`<${RadioField} form=${form} name="default_value" label="While it is on" options=${WHILE_ON} hint="While it is off, everyone gets false." />`
                    : html`<${ValueField}
                          key=${values.value_type}
                          label="Default value"
                          type=${values.value_type}
                          value=${values.default_value}
                          hint="The answer when no rule matches, and while the flag is off."
                          error=${form.errorOf("default_value")}
                          onChange=${(/** @type {Json | undefined} */ default_value) => set({ default_value })}
                      />`
            }
            <${EnvironmentChoices}
                environments=${environments}
                chosen=${values.environments}
                onChange=${(/** @type {string[]} */ ids) => set({ environments: ids })}
            />
            <label class="choice">
                <input type="checkbox" checked=${values.enabled} onChange=${() => set({ enabled: !values.enabled })} />
                Switch it on at once
            </label>
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
