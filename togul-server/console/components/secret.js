/** A secret that the server shows once, in a dialog that closes only by its button. */

/** @import { Child } from "../types.js" */
import { html } from "../ui.js";
import { Button } from "./button.js";
import { CopyButton } from "./copy-button.js";
import { Dialog } from "./dialog.js";
import { Notice } from "./notice.js";

/** @param {{ text: string, label: string }} props `label` names it: "the secret of Back end" */
export function CopyLine({ text, label }) {
    return html`<div class="copy-line">
        <code tabindex="0" aria-label=${label} role="group">${text}</code>
        <${CopyButton} text=${text} label=${`Copy ${label}`} />
    </div>`;
}

/** @param {{ title: string, secret: string, of: string, onClose: () => void, children?: Child }} props `children`: how it is used */
export function SecretDialog({ title, secret, of, onClose, children }) {
    const actions = html`<${Button} kind="primary" onClick=${onClose}>I have stored it<//>`;
    return html`<${Dialog} title=${title} required onClose=${onClose} actions=${actions}>
        <div class="prose">
            <${CopyLine} text=${secret} label=${`the secret of ${of}`} />
            <${Notice} tone="warning">The secret is shown only now. Copy it to where the program reads it.<//>
            ${children}
        </div>
    <//>`;
}
