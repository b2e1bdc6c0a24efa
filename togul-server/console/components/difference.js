/** What differs between two objects, field by field: before and after, or theirs and mine. */

/** @import { Json } from "../types.js" */
import { html } from "../ui.js";

/** @typedef {Record<string, Json | undefined> | null} Fields */

/** @param {Json | undefined} value */
function show(value) {
    if (value === undefined || value === null) return html`<span class="muted">none</span>`;
    if (value === "") return html`<span class="muted">empty</span>`;
    if (typeof value === "object") return html`<pre>${JSON.stringify(value, null, 2)}</pre>`;
    return html`<code>${String(value)}</code>`;
}

/**
 * The fields whose values differ.
 * @param {Fields} before
 * @param {Fields} after
 */
export function differing(before, after) {
    const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    return [...names].filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
}

/** @param {{ before: Fields, after: Fields, beforeLabel?: string, afterLabel?: string }} props */
export function Difference({ before, after, beforeLabel = "Before", afterLabel = "After" }) {
    const names = differing(before, after);
    if (names.length === 0) return html`<p class="muted">No field differs.</p>`;
    return html`<div class="table">
        <table class="difference" aria-label=${`${beforeLabel} and ${afterLabel.toLowerCase()}`}>
            <thead>
                <tr>
                    <th scope="col">Field</th>
                    <th scope="col">${beforeLabel}</th>
                    <th scope="col">${afterLabel}</th>
                </tr>
            </thead>
            <tbody>
                ${names.map(
                    (name) => html`<tr key=${name}>
                        <th scope="row">${name.replaceAll("_", " ")}</th>
                        <td class="removed">${show(before?.[name])}</td>
                        <td class="added">${show(after?.[name])}</td>
                    </tr>`,
                )}
            </tbody>
        </table>
    </div>`;
}
