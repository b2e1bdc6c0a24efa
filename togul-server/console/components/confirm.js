/** Questions that must be answered before something happens: `if (await confirm({…})) …`. */

/** @import { Child } from "../types.js" */
import { messageOf } from "../errors.js";
import { Store, useStore } from "../store.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field } from "./field.js";
import { Notice } from "./notice.js";

/**
 * `action` is the verb on the button. With `typed`, the person types this text first. With `run`, the dialog stays open while
 * it runs, and shows its error.
 * @typedef {{
 *   title: string,
 *   body?: Child,
 *   action: string,
 *   danger?: boolean,
 *   typed?: string,
 *   cancel?: string,
 *   run?: () => Promise<unknown>,
 * }} Question
 */

/** @type {Store<(Question & { answer: (yes: boolean) => void }) | null>} */
const asked = new Store(/** @type {any} */ (null));

/**
 * @param {Question} question
 * @returns {Promise<boolean>}
 */
export function confirm(question) {
    asked.value?.answer(false);
    return new Promise((resolve) => {
        const answer = (/** @type {boolean} */ yes) => {
            asked.set(null);
            resolve(yes);
        };
        asked.set({ ...question, answer });
    });
}

/** Asks whether unsaved changes may be lost; for `useGuard`. */
export const confirmLeaving = () =>
    confirm({
        title: "Leave without saving?",
        body: "The changes on this page are not saved.",
        action: "Discard the changes",
        cancel: "Stay",
        danger: true,
    });

/** The place of the dialogs. The shell has it once. */
export function Confirmations() {
    const question = useStore(asked);
    return question && html`<${Confirmation} key=${question} ...${question} />`;
}

/** @param {Question & { answer: (yes: boolean) => void }} props */
function Confirmation({ title, body, action, danger, typed, cancel = "Cancel", run, answer }) {
    const [text, setText] = useState("");
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState(/** @type {unknown} */ (null));
    const missing = typed !== undefined && text !== typed;
    const right = { allowed: !missing, reason: missing ? `Type ${typed} first` : null };

    /** @param {Event} event */
    const submit = async (event) => {
        event.preventDefault();
        if (missing || busy) return;
        setBusy(true);
        try {
            await run?.();
            answer(true);
        } catch (failure) {
            setError(failure);
            setBusy(false);
        }
    };
    const actions = html`
        <${Button} onClick=${() => answer(false)} autofocus=${danger && typed === undefined}>${cancel}<//>
        <${Button} submit form="confirmation" kind=${danger ? "danger" : "primary"} right=${right} busy=${busy} autofocus=${!danger && typed === undefined}>${action}<//>
    `;
    return html`<${Dialog} title=${title} onClose=${() => answer(false)} actions=${actions}>
        <form id="confirmation" onSubmit=${submit}>
            ${body && html`<div class="prose">${body}</div>`}
            ${
                typed !== undefined &&
                html`<${Field} label=${`Type ${typed} to confirm`}>
                ${(/** @type {object} */ control) =>
                    html`<input
                        ...${control}
                        value=${text}
                        onInput=${(/** @type {any} */ event) => setText(event.target.value)}
                        autocomplete="off"
                        spellcheck=${false}
                        autofocus
                    />`}
            <//>`
            }
            ${error && html`<${Notice} tone="error">${messageOf(error)}<//>`}
        </form>
    <//>`;
}
