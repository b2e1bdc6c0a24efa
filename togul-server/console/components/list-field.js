/** A list of values: separated by commas, or one a line where a value has a comma. */

/** @import { Json } from "../types.js" */
import { html } from "../ui.js";
import { useTypedText } from "./typed-text.js";

/**
 * The values in the text. Those that look like a number stay text: comparisons use the text form.
 * @param {string} text
 * @returns {string[]}
 */
export function splitValues(text) {
    const values = text.split(text.includes("\n") ? "\n" : ",").map((value) => value.trim());
    return [...new Set(values.filter((value) => value !== ""))];
}

/** @param {Json[]} values */
function joinValues(values) {
    const all = values.map(String);
    return all.some((value) => value.includes(",")) ? `${all.join("\n")}\n` : all.join(", ");
}

/** @param {{ control?: Record<string, unknown>, label?: string, values: Json[], onChange: (values: string[]) => void }} props */
export function ListField({ control, label, values, onChange }) {
    const [text, type] = useTypedText({ value: values, show: joinValues, read: splitValues, onChange });
    return html`<textarea
        ...${control}
        class="code list"
        aria-label=${label}
        rows=${Math.min(6, Math.max(1, Math.ceil(text.length / 40)))}
        spellcheck=${false}
        autocomplete="off"
        placeholder="TR, DE"
        value=${text}
        onInput=${(/** @type {any} */ event) => type(event.target.value)}
    ></textarea>`;
}
