/** Create an account, with an organization of its own. */

import { Button } from "../components/button.js";
import { TextField } from "../components/field.js";
import { Notice } from "../components/notice.js";
import { Page } from "../components/page.js";
import { useRegistrationIsOpen } from "../data/registration.js";
import { useForm } from "../form.js";
import { Link } from "../router.js";
import { register } from "../session.js";
import { html } from "../ui.js";

export default function Register() {
    const form = useForm({ name: "", username: "", password: "" }, ({ name, username, password }) =>
        register(name, username, password),
    );
    if (useRegistrationIsOpen() === false) {
        return html`<${Page} title="Create an account" lead="On this server, accounts are created by invitation: ask a member of your organization for one.">
            <p><${Link} to="/sign-in">Sign in<//></p>
        <//>`;
    }
    return html`<${Page} title="Create an account" lead="You get an organization of your own, and invite others to it later.">
        <form class="panel" onSubmit=${form.submit}>
            <${TextField} form=${form} name="name" label="Your name" autocomplete="name" autofocus />
            <${TextField} form=${form} name="username" type="email" label="E-mail" autocomplete="username" />
            <${TextField}
                form=${form}
                name="password"
                type="password"
                label="Password"
                hint="At least 8 characters; any character counts."
                autocomplete="new-password"
            />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
            <${Button} submit kind="primary" busy=${form.busy}>Create the account<//>
        </form>
        <p>You have an account? <${Link} to="/sign-in">Sign in<//></p>
    <//>`;
}
