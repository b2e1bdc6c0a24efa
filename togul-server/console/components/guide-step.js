/** A step of a guide: open, done, or still to come. */

/** @import { Child } from "../types.js" */
import { useForm } from "../form.js";
import { html, useLayoutEffect, useRef } from "../ui.js";
import { Button } from "./button.js";
import { SelectField } from "./choice-field.js";
import { TextField } from "./field.js";
import { Icon } from "./icon.js";
import { keyFor } from "./new-flag.js";
import { Notice } from "./notice.js";

/** @typedef {"done" | "open" | "later"} State */

/** @param {{ number: number, title: string, state: State, result?: Child, children?: Child }} props `result` is shown when it is done */
export function GuideStep({ number, title, state, result, children }) {
    return html`<li class=${`step is-${state}`} aria-current=${state === "open" ? "step" : undefined}>
        <span class="mark" aria-hidden="true">${state === "done" ? html`<${Icon} name="check" />` : number}</span>
        <div>
            <h2>${title}${state === "done" && html`<span class="hidden"> (done)</span>`}</h2>
            ${state === "done" && result && html`<div class="muted">${result}</div>`} ${state === "open" && children}
        </div>
    </li>`;
}

/**
 * The form of a step that creates something, or takes what exists. `choose` gets the id of what exists, or null with the fields.
 * @param {{
 *   what: string,
 *   name: string,
 *   hint: string,
 *   existing?: { id: string, name: string }[],
 *   keyed?: boolean,
 *   right: import("../permissions.js").Right,
 *   choose: (id: string | null, fields: { name: string, key: string }) => Promise<unknown>,
 * }} props `what` such as "project"; `name` is the suggestion; `keyed` things have a key as well; `right` is to create one
 */
export function StepForm({ what, name, hint, existing = [], keyed, right, choose }) {
    const first = existing[0]?.id ?? "";
    const form = useForm({ id: first, name, key: keyFor(name) }, ({ id, ...fields }) =>
        choose(id || null, fields),
    );
    const { values, set } = form;
    const element = useRef(/** @type {HTMLElement | null} */ (null));
    // The step opens because the one before is done: the next control is where the person goes on.
    useLayoutEffect(() => {
        const control = element.current?.querySelector("select, input");
        if (control instanceof HTMLElement) control.focus();
    }, []);
    const named = {
        ...form,
        set: (/** @type {{ name?: string }} */ { name: next = "" }) =>
            set({ name: next, ...(values.key === keyFor(values.name) && { key: keyFor(next) }) }),
    };
    const options = [
        ...existing.map((one) => ({ value: one.id, label: one.name })),
        { value: "", label: `A new ${what}` },
    ];
    return html`<form class="panel" ref=${element} onSubmit=${form.submit}>
        <p class="muted">${hint}</p>
        ${existing.length > 0 && html`<${SelectField} form=${form} name="id" label=${`Which ${what}`} options=${options} />`}
        ${!values.id && html`<${TextField} form=${named} name="name" label=${`Name of the ${what}`} />`}
        ${!values.id && keyed && html`<${TextField} form=${form} name="key" label=${`Key of the ${what}`} code hint="What programs call it. It never changes." />`}
        ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        <div class="actions"><${Button} submit kind="primary" right=${values.id ? undefined : right} busy=${form.busy}>${values.id ? "Continue" : `Create the ${what}`}<//></div>
    </form>`;
}
