/** Edits the conditions of a rule: single ones, and groups of which any, all or none must hold. */

/** @import { Condition, Json, Leaf } from "../types.js" */
import {
    convert,
    count,
    group,
    groupKind,
    inside,
    MAX_CONDITIONS,
    MAX_DEPTH,
    newCondition,
    OPERATORS,
} from "../conditions.js";
import { useListFocus } from "../focus.js";
import { html, useId } from "../ui.js";
import { Button } from "./button.js";
import { ConditionValue } from "./condition-value.js";
import { Menu } from "./menu.js";

/** @typedef {{ attributes: string[], segments: string[] }} Suggestions */
/** The condition that the API refuses, such as `conditions[0].any[1].value`. @typedef {{ path: string | null, message: string }} ErrorAt */

const GROUP_WORDS = {
    all: "All of these hold",
    any: "At least one of these holds",
    not: "This does not hold",
};
const NEGATED_WORDS = { ...GROUP_WORDS, not: "Not all of these hold" };

/**
 * `suggestions` are the attributes and segments that are known. `label` names the whole: "Conditions of rule 1".
 * @param {{
 *   label: string,
 *   conditions: Condition[],
 *   onChange: (conditions: Condition[]) => void,
 *   suggestions: Suggestions,
 *   errorAt?: ErrorAt | null,
 * }} props
 */
export function ConditionEditor({ label, conditions, onChange, suggestions, errorAt = null }) {
    const id = useId();
    const error = errorAt?.path === "conditions" ? errorAt.message : null;
    return html`<fieldset class="conditions" aria-describedby=${error ? `${id}-error` : undefined}>
        <legend class="hidden">${label}</legend>
        <${ConditionList}
            conditions=${conditions}
            onChange=${onChange}
            word="and"
            depth=${0}
            name=${label}
            full=${count(conditions) >= MAX_CONDITIONS}
            attributeList=${`${id}-attributes`}
            suggestions=${suggestions}
            errorAt=${errorAt}
            pathOf=${(/** @type {number} */ at) => `conditions[${at}]`}
        />
        <datalist id=${`${id}-attributes`}>
            ${suggestions.attributes.map((attribute) => html`<option key=${attribute} value=${attribute}></option>`)}
        </datalist>
        ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    </fieldset>`;
}

/**
 * `name` says where the list stands; the names of its controls end with it.
 * @param {{
 *   conditions: Condition[],
 *   onChange: (conditions: Condition[]) => void,
 *   word: "and" | "or",
 *   depth: number,
 *   name: string,
 *   full: boolean,
 *   attributeList: string,
 *   suggestions: Suggestions,
 *   errorAt: ErrorAt | null,
 *   pathOf: (at: number) => string,
 * }} props
 */
