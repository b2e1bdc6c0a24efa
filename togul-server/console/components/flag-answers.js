/** The answers of a flag that are not those of a rule: default, while off, and the variants that rules can name. */

/** @import { Flag, Json, Variant, ValueType } from "../types.js" */
/** @import { Targeting } from "./rule-list.js" */
import { useEdit } from "../edit.js";
import { changeFlag } from "../data/flag.js";
import { changed } from "../edit.js";
import { valueWords } from "../rules.js";
import { html, useLayoutEffect, useRef } from "../ui.js";
import { variantWords } from "./answer-field.js";
import { Button } from "./button.js";
import { ConflictDialog, Stale } from "./conflict.js";
import { ValueField } from "./json-field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { toast } from "./toast.js";
import { VariantsEditor } from "./variants-editor.js";

/** @typedef {{ default_value: Json | undefined, off_value: Json | undefined, variants: (Omit<Variant, "value"> & { value?: Json })[] }} Draft */

/** @param {Flag} flag @returns {Draft} */
const toDraft = ({ default_value, off_value, variants }) => ({ default_value, off_value, variants });

/** @param {Draft["variants"]} variants */
const variantsWords = (variants) =>
    variants.length === 0
        ? "none"
        : variants.map((one) => variantWords(/** @type {Variant} */ (one))).join(", ");

const offWords = (/** @type {Json | undefined} */ value) =>
    value === null ? "the default" : valueWords(value);

/** @type {import("./conflict.js").Fields} */
const CONFLICT_FIELDS = {
    default_value: { label: "Default", show: valueWords },
    off_value: { label: "While off", show: offWords },
    variants: { label: "Variants", show: variantsWords },
};

/** @param {{ targeting: Targeting }} props */
export function FlagAnswers({ targeting }) {
    const { project, environment, flag, rules, rights } = targeting;
    const what = `Answers of ${flag.key}`;
    const edit = useEdit({
        object: flag,
        kind: "flag",
        toDraft,
        write: (draft, base, options) =>
            changeFlag(project.id, flag, changed(toDraft(base), bodyOf(draft)), options),
        review: (draft, base, warnings) =>
            review({
                title: `Save the answers in ${environment.name}?`,
                action: "Save the answers",
                environment,
                changes: changesOf(toDraft(base), draft),
                warnings,
                rules,
            }),
        onSaved: () => void toast(`The answers of ${flag.key} are saved in ${environment.name}`),
    });
    const { values, set } = edit;
    const form = useRef(/** @type {HTMLElement | null} */ (null));
    useLayoutEffect(() => {
        // The button that led here is gone.
        const control = form.current?.querySelector("input, select, textarea");
        if (document.activeElement === document.body && control instanceof HTMLElement) control.focus();
    }, []);
    const incomplete =
        values.default_value === undefined ||
        values.off_value === undefined ||
        values.variants.some(({ value }) => value === undefined);
    const save = !rights.flags.allowed
        ? rights.flags
        : {
              allowed: edit.dirty && !incomplete,
              reason: incomplete ? "A value is not complete" : "Nothing is changed",
          };
    return html`<form class="answers" ref=${form} onSubmit=${edit.submit} aria-label=${what}>
        <${Stale} what=${what} edit=${edit} />
        <div class="columns">
            <${ValueField}
                label="Default"
                type=${flag.value_type}
                value=${values.default_value}
                hint="The answer when no rule matches."
                error=${edit.errorOf("default_value")}
                onChange=${(/** @type {Json | undefined} */ default_value) => set({ default_value })}
            />
            <${OffValue} type=${flag.value_type} edit=${edit} />
        </div>
        <section>
            <h2>Variants</h2>
            <p class="hint">Values with a key, such as those of an A/B test. A rule under Targeting gives one of them, or splits users between them; analytics tell them apart by key.</p>
            <${VariantsEditor}
                type=${flag.value_type}
                variants=${values.variants}
                failure=${edit.failure}
                onChange=${(/** @type {Draft["variants"]} */ variants) => set({ variants })}
            />
        </section>
        ${edit.error && html`<${Notice} tone="error">${edit.error}<//>`}
        <div class="actions">
            <${Button} submit kind="primary" right=${save} busy=${edit.busy} label=${`Review and save the answers of ${flag.key}`}>
                Review and save
            <//>
            ${edit.dirty && html`<${Button} onClick=${edit.reset}>Discard<//>`}
        </div>
        ${edit.conflict && html`<${ConflictDialog} what=${what} conflict=${edit.conflict} fields=${CONFLICT_FIELDS} />`}
    </form>`;
}

/** @param {{ type: ValueType, edit: import("../edit.js").Edit<Draft> }} props */
function OffValue({ type, edit }) {
    const { values, set } = edit;
    const own = values.off_value !== null;
    const first = type === "boolean" ? false : (values.default_value ?? null);
    return html`<div class="panel">
        <label class="choice">
            <input type="checkbox" checked=${own} onChange=${() => set({ off_value: own ? null : first })} />
            Another answer while the flag is off
        </label>
        ${
            own
                ? html`<${ValueField}
                      label="While off"
                      type=${type}
                      value=${values.off_value}
                      error=${edit.errorOf("off_value")}
                      onChange=${(/** @type {Json | undefined} */ off_value) => set({ off_value })}
                  />`
                : html`<p class="hint">While it is off, the flag answers its default.</p>`
        }
    </div>`;
}

/**
 * Without empty names, which the API does not take.
 * @param {Draft} draft
 */
const bodyOf = (draft) => ({
    ...draft,
    variants: draft.variants.map(({ name, ...variant }) => (name ? { ...variant, name } : variant)),
});

/**
 * @param {Draft} before
 * @param {Draft} after
 */
function changesOf(before, after) {
    const differs = (/** @type {keyof Draft} */ name) =>
        JSON.stringify(before[name]) !== JSON.stringify(after[name]);
    const changes = [];
    if (differs("default_value"))
        changes.push(
            `The default changes from ${valueWords(before.default_value)} to ${valueWords(after.default_value)}`,
        );
    if (differs("off_value"))
        changes.push(
            `The answer while off changes from ${offWords(before.off_value)} to ${offWords(after.off_value)}`,
        );
    if (differs("variants"))
        changes.push(
            `The variants change from ${variantsWords(before.variants)} to ${variantsWords(after.variants)}`,
        );
    return changes;
}
