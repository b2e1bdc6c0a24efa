/** Flags that must answer in a certain way before the rules of this one are looked at. */

/** @import { Flag, Json, Prerequisite } from "../types.js" */
/** @import { Targeting } from "./rule-list.js" */
import { changed, useEdit } from "../edit.js";
import { changeFlag } from "../data/flag.js";
import { useFlags } from "../data/flags.js";
import { useEditorFocus } from "../focus.js";
import { Link } from "../router.js";
import { valueWords } from "../rules.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { ConflictDialog, Stale } from "./conflict.js";
import { Field } from "./field.js";
import { ValueField } from "./json-field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { toast } from "./toast.js";

const MAX = 10;

/** @param {Flag} flag */
const toDraft = ({ prerequisites }) => ({ prerequisites });

/** @param {Prerequisite} prerequisite */
const words = ({ flag, values }) => `${flag} answers ${values.map(valueWords).join(" or ")}`;

const allWords = (/** @type {Prerequisite[]} */ all) =>
    all.length === 0 ? "none" : all.map(words).join(" and ");

/** @param {{ targeting: Targeting }} props */
export function Prerequisites({ targeting }) {
    const { project, environment, flag, rights } = targeting;
    const [open, setOpen] = useState(false);
    if (open) return html`<${Editor} targeting=${targeting} onClose=${() => setOpen(false)} />`;
    const all = flag.prerequisites;
    return html`<div class="targeting-row">
        <p>
            ${all.length === 0 && html`<span class="muted">No other flag is required.</span>`}
            ${all.map(
                (one, at) => html`<span key=${one.flag}>
                    ${at === 0 ? "Only if " : html` <strong class="word">and</strong> `}
                    <${Link} to=${`/projects/${project.slug}/flags/${one.flag}`} query=${{ environment: environment.key }}><code>${one.flag}</code><//>
                    ${" answers "}<code class="value">${one.values.map(valueWords).join(" or ")}</code>
                </span>`,
            )}
        </p>
        <${Button} kind="quiet" label=${`Edit the prerequisites of ${flag.key}`} right=${rights.flags} onClick=${() => setOpen(true)}>Edit<//>
    </div>`;
}

/** @param {{ targeting: Targeting, onClose: () => void }} props */
function Editor({ targeting, onClose }) {
    const { project, environment, flag } = targeting;
    const { data } = useFlags(project.id, [environment], false);
    const others = (data?.[environment.id] ?? []).filter(({ key }) => key !== flag.key);
    const what = `Prerequisites of ${flag.key}`;
    const form = useEditorFocus(`Edit the prerequisites of ${flag.key}`);
    const edit = useEdit({
        object: flag,
        kind: "flag",
        toDraft,
        write: (draft, base, options) => changeFlag(project.id, flag, changed(toDraft(base), draft), options),
        review: (draft, base, warnings) =>
            review({
                title: `Save the prerequisites in ${environment.name}?`,
                action: "Save the prerequisites",
                environment,
                changes: [
                    `The prerequisites change from ${allWords(base.prerequisites)} to ${allWords(draft.prerequisites)}`,
                ],
                warnings,
            }),
        onSaved: () => {
            toast(`The prerequisites of ${flag.key} are saved in ${environment.name}`);
            onClose();
        },
    });
    const all = edit.values.prerequisites;
    const set = (/** @type {Prerequisite[]} */ prerequisites) => edit.set({ prerequisites });
    const taken = new Set(all.map((one) => one.flag));
    const free = others.filter(({ key }) => !taken.has(key));
    const save = { allowed: edit.dirty, reason: "Nothing is changed" };
    return html`<form class="rule-editor" ref=${form} onSubmit=${edit.submit} aria-label=${what}>
        <${Stale} what=${what} edit=${edit} />
        <ul class="variants">
            ${all.map(
                (one, at) => html`<li key=${one.flag}>
                    <${Required}
                        one=${one}
                        flag=${others.find(({ key }) => key === one.flag)}
                        onChange=${(/** @type {Json[]} */ values) => set(all.with(at, { ...one, values }))}
                    />
                    <${Button} kind="quiet" icon="trash" label=${`Remove the prerequisite ${one.flag}`} onClick=${() => set(all.toSpliced(at, 1))} />
                </li>`,
            )}
        </ul>
        ${
            all.length < MAX &&
            html`<${Field} label="Require another flag">
                ${(/** @type {object} */ control) => html`<select
                    ...${control}
                    value=""
                    onChange=${(/** @type {any} */ event) => {
                        const chosen = others.find(({ key }) => key === event.target.value);
                        if (chosen) set([...all, { flag: chosen.key, values: [firstValue(chosen)] }]);
                    }}
                >
                    <option value="">${data ? "Choose a flag" : "Loading …"}</option>
                    ${free.map(({ key }) => html`<option key=${key} value=${key}>${key}</option>`)}
                </select>`}
            <//>`
        }
        ${(edit.errorOf("prerequisites") ?? edit.error) && html`<${Notice} tone="error">${edit.errorOf("prerequisites") ?? edit.error}<//>`}
        <div class="actions">
            <${Button} submit kind="primary" right=${save} busy=${edit.busy} label="Review and save the prerequisites">Review and save<//>
            <${Button} label="Cancel the edit of the prerequisites" onClick=${onClose}>Cancel<//>
        </div>
        ${
            edit.conflict &&
            html`<${ConflictDialog} what=${what} conflict=${edit.conflict} fields=${{ prerequisites: { label: "Required", show: allWords } }} />`
        }
    </form>`;
}

/** @param {Flag} flag */
const firstValue = (flag) => (flag.value_type === "boolean" ? true : flag.default_value);

/** @param {{ one: Prerequisite, flag: Flag | undefined, onChange: (values: Json[]) => void }} props `flag` is the required one */
function Required({ one, flag, onChange }) {
    const type = flag?.value_type ?? "json";
    const { values } = one;
    const more = type !== "boolean" && flag;
    return html`<div class="panel">
        ${values.map(
            (value, at) => html`<div key=${at} class="targeting-row">
                <${ValueField}
                    key=${type}
                    label=${at === 0 ? `${one.flag} answers` : `or ${one.flag} answers`}
                    type=${type}
                    value=${value}
                    onChange=${(/** @type {Json | undefined} */ next) => next !== undefined && onChange(values.with(at, next))}
                />
                ${
                    values.length > 1 &&
                    html`<${Button}
                        kind="quiet"
                        icon="close"
                        label=${`Remove answer ${at + 1} of ${one.flag}`}
                        onClick=${() => onChange(values.toSpliced(at, 1))}
                    />`
                }
            </div>`,
        )}
        ${
            more &&
            html`<p><${Button} kind="quiet" icon="plus" label=${`Or another answer of ${one.flag}`} onClick=${() => onChange([...values, firstValue(flag)])}>
                Or another answer
            <//></p>`
        }
    </div>`;
}
