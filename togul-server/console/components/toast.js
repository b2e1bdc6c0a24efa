/** Short messages about what has happened, some with an undo. A live region announces them. Errors stay until they are closed. */

import { messageOf } from "../errors.js";
import { Store, useStore } from "../store.js";
import { html, useEffect, useState } from "../ui.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

/** @typedef {{ id: number, text: string, tone: "done" | "error", undo?: () => Promise<unknown> }} Message */

/** @type {Store<Message[]>} */
const messages = new Store(/** @type {Message[]} */ ([]));
const SHOWN_MS = 10_000;
/** Further messages take the place of the oldest, unless it is an error or can be taken back. */
const MAX_SHOWN = 3;
let last = 0;

/**
 * @param {string} text
 * @param {{ tone?: Message["tone"], undo?: () => Promise<unknown> }} [options] `undo` takes it back, for 10 s
 */
export function toast(text, { tone = "done", undo } = {}) {
    last += 1;
    const shown = messages.value;
    const idle = shown.length < MAX_SHOWN ? null : shown.find((one) => one.tone === "done" && !one.undo);
    messages.set([...shown.filter((one) => one !== idle), { id: last, text, tone, undo }]);
}

/**
 * Reports an error that belongs to no field.
 * @param {string} what the action that failed, such as "Switching new-dashboard"
 * @param {unknown} error
 */
export function toastError(what, error) {
    toast(`${what} failed. ${messageOf(error)}`, { tone: "error" });
}

/** @param {number} id */
function close(id) {
    messages.set(messages.value.filter((message) => message.id !== id));
}

/** The place of the messages. The shell has it once. */
export function Toasts() {
    const shown = useStore(messages);
    return html`<div class="toasts" role="status" aria-live="polite" aria-label="Messages">
        ${shown.map((message) => html`<${Toast} key=${message.id} ...${message} />`)}
    </div>`;
}

/** @param {Message} props */
function Toast({ id, text, tone, undo }) {
    // Reading and pressing take time: the message stays while the pointer or the focus is on it, and an error until it is closed.
    const [held, setHeld] = useState(false);
    useEffect(() => {
        if (held || tone === "error") return undefined;
        const timer = setTimeout(() => close(id), SHOWN_MS);
        return () => clearTimeout(timer);
    }, [held]);
    const takeBack = async () => {
        close(id);
        try {
            await undo?.();
            toast("Undone");
        } catch (error) {
            toastError("Undo", error);
        }
    };
    return html`<div
        class=${`toast ${tone}`}
        onMouseEnter=${() => setHeld(true)}
        onMouseLeave=${() => setHeld(false)}
        onFocusIn=${() => setHeld(true)}
        onFocusOut=${() => setHeld(false)}
    >
        <${Icon} name=${tone === "error" ? "alert" : "check"} />
        <p>${text}</p>
        ${undo && html`<${Button} icon="undo" label=${`Undo: ${text}`} onClick=${takeBack}>Undo<//>`}
        <${Button} kind="quiet" icon="close" label=${`Close: ${text}`} onClick=${() => close(id)} />
    </div>`;
}
