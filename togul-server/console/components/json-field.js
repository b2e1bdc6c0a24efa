/** Fields for values: JSON with the place of a mistake, and one for each type of flag. */

/** @import { Json, ValueType } from "../types.js" */
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Field } from "./field.js";
import { useTypedText } from "./typed-text.js";

/**
 * Refuses integers whose last digits the browser would change. `source` is missing in browsers that do not pass it.
 * @param {string} _name
 * @param {unknown} value
 * @param {{ source?: string }} [context]
 */
function keepDigits(_name, value, context) {
    if (
        typeof value === "number" &&
        /^-?\d+$/.test(context?.source ?? "") &&
        String(value) !== context?.source
    ) {
        throw new RangeError(
            `The browser cannot keep all digits of ${context?.source}. Write it as a string, in quotes.`,
        );
    }
    return value;
}

/**
 * @param {string} text
 * @returns {{ value: Json } | { problem: string }}
 */
export function parseJson(text) {
    if (text.trim() === "") return { problem: 'Enter JSON, such as {"limit": 10}.' };
    try {
        const value = JSON.parse(text, keepDigits);
        return { value };
    } catch (error) {
        const message = error instanceof Error ? error.message : "not JSON";
        if (error instanceof RangeError) return { problem: message };
        const at = Number(message.match(/position (\d+)/)?.[1] ?? NaN);
        if (Number.isNaN(at)) return { problem: `This is not JSON: ${message}.` };
        const lines = text.slice(0, at).split("\n");
        const column = (lines.at(-1)?.length ?? 0) + 1;
        return { problem: `This is not JSON: look at line ${lines.length}, column ${column}.` };
    }
}

/**
 * `name` is the whole name of the control, where the label is only a part of it. `onChange` gets `undefined` while the entry is
 * not a value.
 * @typedef {{
 *   label: string,
 *   name?: string,
 *   value: Json | undefined,
 *   onChange: (value: Json | undefined) => void,
 *   hint?: string,
 *   error?: string | null,
 * }} Props
 */

/** @param {Json | undefined} value */
const showJson = (value) => JSON.stringify(value, null, 2) ?? "";

/** @param {string} text */
function readJson(text) {
    const parsed = parseJson(text);
    return "value" in parsed ? parsed.value : undefined;
}

/** @param {Props} props */
export function JsonField({ label, name = label, value, onChange, hint, error }) {
    const [text, type, setText] = useTypedText({ value, show: showJson, read: readJson, onChange });
    const parsed = parseJson(text);
    const problem = "problem" in parsed ? parsed.problem : null;
    return html`<div class="json">
        <${Field} label=${label} hint=${hint} error=${problem ?? error}>
            ${(/** @type {object} */ control) => html`<textarea
                ...${control}
                aria-label=${name}
                class="code"
                rows=${Math.min(16, Math.max(4, text.split("\n").length))}
                spellcheck=${false}
                autocomplete="off"
                value=${text}
                onInput=${(/** @type {any} */ event) => type(event.target.value)}
            ></textarea>`}
        <//>
        <${Button}
            kind="quiet"
            label=${`Format ${name}`}
            onClick=${() => "value" in parsed && setText(showJson(parsed.value))}
            >Format<//
        >
    </div>`;
}

/** The value of a flag of this type. @param {Props & { type: ValueType }} props */
export function ValueField({ type, ...props }) {
    const { label, name = label, value, onChange, hint, error } = props;
    if (type === "json") return html`<${JsonField} ...${props} />`;
    if (type === "number") return html`<${NumberField} ...${props} />`;
    return html`<${Field} label=${label} hint=${hint} error=${error}>
        ${(/** @type {object} */ control) =>
            type === "boolean"
                ? html`<select
                      ...${control}
                      aria-label=${name}
                      value=${String(value)}
                      onChange=${(/** @type {any} */ event) => onChange(event.target.value === "true")}
                  >
                      <option value="true">true</option>
                      <option value="false">false</option>
                  </select>`
                : html`<input
                      ...${control}
                      aria-label=${name}
                      class="code"
                      spellcheck=${false}
                      value=${value ?? ""}
                      onInput=${(/** @type {any} */ event) => onChange(event.target.value)}
                  />`}
    <//>`;
}

/** @param {string} text */
function readNumber(text) {
    const number = text.trim() === "" ? NaN : Number(text);
    return Number.isFinite(number) ? number : undefined;
}

/** @param {Props} props */
function NumberField({ label, name = label, value, onChange, hint, error }) {
    const show = (/** @type {Json | undefined} */ number) => String(number ?? "");
    const [text, type] = useTypedText({ value, show, read: readNumber, onChange });
    const problem = readNumber(text) === undefined ? "Enter a number, such as 10 or 0.5." : null;
    return html`<${Field} label=${label} hint=${hint} error=${problem ?? error}>
        ${(/** @type {object} */ control) => html`<input
            ...${control}
            aria-label=${name}
            class="code"
            inputmode="decimal"
            autocomplete="off"
            value=${text}
            onInput=${(/** @type {any} */ event) => type(event.target.value)}
        />`}
    <//>`;
}
