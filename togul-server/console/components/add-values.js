/** Adds values to a list of a segment, or removes them: pasted, or from a file. */

/** @import { SegmentPlace } from "../pages/segment.js" */
/** @import { ListName } from "../data/segments.js" */
import { editList } from "../data/segments.js";
import { ApiError } from "../errors.js";
import { useForm } from "../form.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field } from "./field.js";
import { splitValues } from "./list-field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { toast, toastError } from "./toast.js";

const MAX_VALUES = 10_000;

/** @param {{ place: SegmentPlace, list: ListName, onClose: () => void }} props */
export function AddValues({ place, list, onClose }) {
    const { project, environment, segment } = place;
    const form = useForm({ text: "", action: /** @type {"add" | "remove"} */ ("add") }, async (fields) => {
        const { changing } = countsOf(fields.text, fields.action, segment[list]);
        const edit = { [fields.action]: changing };
        const { counts, warnings } = await editList(project.id, segment, list, edit, { dryRun: true }).catch(
            (error) => Promise.reject(naming(error, changing)),
        );
        const words =
            fields.action === "add"
                ? `${counted(counts.added)} added to the ${list} ones`
                : `${counted(counts.removed)} removed from the ${list} ones`;
        const agreed = await review({
            title: `Save the ${list} values of ${segment.key} in ${environment.name}?`,
            action: "Save the values",
            environment,
            changes: [words, `The list then has ${counts.total.toLocaleString("en")} values`],
            warnings,
        });
        if (!agreed) return;
        await editList(project.id, segment, list, edit);
        const back = { [fields.action === "add" ? "remove" : "add"]: changing };
        toast(words, { undo: () => editList(project.id, segment, list, back) });
        onClose();
    });
    const { values, set } = form;
    const { changing, others } = countsOf(values.text, values.action, segment[list]);
    const many = changing.length > MAX_VALUES;
    const right = {
        allowed: changing.length > 0 && !many,
        reason: many
            ? `At most ${MAX_VALUES.toLocaleString("en")} values at a time`
            : "Enter at least one value that changes the list",
    };
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="add-values" kind="primary" right=${right} busy=${form.busy}>Review and save<//>
    `;
    const state = values.action === "add" ? "already in the list" : "not in the list";
    /** @param {any} event */
    const upload = async (event) => {
        const [file] = event.target.files;
        if (!file) return;
        try {
            const text = await file.text();
            set({ text: [...splitValues(values.text), ...splitValues(text)].join("\n") });
        } catch (error) {
            toastError(`Reading ${file.name}`, error);
        }
        event.target.value = "";
    };
    return html`<${Dialog} title=${`Change the ${list} values of ${segment.key}`} onClose=${onClose} actions=${actions}>
        <form id="add-values" onSubmit=${form.submit}>
            <fieldset class="choices">
                <legend class="hidden">What to do</legend>
                ${
                    /** @type {const} */ (["add", "remove"]).map(
                        (action) => html`<label key=${action}>
                        <input type="radio" name="action" checked=${values.action === action} onChange=${() => set({ action })} />
                        ${action === "add" ? "Add these values" : "Remove these values"}
                    </label>`,
                    )
                }
            </fieldset>
            <${Field} label=${`Values of ${segment.attribute}`} hint="One a line, or separated by commas.">
                ${(/** @type {object} */ control) => html`<textarea
                    ...${control}
                    class="code"
                    rows="8"
                    spellcheck=${false}
                    autocomplete="off"
                    autofocus
                    value=${values.text}
                    onInput=${(/** @type {any} */ event) => set({ text: event.target.value })}
                ></textarea>`}
            <//>
            <${Field} label="Or a file" hint="Text with one value a line." optional>
                ${(/** @type {object} */ control) => html`<input ...${control} type="file" accept=".txt,.csv,text/plain,text/csv" onChange=${upload} />`}
            <//>
            <p role="status" class="muted">
                ${counted(changing.length)} to ${values.action}${others > 0 && `, ${others.toLocaleString("en")} ${state}`}
            </p>
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

/**
 * The error with the value instead of its place in the request.
 * @param {unknown} error
 * @param {string[]} values
 */
function naming(error, values) {
    const at = error instanceof ApiError && error.field?.match(/^(?:add|remove)\[(\d+)\]/)?.[1];
    return at ? new Error(`“${values[Number(at)]}” ${error.details.reason ?? error.message}`) : error;
}

/** @param {number} count */
const counted = (count) => `${count.toLocaleString("en")} ${count === 1 ? "value" : "values"}`;

/**
 * The values that change the list, and how many do not.
 * @param {string} text
 * @param {"add" | "remove"} action
 * @param {string[]} present
 */
function countsOf(text, action, present) {
    const held = new Set(present);
    const all = splitValues(text);
    const changing = all.filter((value) => held.has(value) === (action === "remove"));
    return { changing, others: all.length - changing.length };
}
