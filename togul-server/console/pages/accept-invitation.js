/** Accept an invitation. The token stands behind `#` in the link: browsers never send that part to a server. */

import * as api from "../api.js";
import { NewAccountForm } from "../components/account-form.js";
import { Button } from "../components/button.js";
import { TextField } from "../components/field.js";
import { Notice } from "../components/notice.js";
import { Page } from "../components/page.js";
import { endSession } from "../components/session-actions.js";
import { ApiError } from "../errors.js";
import { useForm } from "../form.js";
import { locationStore, navigate } from "../history.js";
import { sessionStore, signIn } from "../session.js";
import { useStore } from "../store.js";
import { html, useState } from "../ui.js";

export default function AcceptInvitation() {
    const { hash } = useStore(locationStore);
    const { session } = useStore(sessionStore);
    const [token] = useState(hash);
    const [accepted, setAccepted] = useState(false);
    if (!token) {
        return html`<${Page} title="Accept an invitation">
            <${Notice} tone="error"><p>The link has no token. Copy it again, whole, from the message that you received.</p><//>
        <//>`;
    }
    if (accepted) return html`<${Accepted} />`;
    const done = () => setAccepted(true);
    return html`<${Page} title="Accept an invitation" lead="You have been invited to an organization on this server.">
        ${session ? html`<${WithAccount} token=${token} email=${session.user.email} done=${done} />` : html`<${NewAccount} token=${token} />`}
    <//>`;
}

/** @param {{ token: string }} props */
function NewAccount({ token }) {
    const [known, setKnown] = useState(false);
    // An invitation can be accepted once; a wrong e-mail shows only when the person signs in with it.
    const [joined, setJoined] = useState(false);
    const form = useForm({ name: "", username: "", password: "" }, async ({ name, username, password }) => {
        try {
            if (!joined) await api.postAnonymously("invitations/accept", { token, name, password });
        } catch (error) {
            if (error instanceof ApiError && error.details.reason === "login_required") return setKnown(true);
            throw error;
        }
        setJoined(true);
        await signIn(username, password);
        await navigate("/projects");
    });
    if (known) return html`<${ExistingAccount} email=${form.values.username} />`;
    return html`${joined && html`<${Notice} tone="info"><p>Your account is created. Sign in with the e-mail that was invited.</p><//>`}
        <${NewAccountForm} form=${form} emailLabel="E-mail that was invited" action=${joined ? "Sign in" : "Join"} />`;
}

/** The e-mail has an account: its owner signs in, and this page continues with the session. @param {{ email: string }} props */
function ExistingAccount({ email }) {
    const form = useForm({ username: email, password: "" }, ({ username, password }) =>
        signIn(username, password),
    );
    return html`<form class="panel" onSubmit=${form.submit}>
        <${Notice} tone="info"><p>This e-mail has an account. Sign in to accept.</p><//>
        <${TextField} form=${form} name="username" type="email" label="E-mail" autocomplete="username" />
        <${TextField} form=${form} name="password" type="password" label="Password" autocomplete="current-password" autofocus />
        ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        <${Button} submit kind="primary" busy=${form.busy}>Sign in<//>
    </form>`;
}

/** @param {{ token: string, email: string, done: () => void }} props */
function WithAccount({ token, email, done }) {
    const form = useForm({}, async () => {
        await api.post("invitations/accept", { token });
        done();
    });
    return html`<form class="panel" onSubmit=${form.submit}>
        <p>You are signed in as <strong>${email}</strong>.</p>
        ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        <div class="actions">
            <${Button} submit kind="primary" busy=${form.busy}>Accept<//>
            <${Button} onClick=${endSession}>Use another account<//>
        </div>
    </form>`;
}

function Accepted() {
    return html`<${Page} title="You have joined" lead="You can switch to the organization in the menu at the top.">
        <${Button} kind="primary" onClick=${() => location.assign(api.CONSOLE_URL)}>Open the console<//>
    <//>`;
}
