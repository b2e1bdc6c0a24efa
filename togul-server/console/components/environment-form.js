/** The fields of an environment, for creating and for changing one. */

/** @import { Environment } from "../types.js" */
import { html } from "../ui.js";
import { TextField } from "./field.js";
import { keyFor } from "./new-flag.js";

/**
 * `confirm_changes` is null until the person decides; then the server does by key and name.
 * @typedef {{
 *   name: string,
 *   key: string,
 *   description: string,
 *   color: string,
 *   confirm_changes: boolean | null,
 *   regions: string,
 * }} Values
 */

/** Readable on both themes. */
const COLORS = [
    ["", "Grey"],
    ["#c2352b", "Red"],
    ["#b8721d", "Amber"],
    ["#2c8a4b", "Green"],
    ["#1f8a99", "Teal"],
    ["#2f74c0", "Blue"],
    ["#7a56c2", "Violet"],
    ["#b8457f", "Pink"],
];

/**
 * @param {Environment} [environment]
 * @returns {Values}
 */
export const valuesOf = (environment) => ({
    name: environment?.name ?? "",
    key: environment?.key ?? "",
    description: environment?.description ?? "",
    color: environment?.color ?? "",
    confirm_changes: environment?.confirm_changes ?? null,
    regions: environment?.regions.join(", ") ?? "",
});

/** @param {{ name: string, key: string }} values */
const asks = ({ name, key }) => /prod/i.test(`${key} ${name}`);

/** @param {{ form: import("../form.js").Form<Values>, environment?: Environment }} props */
export function EnvironmentFields({ form, environment }) {
    const { values, set } = form;
    const named = {
        ...form,
        set: (/** @type {Partial<Values>} */ { name = "" }) =>
            set({ name, ...(!environment && values.key === keyFor(values.name) && { key: keyFor(name) }) }),
    };
    const confirms = values.confirm_changes ?? asks(values);
    return html`
        <${TextField} form=${named} name="name" label="Name" hint="Such as Production, or Staging" autofocus />
        ${!environment && html`<${TextField} form=${form} name="key" label="Key" code hint="What programs and scripts call it. It never changes." />`}
        <${TextField} form=${form} name="description" label="Description" optional />
        <${ColorField} value=${values.color} error=${form.errorOf("color")} onChange=${(/** @type {string} */ color) => set({ color })} />
        <label class="choice">
            <input type="checkbox" checked=${confirms} onChange=${() => set({ confirm_changes: !confirms })} />
            Ask before each change in this environment
        </label>
        ${form.errorOf("confirm_changes") && html`<p class="error">${form.errorOf("confirm_changes")}</p>`}
        ${
            environment &&
            html`<${TextField}
                form=${form}
                name="regions"
                label="Regions"
                optional
                code
                hint="Servers of these regions answer for the environment. Without any, none does."
            />`
        }
    `;
}

/** @param {{ value: string, error: string | null, onChange: (color: string) => void }} props */
function ColorField({ value, error, onChange }) {
    const known = COLORS.some(([color]) => color === value) ? COLORS : [...COLORS, [value, value]];
    return html`<fieldset class="choices">
        <legend>Colour</legend>
        <div class="swatches">
            ${known.map(
                ([color, name]) => html`<label key=${color} title=${name}>
                    <input type="radio" name="color" checked=${value === color} onChange=${() => onChange(color)} />
                    <i aria-hidden="true" style=${color ? { "--environment": color } : {}}></i><span class="hidden">${name}</span>
                </label>`,
            )}
        </div>
        ${error && html`<p class="error">${error}</p>`}
    </fieldset>`;
}
