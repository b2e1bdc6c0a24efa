/** A share in percent: a slider for the coarse value, and a field for the exact one (three decimals at most). */

import { html } from "../ui.js";
import { Field } from "./field.js";
import { useTypedText } from "./typed-text.js";

/**
 * @param {string} text
 * @returns {number | null} null unless it is a share that the API accepts
 */
export function parseShare(text) {
    const value = /^\d{1,3}([.,]\d{1,3})?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : NaN;
    return value <= 100 ? value : null;
}

/**
 * `onChange` gets undefined while the entry is not a share.
 * @param {{ share: number | undefined, label: string, onChange: (share: number | undefined) => void, error?: string | null }} props
 */
export function ShareSlider({ share, label, onChange, error }) {
    const read = (/** @type {string} */ entry) => parseShare(entry) ?? undefined;
    const [text, type] = useTypedText({ value: share, show: String, read, onChange });
    const invalid =
        parseShare(text) === null ? "Enter a number from 0 to 100 with at most three decimals." : null;
    return html`<div class="share">
        <input
            type="range"
            min="0"
            max="100"
            step="1"
            aria-label=${`${label}, slider`}
            value=${share ?? 0}
            onInput=${(/** @type {any} */ event) => onChange(Number(event.target.value))}
        />
        <${Field} label="Percent" error=${invalid ?? error}>
            ${(/** @type {object} */ control) => html`<input
                ...${control}
                aria-label=${`${label} in percent`}
                inputmode="decimal"
                autocomplete="off"
                value=${text}
                onInput=${(/** @type {any} */ event) => type(event.target.value)}
            />`}
        <//>
    </div>`;
}
