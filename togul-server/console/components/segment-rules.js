/** Who is in a segment by attributes: the conditions of one of its rules hold. */

/** @import { Condition, Segment, Warning } from "../types.js" */
/** @import { SegmentPlace } from "../pages/segment.js" */
import { describeAll } from "../conditions.js";
import { changeSegment, useSegments } from "../data/segments.js";
import { changed, useEdit } from "../edit.js";
import { ApiError } from "../errors.js";
import { useEditorFocus, useListFocus } from "../focus.js";
import { right } from "../permissions.js";
import { attributesOf } from "../rules.js";
import { html, useMemo, useState } from "../ui.js";
import { Button } from "./button.js";
import { ConditionEditor } from "./condition-editor.js";
import { ConditionWords } from "./condition-words.js";
import { ConflictDialog, Stale } from "./conflict.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { toast } from "./toast.js";

const MAX_RULES = 50;

/** @typedef {{ attribute: string, rules: Segment["rules"] }} Draft */

/** @param {Segment} segment @returns {Draft} */
const toDraft = ({ attribute, rules }) => ({ attribute, rules });

/** @param {Segment["rules"]} rules */
const rulesWords = (rules) =>
    rules.length === 0 ? "no rules" : rules.map(({ conditions }) => describeAll(conditions)).join("; or ");

/** @type {import("./conflict.js").Fields} */
const CONFLICT_FIELDS = {
    attribute: { label: "Attribute of the lists", show: String },
    rules: { label: "Rules", show: rulesWords },
};

/** @param {{ place: SegmentPlace }} props */
export function SegmentRules({ place }) {
    const { project, environment, segment } = place;
    const [open, setOpen] = useState(false);
    const may = right("segments.write", project.permissions);
    if (open) return html`<${Editor} place=${place} onClose=${() => setOpen(false)} />`;
    const { rules, included, excluded, attribute } = segment;
    return html`<div class="targeting">
        <p>
            A user is in the segment when <code>${attribute}</code> is among the included values, or when it is not among the excluded
            ones and one of these rules matches.
        </p>
        ${rules.length === 0 && html`<p class="muted">No rules: only the included values are in it.</p>`}
        <ol class="rules" aria-label=${`Rules of ${segment.key}`}>
            ${rules.map(
                ({ conditions }, at) => html`<li key=${at} class="rule plain">
                    <p class="rule-body rule-text">
                        <span><strong class="word">${at === 0 ? "If" : "or if"}</strong> <${ConditionWords} conditions=${conditions} place=${{ project, environment }} /></span>
                    </p>
                </li>`,
            )}
        </ol>
        <div class="actions">
            <${Button} label=${`Edit the rules of ${segment.key}`} right=${may} onClick=${() => setOpen(true)}>Edit the rules<//>
        </div>
        <p class="muted">${included.length.toLocaleString("en")} included, ${excluded.length.toLocaleString("en")} excluded.</p>
    </div>`;
}

