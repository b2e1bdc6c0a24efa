/** When a key, a token or an invitation ends. */

import { html } from "../ui.js";
import { SelectField } from "./choice-field.js";
import { Field } from "./field.js";

const DAY_MS = 86_400_000;
const CHOICES = [
    { value: "", label: "Never" },
    { value: "7", label: "In 7 days" },
    { value: "30", label: "In 30 days" },
    { value: "90", label: "In 90 days" },
    { value: "365", label: "In a year" },
    { value: "date", label: "On a date" },
];
const KEEP = { value: "keep", label: "As before" };

/**
 * The time that the choice stands for; null is never, and undefined leaves it as it is.
 * @param {{ expires: string, expires_at: string }} values
 */
export function expiryOf({ expires, expires_at }) {
    if (expires === "keep") return undefined;
    if (expires === "") return null;
    if (expires !== "date") return new Date(Date.now() + Number(expires) * DAY_MS).toISOString();
    const date = new Date(expires_at);
    if (Number.isNaN(date.getTime())) throw new Error("Enter the date and the time of the expiry.");
    return date.toISOString();
}

/** @param {{ form: import("../form.js").Form<any>, keep?: boolean }} props `keep` offers to leave it as it is */
export function ExpiryField({ form, keep }) {
    const { values, set, errorOf } = form;
    const options = keep ? [KEEP, ...CHOICES] : CHOICES;
    // The API names the field `expires_at`: the error stands at the control that is shown last.
    return html`<${SelectField} form=${values.expires === "date" ? form : { ...form, errorOf: () => errorOf("expires_at") }} name="expires" label="Expires" options=${options} />
        ${
            values.expires === "date" &&
            html`<${Field} label="Date and time of the expiry" error=${errorOf("expires_at")}>
                ${(/** @type {object} */ control) => html`<input
                    ...${control}
                    type="datetime-local"
                    required
                    value=${values.expires_at}
                    onInput=${(/** @type {any} */ event) => set({ expires_at: event.target.value })}
                />`}
            <//>`
        }`;
}
