/** Set a new password. The token stands behind `#` in the link: browsers never send that part to a server. */

import * as api from "../api.js";
import { NewPasswordField } from "../components/account-form.js";
import { Button } from "../components/button.js";
import { TextField } from "../components/field.js";
import { Notice } from "../components/notice.js";
import { Page } from "../components/page.js";
import { useForm } from "../form.js";
import { locationStore } from "../history.js";
import { Link } from "../router.js";
import { useStore } from "../store.js";
import { html, useState } from "../ui.js";

export default function ResetPassword() {
    const { hash } = useStore(locationStore);
    const [set, setSet] = useState(false);
    const form = useForm({ token: hash, new_password: "" }, async (fields) => {
        await api.postAnonymously("password-reset", fields);
        setSet(true);
    });
    if (set) {
        return html`<${Page} title="The password is set" lead="All sessions of the account have ended.">
            <p><${Link} to="/sign-in">Sign in<//></p>
        <//>`;
    }
    return html`<${Page} title="Set a new password" lead="With the token that an administrator gave you.">
        <form class="panel" onSubmit=${form.submit}>
            ${!hash && html`<${TextField} form=${form} name="token" label="Token" code autocomplete="off" autofocus />`}
            <${NewPasswordField} form=${form} name="new_password" label="New password" autofocus=${Boolean(hash)} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
            <${Button} submit kind="primary" busy=${form.busy}>Set the password<//>
        </form>
        <p><${Link} to="/sign-in">Sign in<//></p>
    <//>`;
}
