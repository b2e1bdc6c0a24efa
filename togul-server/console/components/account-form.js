/** The form of a new account, and its field for a new password, which other forms have as well. */

import { html } from "../ui.js";
import { Button } from "./button.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";

/** @typedef {import("../form.js").Form<any>} Form */

/** @param {{ form: Form, name: string, label: string, autofocus?: boolean }} props */
export function NewPasswordField({ form, name, label, autofocus }) {
    return html`<${TextField}
        ...${{ form, name, label, autofocus }}
        type="password"
        hint="At least 8 characters; any character counts."
        autocomplete="new-password"
    />`;
}

/** @param {{ form: Form, emailLabel: string, action: string }} props `action` is the text of the button */
export function NewAccountForm({ form, emailLabel, action }) {
    return html`<form class="panel" onSubmit=${form.submit}>
        <${TextField} form=${form} name="name" label="Your name" autocomplete="name" autofocus />
        <${TextField} form=${form} name="username" type="email" label=${emailLabel} autocomplete="username" />
        <${NewPasswordField} form=${form} name="password" label="Password" />
        ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        <${Button} submit kind="primary" busy=${form.busy}>${action}<//>
    </form>`;
}
