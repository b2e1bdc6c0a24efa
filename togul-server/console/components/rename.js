/** Changes the name and the description of a flag or a segment. */

/** @import { Environment, Flag, Segment, Warning } from "../types.js" */
import { changed, useEdit } from "../edit.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { ConflictDialog } from "./conflict.js";
import { Dialog } from "./dialog.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { toast } from "./toast.js";

/** @typedef {{ name: string, description: string }} Names */

const FIELDS = {
    name: { label: "Name", show: String },
    description: { label: "Description", show: String },
};

/** @param {Flag | Segment} object @returns {Names} */
const toDraft = ({ name, description }) => ({ name, description });

/**
 * @param {{
 *   object: Flag | Segment,
 *   kind: "flag" | "segment",
 *   environment: Environment,
 *   write: (fields: Partial<Names>, options: import("../edit.js").Options) => Promise<{ warnings?: Warning[] }>,
 *   onClose: () => void,
 * }} props
 */
export function Rename({ object, kind, environment, write, onClose }) {
    const { key } = object;
    const edit = useEdit({
        object,
        kind,
        toDraft,
        write: (draft, base, options) => write(changed(toDraft(base), draft), options),
        review: (draft, base, warnings) =>
            review({
                title: `Save ${key} in ${environment.name}?`,
                action: "Save",
                environment,
                changes: changesOf(base, draft),
                warnings,
            }),
        onSaved: () => {
            toast(`${key} is saved in ${environment.name}`);
            onClose();
        },
    });
    const right = { allowed: edit.dirty, reason: "Nothing is changed" };
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="rename" kind="primary" right=${right} busy=${edit.busy}>Review and save<//>
    `;
    return html`<${Dialog} title=${`Rename ${key} in ${environment.name}`} onClose=${onClose} actions=${actions}>
        <form id="rename" onSubmit=${edit.submit}>
            <${TextField} form=${edit} name="name" label="Name" hint=${`The key ${key} never changes.`} autofocus />
            <${TextField} form=${edit} name="description" label="Description" optional />
            ${edit.error && html`<${Notice} tone="error">${edit.error}<//>`}
        </form>
        ${edit.conflict && html`<${ConflictDialog} what=${key} conflict=${edit.conflict} fields=${FIELDS} />`}
    <//>`;
}

/**
 * @param {Names} before
 * @param {Names} after
 */
function changesOf(before, after) {
    const changes = [];
    if (before.name !== after.name) changes.push(`The name changes from “${before.name}” to “${after.name}”`);
    if (before.description !== after.description) changes.push(`The description is “${after.description}”`);
    return changes;
}