/** @param {{ place: SegmentPlace, onClose: () => void }} props */
function Editor({ place, onClose }) {
    const { project, environment, segment } = place;
    const what = `Rules of ${segment.key}`;
    const form = useEditorFocus(`Edit the rules of ${segment.key}`);
    const suggestions = useSuggestions(place);
    const edit = useEdit({
        object: segment,
        kind: "segment",
        toDraft,
        write: (draft, base, options) =>
            changeSegment(project.id, segment, changed(toDraft(base), draft), options),
        review: (draft, base, warnings) => reviewRules(place, base, draft, warnings),
        onSaved: () => {
            toast(`The rules of ${segment.key} are saved in ${environment.name}`);
            onClose();
        },
    });
    const { rules } = edit.values;
    const list = useListFocus(rules.length);
    const set = (/** @type {Draft["rules"]} */ next) => edit.set({ rules: next });
    const full = rules.length >= MAX_RULES;
    const more = { allowed: !full, reason: full ? `A segment has at most ${MAX_RULES} rules` : null };
    const empty = rules.some(({ conditions }) => conditions.length === 0);
    const save = {
        allowed: edit.dirty && !empty,
        reason: empty ? "A rule has no condition" : "Nothing is changed",
    };
    return html`<form class="rule-editor segment-editor" ref=${form} onSubmit=${edit.submit} aria-label=${what}>
        <${Stale} what=${what} edit=${edit} />
        <ol class="rules" ref=${list}>
            ${rules.map(({ conditions }, at) => {
                const name = `rule ${at + 1}`;
                return html`<li key=${at} class="rule plain">
                    <div class="rule-body">
                        <header>
                            <strong class="word">${at === 0 ? "If" : "or if"}</strong>
                            <${Button} kind="quiet" icon="trash" label=${`Remove ${name}`} onClick=${() => set(rules.toSpliced(at, 1))} />
                        </header>
                        <${ConditionEditor}
                            label=${`conditions of ${name}`}
                            conditions=${conditions}
                            suggestions=${suggestions}
                            errorAt=${errorOf(edit.failure, at)}
                            onChange=${(/** @type {Condition[]} */ next) => set(rules.with(at, { conditions: next }))}
                        />
                    </div>
                </li>`;
            })}
        </ol>
        <div class="actions">
            <${Button}
                icon="plus"
                label=${`Add a rule to ${segment.key}`}
                right=${more}
                onClick=${() => set([...rules, { conditions: [{ attribute: "", operator: "eq", value: "" }] }])}
            >
                Add a rule
            <//>
        </div>
        <${TextField}
            form=${edit}
            name="attribute"
            label="Attribute of the lists"
            code
            hint="Included and excluded values are compared with it."
        />
        ${(edit.error ?? listError(edit.failure)) && html`<${Notice} tone="error">${edit.error ?? listError(edit.failure)}<//>`}
        <div class="actions">
            <${Button} submit kind="primary" right=${save} busy=${edit.busy} label=${`Review and save the rules of ${segment.key}`}>
                Review and save
            <//>
            <${Button} label=${`Cancel the edit of the rules of ${segment.key}`} onClick=${onClose}>Cancel<//>
        </div>
        ${edit.conflict && html`<${ConflictDialog} what=${what} conflict=${edit.conflict} fields=${CONFLICT_FIELDS} />`}
    </form>`;
}

/** @param {SegmentPlace} place */
function useSuggestions({ project, environment, segment }) {
    const { data } = useSegments(project.id);
    return useMemo(() => {
        const here = (data ?? []).filter((one) => one.environment_id === environment.id);
        const used = here.flatMap((one) => [
            one.attribute,
            ...one.rules.flatMap(({ conditions }) => attributesOf(conditions)),
        ]);
        const segments = here.map(({ key }) => key).filter((key) => key !== segment.key);
        return { attributes: [...new Set(["user_id", ...used])].sort(), segments: segments.sort() };
    }, [data, environment, segment]);
}

/**
 * @param {SegmentPlace} place
 * @param {Draft} before
 * @param {Draft} after
 * @param {Warning[]} warnings
 */
function reviewRules({ environment, segment }, before, after, warnings) {
    const changes = [];
    if (JSON.stringify(before.rules) !== JSON.stringify(after.rules)) {
        changes.push(`In it by rules: ${rulesWords(after.rules)}`, `Until now: ${rulesWords(before.rules)}`);
    }
    if (before.attribute !== after.attribute) {
        changes.push(`The lists are compared with ${after.attribute} instead of ${before.attribute}`);
    }
    const title = `Save ${segment.key} in ${environment.name}?`;
    return review({ title, action: "Save the rules", environment, changes, warnings });
}

/**
 * The condition of this rule that the API refuses.
 * @param {unknown} failure
 * @param {number} at
 */
function errorOf(failure, at) {
    const prefix = `rules[${at}].`;
    if (!(failure instanceof ApiError) || !failure.field?.startsWith(prefix)) return null;
    return {
        path: failure.field.slice(prefix.length),
        message: String(failure.details.reason ?? failure.message),
    };
}

/**
 * What the API says of all rules, and not of a condition.
 * @param {unknown} failure
 */
function listError(failure) {
    if (!(failure instanceof ApiError) || !failure.field?.startsWith("rules")) return null;
    return failure.field.includes(".") ? null : failure.message;
}
