/** A modal dialog. Escape and the close button call `onClose`; the focus returns to where it was. */

/** @import { Child } from "../types.js" */
import { html, useId, useLayoutEffect, useRef } from "../ui.js";
import { Button } from "./button.js";

/** Where the focus was before each dialog. @type {HTMLElement[]} */
const openers = [];

/**
 * `children` is the content, `actions` the buttons below it. `required` dialogs cannot be closed without an answer.
 * @param {{ title: string, onClose: () => void, wide?: boolean, required?: boolean, actions?: Child, children?: Child }} props
 */
export function Dialog({ title, onClose, wide, required, actions, children }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const heading = useId();
    useLayoutEffect(() => {
        const element = dialog.current;
        const active = document.activeElement;
        // The dialog may take the place of another, whose focused control is gone.
        const opener = active instanceof HTMLElement && active !== document.body ? active : openers.at(-1);
        if (!element) return undefined;
        if (!element.open) element.showModal();
        if (opener) openers.push(opener);
        return () => {
            element.close();
            if (!opener) return;
            openers.splice(openers.lastIndexOf(opener), 1);
            if (opener.isConnected) opener.focus();
        };
    }, []);
    /** @param {Event} event */
    const cancel = (event) => {
        event.preventDefault();
        if (event.target === dialog.current && !required) onClose();
    };
    // Browsers let a second Escape close the dialog, whatever the page says to it.
    const closed = () => {
        if (!dialog.current) return;
        if (required) dialog.current.showModal();
        else onClose();
    };
    return html`<dialog ref=${dialog} class=${wide ? "wide" : ""} aria-labelledby=${heading} onCancel=${cancel} onClose=${closed}>
        <header>
            <h2 id=${heading}>${title}</h2>
            ${!required && html`<${Button} kind="quiet" icon="close" label="Close" onClick=${onClose} />`}
        </header>
        <div class="content">${children}</div>
        ${actions && html`<footer>${actions}</footer>`}
    </dialog>`;
}
