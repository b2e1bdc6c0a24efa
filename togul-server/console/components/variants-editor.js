/** The variants of a flag: key, value and name. */

/** @import { Json, ValueType } from "../types.js" */
import { ApiError, messageOf } from "../errors.js";
import { useListFocus } from "../focus.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Field } from "./field.js";
import { ValueField } from "./json-field.js";

const MAX_VARIANTS = 50;

/** @typedef {{ key: string, name?: string, value?: Json }} DraftVariant */

/** @type {Record<ValueType, Json>} */
const INITIAL = { boolean: true, string: "", number: 0, json: {} };

/** @param {{ type: ValueType, variants: DraftVariant[], onChange: (variants: DraftVariant[]) => void, failure: unknown }} props */
export function VariantsEditor({ type, variants, onChange, failure }) {
    const refused = variantError(failure);
    const list = useListFocus(variants.length);
    const full = variants.length >= MAX_VARIANTS;
    const limit = { allowed: !full, reason: full ? `A flag has at most ${MAX_VARIANTS} variants` : null };
    return html`<ul class="variants" ref=${list}>
            ${variants.map((variant, at) => {
                const change = (/** @type {Partial<DraftVariant>} */ fields) =>
                    onChange(variants.with(at, { ...variant, ...fields }));
                return html`<li key=${at}>
                    <${Text} label=${`Key of variant ${at + 1}`} short="Key" code value=${variant.key} onInput=${(/** @type {string} */ key) => change({ key })} />
                    <${Text} label=${`Name of variant ${at + 1}`} short="Name" value=${variant.name ?? ""} onInput=${(/** @type {string} */ name) => change({ name })} />
                    <${ValueField}
                        label="Value"
                        name=${`Value of variant ${at + 1}`}
                        type=${type}
                        value=${variant.value}
                        onChange=${(/** @type {Json | undefined} */ value) => change({ value })}
                    />
                    <${Button}
                        kind="quiet"
                        icon="trash"
                        label=${`Remove variant ${variant.key || at + 1}`}
                        onClick=${() => onChange(variants.toSpliced(at, 1))}
                    />
                    ${refused?.at === at && html`<p class="error" role="alert">${refused.message}</p>`}
                </li>`;
            })}
        </ul>
        ${refused?.at === null && html`<p class="error" role="alert">${refused.message}</p>`}
        <div class="actions">
            <${Button} icon="plus" right=${limit} onClick=${() => onChange([...variants, { key: "", value: INITIAL[type] }])}>Add a variant<//>
        </div>`;
}

/**
 * What the API refuses, and in which variant; null for all of them.
 * @param {unknown} failure
 */
function variantError(failure) {
    if (!(failure instanceof ApiError) || !failure.field?.startsWith("variants")) return null;
    const [, at, field] = failure.field.match(/^variants\[(\d+)\]\.?(\w*)/) ?? [];
    if (at === undefined) return { at: null, message: messageOf(failure) };
    return {
        at: Number(at),
        message: `The ${field || "variant"} ${failure.details.reason ?? failure.message}`,
    };
}

/** @param {{ label: string, short: string, code?: boolean, value: string, onInput: (text: string) => void }} props */
function Text({ label, short, code, value, onInput }) {
    return html`<${Field} label=${short} optional=${!code}>
        ${(/** @type {object} */ control) => html`<input
            ...${control}
            aria-label=${label}
            class=${code ? "code" : ""}
            autocomplete="off"
            spellcheck=${false}
            value=${value}
            onInput=${(/** @type {any} */ event) => onInput(event.target.value)}
        />`}
    <//>`;
}
