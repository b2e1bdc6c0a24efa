/** What a condition compares with: one value, a list, a number, or segments, as its operator needs. */

/** @import { Json, Leaf } from "../types.js" */
import { OPERATORS } from "../conditions.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { ListField } from "./list-field.js";

/** @param {{ label: string, leaf: Leaf, segments: string[], onChange: (value: Json) => void }} props */
export function ConditionValue({ label, leaf, segments, onChange }) {
    const { value: kind, hint } = OPERATORS[leaf.operator] ?? { value: "text" };
    if (kind === "none") return null;
    const value = leaf.value ?? "";
    const list = Array.isArray(value) ? value : [value].filter((one) => one !== "");
    if (kind === "segments") {
        const unchosen = segments.filter((segment) => !list.includes(segment));
        return html`<span class="chips">
            ${list.map(
                (one) => html`<span key=${one} class="chip">
                    ${one}
                    <${Button}
                        kind="quiet"
                        icon="close"
                        label=${`Remove ${one} from ${label}`}
                        onClick=${() => onChange(list.filter((other) => other !== one))}
                    />
                </span>`,
            )}
            <select aria-label=${label} value="" onChange=${(/** @type {any} */ event) => onChange([...list, event.target.value])}>
                <option value="">${list.length ? "or in …" : "Choose a segment"}</option>
                ${unchosen.map((segment) => html`<option key=${segment} value=${segment}>${segment}</option>`)}
            </select>
        </span>`;
    }
    if (kind === "list" || kind === "any")
        return html`<${ListField} label=${label} values=${list} onChange=${onChange} />`;
    if (kind === "number") {
        return html`<input
            class="code"
            type="number"
            step="any"
            aria-label=${label}
            value=${value}
            onInput=${(/** @type {any} */ event) => onChange(event.target.value === "" ? "" : event.target.valueAsNumber)}
        />`;
    }
    return html`<input
        class="code"
        aria-label=${label}
        placeholder=${hint}
        title=${hint}
        autocomplete="off"
        spellcheck=${false}
        value=${String(value)}
        onInput=${(/** @type {any} */ event) => onChange(event.target.value)}
    />`;
}
