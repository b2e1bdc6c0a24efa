/** Questions that must be answered before something happens: `if (await confirm({…})) …`. */

/** @import { Child } from "../types.js" */
import { messageOf } from "../errors.js";
import { Store, useStore } from "../store.js";
import { html, useId, useState } from "../ui.js";
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

/** @typedef {Question & { isRunning: boolean, answer: (yes: boolean) => void }} Asked */

/** Those that are shown, the newest on top. Only those whose action runs stay when another comes. @type {Store<Asked[]>} */
const asked = new Store(/** @type {Asked[]} */ ([]));

/**
 * @param {Question} question
 * @returns {Promise<boolean>}
 */
export function confirm(question) {
    for (const one of asked.value) if (!one.isRunning) one.answer(false);
    return new Promise((resolve) => {
        /** @type {Asked} */
        const own = {
            ...question,
            isRunning: false,
            answer: (yes) => {
                asked.set(asked.value.filter((one) => one !== own));
                resolve(yes);
            },
        };
        asked.set([...asked.value, own]);
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
    return useStore(asked).map((question) => html`<${Confirmation} key=${question} question=${question} />`);
}

/** @param {{ question: Asked }} props */
function Confirmation({ question }) {
    const { title, body, action, danger, typed, cancel = "Cancel", run, answer } = question;
    const id = useId();
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
        question.isRunning = true;
        try {
            await run?.();
            answer(true);
        } catch (failure) {
            question.isRunning = false;
            setError(failure);
            setBusy(false);
        }
    };
    const actions = html`
        <${Button} busy=${busy} onClick=${() => answer(false)} autofocus=${danger && typed === undefined}>${cancel}<//>
        <${Button} submit form=${id} kind=${danger ? "danger" : "primary"} right=${right} busy=${busy} autofocus=${!danger && typed === undefined}>${action}<//>
    `;
    return html`<${Dialog} title=${title} required=${busy} onClose=${() => answer(false)} actions=${actions}>
        <form id=${id} onSubmit=${submit}>
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
