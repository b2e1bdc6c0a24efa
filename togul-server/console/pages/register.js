/** Create an account, with an organization of its own. */

import { NewAccountForm } from "../components/account-form.js";
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
        <${NewAccountForm} form=${form} emailLabel="E-mail" action="Create the account" />
        <p>Already have an account? <${Link} to="/sign-in">Sign in<//></p>
    <//>`;
}