function ConditionList({ conditions, onChange, word, pathOf, ...shared }) {
    const { depth, name, full } = shared;
    const list = useListFocus(conditions.length);
    const add = (/** @type {Condition} */ condition) => onChange([...conditions, condition]);
    const groups = /** @type {const} */ (["any", "all", "not"]).map((kind) => ({
        label: GROUP_WORDS[kind],
        run: () => add(group(kind, [newCondition()])),
    }));
    const limit = { allowed: !full, reason: full ? `A rule has at most ${MAX_CONDITIONS} conditions` : null };
    return html`<ul class="condition-list" ref=${list}>
            ${conditions.map((condition, at) => {
                const item = {
                    ...shared,
                    condition,
                    position: `${at + 1} of ${name}`,
                    path: pathOf(at),
                    onChange: (/** @type {Condition} */ next) => onChange(conditions.with(at, next)),
                    onRemove: () => onChange(conditions.toSpliced(at, 1)),
                };
                return html`<li key=${at}>
                    ${at > 0 && html`<span class="word">${word}</span>`}
                    ${groupKind(condition) ? html`<${Group} ...${item} />` : html`<${Single} ...${item} />`}
                </li>`;
            })}
        </ul>
        <div class="actions">
            <${Button} kind="quiet" icon="plus" label=${`Add a condition to ${name}`} right=${limit} onClick=${() => add(newCondition())}>
                Condition
            <//>
            ${
                depth < MAX_DEPTH &&
                html`<${Menu} label=${`Add a group of conditions to ${name}`} items=${groups} right=${limit} class="button quiet">Group of conditions<//>`
            }
        </div>`;
}

/**
 * @typedef {{
 *   condition: Condition,
 *   position: string,
 *   path: string,
 *   errorAt: ErrorAt | null,
 *   onChange: (condition: Condition) => void,
 *   onRemove: () => void,
 *   depth: number,
 *   full: boolean,
 *   attributeList: string,
 *   suggestions: Suggestions,
 * }} ItemProps
 */

/** @param {ItemProps} props */
function Group({ condition, position, path, onChange, onRemove, depth, ...shared }) {
    const kind = groupKind(condition) ?? "all";
    // "Not" of a list is shown as one group; the list inside counts as a level of its own.
    const only = inside(condition)[0];
    const negatesAll = kind === "not" && groupKind(only) === "all";
    const shown = negatesAll ? inside(only) : inside(condition);
    const words = negatesAll ? NEGATED_WORDS : GROUP_WORDS;
    const list = negatesAll ? `${path}.not.all` : `${path}.${kind}`;
    const pathOf = (/** @type {number} */ at) => (kind === "not" && !negatesAll ? list : `${list}[${at}]`);
    const change = (/** @type {Condition[]} */ next) =>
        next.length === 0 ? onRemove() : onChange(group(kind, next));
    return html`<div class="condition-group" role="group" aria-label=${`Group ${position}`}>
        <div class="condition-group-header">
            <select
                aria-label=${`Kind of group ${position}`}
                value=${kind}
                onChange=${(/** @type {any} */ event) => onChange(group(event.target.value, shown))}
            >
                ${Object.entries(words).map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
            </select>
            <${Button} kind="quiet" icon="close" label=${`Remove group ${position}`} onClick=${onRemove} />
        </div>
        <${ConditionList}
            ...${shared}
            conditions=${shown}
            onChange=${change}
            word=${kind === "any" ? "or" : "and"}
            depth=${depth + (kind === "not" ? 2 : 1)}
            name=${`group ${position}`}
            pathOf=${pathOf}
        />
        ${shared.errorAt?.path === path && html`<p class="error">${shared.errorAt.message}</p>`}
    </div>`;
}

/** @param {ItemProps} props */
function Single({ condition, position, path, errorAt, onChange, onRemove, attributeList, suggestions }) {
    const id = useId();
    const refused = errorAt?.path === path || errorAt?.path?.startsWith(`${path}.`);
    const field = errorAt?.path?.slice(path.length + 1);
    const part = field ? `The ${field}` : "The condition";
    const leaf = /** @type {Leaf} */ (condition);
    const operator = OPERATORS[leaf.operator];
    /** @param {string} next */
    const choose = (next) => {
        const value = convert(leaf.value, OPERATORS[next].value);
        const attribute = next === "in_segment" ? undefined : (leaf.attribute ?? "");
        onChange(withoutUndefined({ attribute, operator: next, value: next === "in_segment" ? [] : value }));
    };
    return html`<div
        class="condition"
        role="group"
        aria-label=${`Condition ${position}`}
        aria-describedby=${refused ? id : undefined}
    >
        ${
            leaf.operator !== "in_segment" &&
            html`<input
            class="code"
            aria-label=${`Attribute of condition ${position}`}
            list=${attributeList}
            placeholder="attribute"
            autocomplete="off"
            spellcheck=${false}
            value=${leaf.attribute ?? ""}
            onInput=${(/** @type {any} */ event) => onChange({ ...leaf, attribute: event.target.value })}
        />`
        }
        <select
            aria-label=${`Operator of condition ${position}`}
            value=${leaf.operator}
            onChange=${(/** @type {any} */ event) => choose(event.target.value)}
        >
            ${!operator && html`<option value=${leaf.operator}>${leaf.operator}</option>`}
            ${Object.entries(Object.groupBy(Object.entries(OPERATORS), ([, one]) => one.group)).map(
                ([name, all]) => html`<optgroup key=${name} label=${name}>
                    ${all?.map(([key, one]) => html`<option key=${key} value=${key}>${one.words}</option>`)}
                </optgroup>`,
            )}
        </select>
        <${ConditionValue}
            label=${`Value of condition ${position}`}
            leaf=${leaf}
            segments=${suggestions.segments}
            onChange=${(/** @type {Json} */ value) => onChange({ ...leaf, value })}
        />
        <${Button} kind="quiet" icon="close" label=${`Remove condition ${position}`} onClick=${onRemove} />
        ${refused && html`<p class="error" id=${id}>${part} ${errorAt?.message}</p>`}
    </div>`;
}

/**
 * @param {Leaf} leaf
 * @returns {Leaf}
 */
function withoutUndefined({ attribute, operator, value }) {
    return {
        ...(attribute !== undefined && { attribute }),
        operator,
        ...(value !== undefined && { value }),
    };
}
