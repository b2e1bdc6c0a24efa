/** A context of an evaluation, as fields or as JSON. */

/** @import { Context } from "../contexts.js" */
import { isContext, readValue, showValue } from "../contexts.js";
import { html, useId, useRef, useState } from "../ui.js";
import { Button } from "./button.js";
import { JsonField } from "./json-field.js";

/**
 * `onChange` gets null while the text is not a context.
 * @param {{
 *   label: string,
 *   context: Context | null,
 *   attributes: string[],
 *   onChange: (context: Context | null) => void,
 *   onRemove?: () => void,
 * }} props `attributes` are those that rules look at
 */
export function ContextField({ label, context, attributes, onChange, onRemove }) {
    const [json, setJson] = useState(context === null);
    // Also JSON that is not a context, while it is typed.
    const [typed, setTyped] = useState(/** @type {any} */ (context ?? {}));
    const [problem, setProblem] = useState(/** @type {string | null} */ (null));
    const change = (/** @type {any} */ value) => {
        setTyped(value);
        const valid = isContext(value);
        setProblem(
            value === undefined || valid ? null : 'A context is an object, such as {"user_id": "42"}.',
        );
        onChange(valid ? value : null);
    };
    const toggle = () => {
        if (!context) return;
        setTyped(context);
        setJson(!json);
    };
    return html`<section class="card context" aria-label=${label}>
        <header>
            <h2>${label}</h2>
            <span class="actions">
                <${Button} kind="quiet" label=${`Edit ${label} as ${json ? "fields" : "JSON"}`} onClick=${toggle}>
                    ${json ? "As fields" : "As JSON"}
                <//>
                ${onRemove && html`<${Button} kind="quiet" icon="close" label=${`Remove ${label}`} onClick=${onRemove} />`}
            </span>
        </header>
        <div class="body">
            ${
                json || !context
                    ? html`<${JsonField} label=${`${label} as JSON`} value=${typed} error=${problem} onChange=${change} />`
                    : html`<${Fields} label=${label} context=${context} attributes=${attributes} onChange=${onChange} />`
            }
        </div>
    </section>`;
}

/** @param {{ label: string, context: Context, attributes: string[], onChange: (context: Context) => void }} props */
function Fields({ label, context, attributes, onChange }) {
    const id = useId();
    const element = useRef(/** @type {HTMLElement | null} */ (null));
    // Rows have an order and may share a name while it is typed, which an object could not hold.
    const [rows, setRows] = useState(() =>
        Object.entries(context).map(([name, value]) => ({ name, text: showValue(value) })),
    );
    const others = attributes.filter((name) => !rows.some((row) => row.name === name));
    /** @param {typeof rows} next */
    const set = (next) => {
        setRows(next);
        // An empty field is no attribute; an empty string is written as "".
        const named = next.filter(({ name, text }) => name !== "" && text !== "");
        onChange(Object.fromEntries(named.map(({ name, text }) => [name, readValue(text)])));
    };
    /** @param {number} at @param {Partial<{ name: string, text: string }>} fields */
    const change = (at, fields) => set(rows.with(at, { ...rows[at], ...fields }));
    /** @param {string} name */
    const add = (name) => {
        set([...rows, { name, text: "" }]);
        requestAnimationFrame(() => {
            const inputs = [...(element.current?.querySelectorAll(".pair input") ?? [])];
            const input = inputs.at(name ? -1 : -2);
            if (input instanceof HTMLElement) input.focus();
        });
    };
    /** @param {number} at */
    const drop = (at) => {
        set(rows.toSpliced(at, 1));
        element.current?.querySelector("button")?.focus();
    };
    return html`<div class="pairs" ref=${element}>
        <datalist id=${id}>${others.map((name) => html`<option key=${name} value=${name}></option>`)}</datalist>
        ${rows.map(
            ({ name, text }, at) => html`<div class="pair" key=${at}>
                <input
                    class="code"
                    aria-label=${`Attribute ${at + 1} of ${label}`}
                    list=${id}
                    placeholder="attribute"
                    autocomplete="off"
                    spellcheck=${false}
                    value=${name}
                    onInput=${(/** @type {any} */ event) => change(at, { name: event.target.value })}
                />
                <input
                    class="code"
                    aria-label=${`Value of ${name || `attribute ${at + 1}`} in ${label}`}
                    placeholder="value"
                    autocomplete="off"
                    spellcheck=${false}
                    value=${text}
                    onInput=${(/** @type {any} */ event) => change(at, { text: event.target.value })}
                />
                <${Button} kind="quiet" icon="trash" label=${`Remove ${name || `attribute ${at + 1}`} from ${label}`} onClick=${() => drop(at)} />
            </div>`,
        )}
        <div class="chips">
            <${Button} kind="quiet" icon="plus" label=${`Add an attribute to ${label}`} onClick=${() => add("")}>Attribute<//>
            ${others
                .slice(0, 8)
                .map(
                    (name) =>
                        html`<${Button} key=${name} kind="quiet" icon="plus" label=${`Add ${name} to ${label}`} onClick=${() => add(name)}><code>${name}</code><//>`,
                )}
        </div>
    </div>`;
}
