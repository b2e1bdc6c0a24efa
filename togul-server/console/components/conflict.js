/** Theirs and mine side by side, when an object was changed while it was edited. */

/** @import { Child } from "../types.js" */
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

/** @typedef {Record<string, { label: string, show: (value: any) => Child }>} Fields */

const differs = (/** @type {unknown} */ a, /** @type {unknown} */ b) =>
    JSON.stringify(a) !== JSON.stringify(b);

/**
 * `what` is the object, such as "Rule 2"; `fields` says how its fields are shown. Fields that neither has changed are left out.
 * @param {{ what: string, conflict: import("../edit.js").Conflict<any>, fields: Fields }} props
 */
export function ConflictDialog({ what, conflict, fields }) {
    const { base, theirs, mine, keepTheirs, keepMine, close } = conflict;
    const shown = Object.keys(fields).filter(
        (name) => differs(theirs[name], base[name]) || differs(mine[name], base[name]),
    );
    const actions = html`
        <${Button} onClick=${close}>Back to editing<//>
        <${Button} onClick=${keepTheirs}>Keep theirs<//>
        <${Button} kind="primary" onClick=${keepMine}>Keep mine<//>
    `;
    return html`<${Dialog} wide title=${`${what} was changed meanwhile`} onClose=${close} actions=${actions}>
        <div class="prose">
            <p>
                Another version was saved while you were editing. “Keep mine” keeps their changes of the fields that you have not
                changed.
            </p>
            <div class="table scrolls" tabindex="0" role="region" aria-label="Theirs and mine">
                <table class="difference" aria-label="Theirs and mine">
                    <thead>
                        <tr>
                            <th scope="col">Field</th>
                            <th scope="col">Before</th>
                            <th scope="col">Theirs</th>
                            <th scope="col">Mine</th>
                        </tr>
                    </thead>
                    <tbody>
                        ${shown.map((name) => {
                            const { label, show } = fields[name];
                            const unchanged = html`<span class="muted">not changed</span>`;
                            const cell = (/** @type {unknown} */ value) =>
                                differs(value, base[name]) ? show(value) : unchanged;
                            return html`<tr key=${name}>
                                <th scope="row">${label}</th>
                                <td>${show(base[name])}</td>
                                <td class=${differs(theirs[name], base[name]) ? "removed" : ""}>${cell(theirs[name])}</td>
                                <td class=${differs(mine[name], base[name]) ? "added" : ""}>${cell(mine[name])}</td>
                            </tr>`;
                        })}
                    </tbody>
                </table>
            </div>
        </div>
    <//>`;
}

/**
 * Says, while the person edits, that the object has changed.
 * @param {{ what: string, edit: import("../edit.js").Edit<any> }} props
 */
export function Stale({ what, edit }) {
    return (
        edit.stale &&
        html`<p class="stale" role="status">
            ${what} was changed meanwhile. <${Button} label=${`Compare ${what} with what you have`} onClick=${edit.compare}>Compare<//>
        </p>`
    );
}
