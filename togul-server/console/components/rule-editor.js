/** The form of a rule: who it is for, which share of them, and what they get. */

/** @import { Condition, Flag, Rule } from "../types.js" */
/** @import { Answer, RuleDraft } from "../rules.js" */
/** @import { Targeting } from "./rule-list.js" */
import { useEdit } from "../edit.js";
import { ApiError } from "../errors.js";
import { useEditorFocus } from "../focus.js";
import { saveRule } from "../data/rules.js";
import {
    answerWords,
    audienceWords,
    blankRule,
    conditionPath,
    DRAFT_FIELDS,
    draftOf,
    ruleChanges,
    ruleWords,
    typeOf,
    valueWords,
} from "../rules.js";
import { html, useMemo } from "../ui.js";
import { AnswerField, sumOf } from "./answer-field.js";
import { Button } from "./button.js";
import { ConditionEditor } from "./condition-editor.js";
import { ConflictDialog, Stale } from "./conflict.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { ShareSlider } from "./share-slider.js";
import { toast } from "./toast.js";

/** @type {import("./conflict.js").Fields} */
const CONFLICT_FIELDS = {
    conditions: { label: "For", show: audienceWords },
    share: { label: "Share", show: (share) => (share === null ? "all" : `${share} %`) },
    answer: { label: "Answer", show: answerWords },
    bucket_by: { label: "By", show: String },
    seed: { label: "Seed", show: (seed) => seed || "none" },
};

/**
 * Without `rule` it is a new one. One that was `deleted` meanwhile can be added again.
 * @param {{ targeting: Targeting, rule?: Rule, deleted?: boolean, name: string, onClose: () => void }} props
 */
export function RuleEditor({ targeting, rule, deleted, name, onClose }) {
    const { project, environment, flag, rules } = targeting;
    const object = useMemo(() => rule ?? blankRule(flag), [rule]);
    const isNew = !rule || deleted;
    const edit = useEdit({
        object,
        kind: "rule",
        toDraft: draftOf,
        fields: DRAFT_FIELDS,
        write: (draft, base, options) =>
            saveRule(project.id, flag, rules, draft, isNew ? { ...base, id: "" } : base, options),
        review: (draft, base, warnings) =>
            review({
                title: isNew
                    ? `Add the rule in ${environment.name}?`
                    : `Save ${name} in ${environment.name}?`,
                action: isNew ? "Add the rule" : "Save the rule",
                environment,
                changes: isNew ? [ruleWords(draft)] : ruleChanges(draftOf(base), draft),
                warnings,
                rules,
            }),
        onSaved: () => {
            toast(`${name} of ${flag.key} is saved in ${environment.name}`);
            onClose();
        },
    });
    const { values, set } = edit;
    const form = useEditorFocus(rule ? `Edit ${name.toLowerCase()}` : `Add a rule to ${flag.key}`);
    const errorAt = conditionError(edit.failure, typeOf(values, rule?.rule_type ?? "boolean"));
    const buckets = values.share !== null || values.answer.kind === "split";
    const incomplete = problemOf(values);
    const nothing = !isNew && !edit.dirty;
    const isLast = isNew || rules.at(-1)?.id === rule.id;
    const may = { allowed: !incomplete && !nothing, reason: incomplete ?? "Nothing is changed" };
    return html`<form class="rule-editor" ref=${form} onSubmit=${edit.submit} aria-label=${`Edit ${name}`}>
        <${Stale} what=${name} edit=${edit} />
        ${deleted && !edit.busy && html`<${Notice} tone="warning">${name} was deleted meanwhile. Saving adds it again, as the last one.<//>`}
        <section>
            <h3>For</h3>
            ${values.conditions.length === 0 && html`<p class="muted">Everyone. Add a condition to choose.</p>`}
            <${ConditionEditor}
                label=${`conditions of ${name}`}
                conditions=${values.conditions}
                onChange=${(/** @type {Condition[]} */ conditions) => set({ conditions })}
                suggestions=${targeting.suggestions}
                errorAt=${errorAt}
            />
        </section>
        <section>
            <h3>Percentage</h3>
            <label class="choice">
                <input
                    type="checkbox"
                    checked=${values.share !== null}
                    onChange=${() => set({ share: values.share === null ? 10 : null })}
                />
                Only a percentage of them
            </label>
            ${
                values.share !== null &&
                html`<${ShareSlider}
                    label=${`Share of ${name}`}
                    share=${values.share}
                    error=${edit.errorOf("share")}
                    onChange=${(/** @type {number | undefined} */ share) => set({ share })}
                />`
            }
        </section>
        <section>
            <h3>They get</h3>
            <${AnswerField}
                flag=${flag}
                what=${name}
                answer=${values.answer}
                error=${edit.errorOf("answer")}
                onChange=${(/** @type {Answer} */ answer) => set({ answer })}
            />
            ${
                isLast &&
                isDefault(values.answer, flag) &&
                html`<p class="hint" role="status">
                    All others get <code class="value">${valueWords(flag.default_value)}</code> as well, which is the default: the rule makes no difference.
                </p>`
            }
        </section>
        ${buckets && html`<${Buckets} edit=${edit} splits=${Boolean(rule?.split) && values.answer.kind === "split"} />`}
        ${edit.error && html`<${Notice} tone="error">${edit.error}<//>`}
        <div class="actions">
            <${Button} submit kind="primary" right=${may} busy=${edit.busy} label=${`Review and save ${name}`}>Review and save<//>
            <${Button} label=${`Cancel the edit of ${name}`} onClick=${onClose}>Cancel<//>
        </div>
        ${edit.conflict && html`<${ConflictDialog} what=${name} conflict=${edit.conflict} fields=${CONFLICT_FIELDS} />`}
    </form>`;
}

/** @param {{ edit: import("../edit.js").Edit<RuleDraft>, splits: boolean }} props `splits`: the rule has had a split before */
function Buckets({ edit, splits }) {
    return html`<details>
        <summary>How users are chosen</summary>
        <div class="panel">
            <${TextField}
                form=${edit}
                name="bucket_by"
                label="By the attribute"
                code
                hint="Users with the same value get the same answer. Without the attribute the rule does not match."
            />
            <${TextField}
                form=${edit}
                name="seed"
                label="Seed"
                code
                optional
                hint="Chooses users independently of the flag's other rules. A change moves users."
            />
            ${
                splits &&
                html`<label class="choice">
                    <input
                        type="checkbox"
                        checked=${edit.values.rebalance}
                        onChange=${() => edit.set({ rebalance: !edit.values.rebalance })}
                    />
                    Assign all users again, instead of moving as few as possible
                </label>`
            }
        </div>
    </details>`;
}

/**
 * @param {unknown} failure
 * @param {Rule["rule_type"]} type
 */
function conditionError(failure, type) {
    if (!(failure instanceof ApiError)) return null;
    const path = conditionPath(failure.field, type);
    if (!path?.startsWith("conditions")) return null;
    return { path, message: String(failure.details.reason ?? failure.message) };
}

/**
 * @param {Answer} answer
 * @param {Flag} flag
 */
const isDefault = (answer, flag) =>
    answer.kind === "value" && JSON.stringify(answer.value) === JSON.stringify(flag.default_value);

/** @param {RuleDraft} draft */
function problemOf({ share, answer }) {
    if (share === undefined) return "The share is not complete";
    if (answer.kind === "value" && answer.value === undefined) return "The answer is not complete";
    if (answer.kind === "split" && sumOf(answer.split) !== 100) return "The shares must sum to 100 %";
    return null;
}
