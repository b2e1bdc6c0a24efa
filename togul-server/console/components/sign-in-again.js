/** Asks for the password in place when the session has ended. The page below stays as it is, and its requests continue. */

/** @import { Session } from "../types.js" */
import { useForm } from "../form.js";
import { signIn } from "../session.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { endSession } from "./session-actions.js";

/** @param {{ status: "expired" | "elsewhere", session: Session }} props */
export function SignInAgain({ status, session }) {
    return status === "expired" ? html`<${Expired} session=${session} />` : html`<${Elsewhere} />`;
}

/** @param {{ session: Session }} props */
function Expired({ session }) {
    const { email } = session.user;
    const form = useForm({ password: "" }, ({ password }) => signIn(email, password));
    const actions = html`
        <${Button} onClick=${endSession}>Sign out<//>
        <${Button} submit form="sign-in-again" kind="primary" busy=${form.busy}>Continue<//>
    `;
    return html`<${Dialog} title="Sign in again" required onClose=${() => {}} actions=${actions}>
        <form id="sign-in-again" onSubmit=${form.submit}>
            <p>Your session has ended. Nothing on the page is lost.</p>
            <input type="hidden" name="username" autocomplete="username" value=${email} />
            <${TextField}
                form=${form}
                name="password"
                type="password"
                label=${`Password of ${email}`}
                autocomplete="current-password"
                autofocus
            />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

function Elsewhere() {
    const actions = html`<${Button} kind="primary" onClick=${() => location.reload()}>Reload<//>`;
    return html`<${Dialog} title="Another tab has switched" required onClose=${() => {}} actions=${actions}>
        <p>Another tab of this browser now uses another account or organization. Copy what you still need from this page, then reload it.</p>
    <//>`;
}
