/** Sign in with e-mail and password. */

import { Button } from "../components/button.js";
import { TextField } from "../components/field.js";
import { Notice } from "../components/notice.js";
import { Page } from "../components/page.js";
import { useRegistrationIsOpen } from "../data/registration.js";
import { useForm } from "../form.js";
import { Link, useQuery } from "../router.js";
import { signIn } from "../session.js";
import { html } from "../ui.js";

export default function SignIn() {
    const next = useQuery().get("next");
    const open = useRegistrationIsOpen();
    const form = useForm({ username: "", password: "" }, ({ username, password }) =>
        signIn(username, password),
    );
    return html`<${Page} title="Sign in" lead="Feature flags on your own servers.">
        <form class="panel" onSubmit=${form.submit}>
            <${TextField} form=${form} name="username" type="email" label="E-mail" autocomplete="username" autofocus />
            <${TextField} form=${form} name="password" type="password" label="Password" autocomplete="current-password" />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
            <${Button} submit kind="primary" busy=${form.busy}>Sign in<//>
        </form>
        <p class="muted">
            Lost your password? An owner or admin of your organization can give you a link, and an administrator of the server a
            token (<code>togul-server reset-password</code>), to <${Link} to="/reset-password">set a new one<//>.
        </p>
        ${open && html`<p>New here? <${Link} to="/register" query=${{ next }}>Create an account<//></p>`}
    <//>`;
}
