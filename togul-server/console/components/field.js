/** A labelled control with a hint and the error that the API gave for it. */

/** @import { Child } from "../types.js" */
import { html, useId } from "../ui.js";

/**
 * `children` makes the control from the attributes that it is given:
 * `${(control) => html`<select ...${control}>…</select>`}`.
 * @param {{
 *   label: string,
 *   hint?: Child,
 *   error?: string | null,
 *   optional?: boolean,
 *   children: (control: Record<string, unknown>) => Child,
 * }} props
 */
export function Field({ label, hint, error, optional, children }) {
    const id = useId();
    const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
    const control = {
        id,
        "aria-invalid": error ? "true" : undefined,
        "aria-describedby": describedBy || undefined,
    };
    return html`<div class="field">
        <label for=${id}>${label}${optional && html` <span class="muted">(optional)</span>`}</label>
        ${children(control)} ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
        ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    </div>`;
}

/**
 * A field with an `input`, bound to a form: `<${TextField} form=${form} name="key" label="Key" />`.
 * @param {{
 *   form: import("../form.js").Form<any>,
 *   name: string,
 *   label: string,
 *   hint?: Child,
 *   optional?: boolean,
 *   type?: string,
 *   autofocus?: boolean,
 *   autocomplete?: string,
 *   placeholder?: string,
 *   code?: boolean,
 *   readonly?: boolean,
 * }} props
 */
export function TextField({ form, name, label, hint, optional, type = "text", code, ...attributes }) {
    return html`<${Field} label=${label} hint=${hint} optional=${optional} error=${form.errorOf(name)}>
        ${(/** @type {object} */ control) => html`<input
            ...${control}
            ...${attributes}
            class=${code ? "code" : ""}
            type=${type}
            name=${name}
            required=${!optional}
            spellcheck=${code || type !== "text" ? false : undefined}
            value=${form.values[name]}
            onInput=${(/** @type {any} */ event) => form.set({ [name]: event.target.value })}
        />`}
    <//>`;
}
