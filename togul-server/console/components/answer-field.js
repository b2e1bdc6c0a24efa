/** What a rule answers with: a value, a variant, or a split between variants. */

/** @import { Flag, Json, Variant, Weight } from "../types.js" */
/** @import { Answer } from "../rules.js" */
import { valueWords } from "../rules.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Field } from "./field.js";
import { ValueField } from "./json-field.js";
import { SplitBar } from "./split-bar.js";

const MAX_PARTS = 20;

/** @param {Variant} variant */
export const variantWords = ({ key, name, value }) => `${name || key}: ${valueWords(value)}`;

/**
 * Equal weights of thousandths that sum to 100.
 * @param {string[]} variants
 * @returns {Weight[]}
 */
export function evenly(variants) {
    const part = Math.floor(100_000 / variants.length);
    const rest = 100_000 - part * variants.length;
    return variants.map((variant, at) => ({ variant, weight: (part + (at < rest ? 1 : 0)) / 1000 }));
}

/** @param {Weight[]} split */
export const sumOf = (split) => split.reduce((sum, { weight }) => sum + Math.round(weight * 1000), 0) / 1000;

/**
 * `what` names the rule. With `single` the answer is the same for all, without a split.
 * @param {{
 *   flag: Flag,
 *   what: string,
 *   answer: Answer,
 *   onChange: (answer: Answer) => void,
 *   error: string | null,
 *   single?: boolean,
 * }} props
 */
export function AnswerField({ flag, what, answer, onChange, error, single }) {
    const keys = flag.variants.map(({ key }) => key);
    const first = flag.value_type === "boolean" ? !flag.default_value : flag.default_value;
    /** @type {Record<Answer["kind"], () => Answer>} */
    const initial = {
        value: () => ({ kind: "value", value: first }),
        variant: () => ({ kind: "variant", variant: keys[0] }),
        split: () => ({ kind: "split", split: evenly(keys.slice(0, MAX_PARTS)) }),
    };
    /** @param {Answer["kind"]} kind */
    const choose = (kind) => onChange(initial[kind]());
    return html`<div class="answer">
        ${
            keys.length > 0 &&
            html`<${Field} label="Answer">
                ${(/** @type {object} */ control) => html`<select
                    ...${control}
                    aria-label=${`Answer of ${what}`}
                    value=${answer.kind}
                    onChange=${(/** @type {any} */ event) => choose(event.target.value)}
                >
                    <option value="value">One value</option>
                    <option value="variant">One variant</option>
                    ${keys.length > 1 && !single && html`<option value="split">Split between variants</option>`}
                </select>`}
            <//>`
        }
        ${
            answer.kind === "value" &&
            html`<${ValueField}
                key="value"
                label="Value"
                name=${`Value of ${what}`}
                type=${flag.value_type}
                value=${answer.value}
                error=${error}
                hint=${keys.length > 0 || single ? "" : "To split users between several values, add variants first, under Answers and variants."}
                onChange=${(/** @type {Json | undefined} */ value) => onChange({ kind: "value", value })}
            />`
        }
        ${
            answer.kind === "variant" &&
            html`<${Field} label="Variant" error=${error}>
                ${(/** @type {object} */ control) => html`<select
                    ...${control}
                    value=${answer.variant}
                    onChange=${(/** @type {any} */ event) => onChange({ kind: "variant", variant: event.target.value })}
                >
                    ${flag.variants.map((one) => html`<option key=${one.key} value=${one.key}>${variantWords(one)}</option>`)}
                </select>`}
            <//>`
        }
        ${
            answer.kind === "split" &&
            html`<${SplitEditor}
                what=${what}
                variants=${flag.variants}
                split=${answer.split}
                error=${error}
                onChange=${(/** @type {Weight[]} */ split) => onChange({ kind: "split", split })}
            />`
        }
    </div>`;
}

/** @param {{ what: string, variants: Variant[], split: Weight[], onChange: (split: Weight[]) => void, error: string | null }} props */
function SplitEditor({ what, variants, split, onChange, error }) {
    const weightOf = (/** @type {string} */ key) => split.find(({ variant }) => variant === key)?.weight ?? 0;
    /**
     * @param {string} key
     * @param {string} text
     */
    const change = (key, text) => {
        const weight = Math.min(100, Math.max(0, Number(text.replace(",", ".")) || 0));
        const all = variants.map((one) => ({
            variant: one.key,
            weight: one.key === key ? weight : weightOf(one.key),
        }));
        const known = new Set(split.map(({ variant }) => variant));
        onChange(all.filter((part) => part.weight > 0 || known.has(part.variant)));
    };
    const sum = sumOf(split);
    const left = Math.round((100 - sum) * 1000) / 1000;
    const problem =
        left === 0
            ? error
            : `The shares sum to ${sum} %: ${left > 0 ? `${left} % are left` : `${-left} % too many`}.`;
    return html`<fieldset class="split-editor">
        <legend class="hidden">${`Split of ${what}`}</legend>
        <${SplitBar} split=${split} label=${`Split of ${what}`} />
        ${variants.map(
            (variant) => html`<label key=${variant.key} class="part">
                <span><code>${variant.key}</code> <span class="muted">${valueWords(variant.value)}</span></span>
                <input
                    type="number"
                    min="0"
                    max="100"
                    step="0.001"
                    aria-label=${`Share of ${variant.key} in percent`}
                    value=${weightOf(variant.key)}
                    onInput=${(/** @type {any} */ event) => change(variant.key, event.target.value)}
                />
                <span aria-hidden="true">%</span>
            </label>`,
        )}
        <div class="actions">
            <${Button} kind="quiet" label=${`Split evenly: ${what}`} onClick=${() => onChange(evenly(variants.slice(0, MAX_PARTS).map(({ key }) => key)))}>
                Split evenly
            <//>
        </div>
        ${problem && html`<p class="error" role="status">${problem}</p>`}
    </fieldset>`;
}
