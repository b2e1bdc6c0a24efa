/** Fields with a choice of a few values, bound to a form: a select, or radio buttons with a line of explanation each. */

/** @import { Child } from "../types.js" */
import { html, useId } from "../ui.js";
import { Field } from "./field.js";

/** @typedef {{ value: string | boolean, label: string, hint?: Child }} Option */
/** @typedef {{ form: import("../form.js").Form<any>, name: string, label: string, options: Option[], hint?: Child }} Props */

/** @param {Props} props */
export function SelectField({ form, name, label, options, hint }) {
    return html`<${Field} label=${label} hint=${hint} error=${form.errorOf(name)}>
        ${(/** @type {object} */ control) => html`<select
            ...${control}
            name=${name}
            value=${form.values[name]}
            onChange=${(/** @type {any} */ event) => form.set({ [name]: event.target.value })}
        >
            ${options.map(({ value, label: text }) => html`<option key=${value} value=${value}>${text}</option>`)}
        </select>`}
    <//>`;
}

/** @param {Props} props */
export function RadioField({ form, name, label, options, hint }) {
    const id = useId();
    const error = form.errorOf(name);
    return html`<fieldset class="choices" aria-describedby=${error ? `${id}-error` : undefined}>
        <legend>${label}</legend>
        ${options.map(
            (option) => html`<label key=${option.value} class="explained">
                <input
                    type="radio"
                    name=${`${id}-${name}`}
                    checked=${form.values[name] === option.value}
                    onChange=${() => form.set({ [name]: option.value })}
                />
                <span>${option.label}${option.hint && html`<span class="muted hint">${option.hint}</span>`}</span>
            </label>`,
        )}
        ${hint && html`<p class="hint">${hint}</p>`}
        ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    </fieldset>`;
}
