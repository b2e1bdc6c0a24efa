/** The account of the person who is signed in: name, password and sessions. */

/** @import { OpenSession, Session } from "../types.js" */
import { changeAccount, changePassword, endSession, useSessions } from "../data/account.js";
import { useForm } from "../form.js";
import { useGuard } from "../router.js";
import { html, useState } from "../ui.js";
import { NewPasswordField } from "./account-form.js";
import { Button } from "./button.js";
import { confirmLeaving } from "./confirm.js";
import { TextField } from "./field.js";
import { LoadError, Notice } from "./notice.js";
import { endSession as endThisSession } from "./session-actions.js";
import { Skeleton } from "./skeleton.js";
import { Table } from "./table.js";
import { Time } from "./time.js";
import { toast, toastError } from "./toast.js";

/** @param {{ session: Session }} props */
export function AccountSettings({ session }) {
    const { name, email } = session.user;
    const form = useForm({ name }, async (fields) => {
        await changeAccount(fields);
        toast("Your name is saved");
    });
    useGuard(form.values.name !== name, confirmLeaving);
    return html`<section class="card" aria-label="Account">
        <header><h2>Account</h2></header>
        <form class="body panel" onSubmit=${form.submit}>
            <p><span class="muted">E-mail</span> ${email}</p>
            <${TextField} form=${form} name="name" label="Your name" autocomplete="name" />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
            <div class="actions"><${Button} submit busy=${form.busy}>Save the name<//></div>
        </form>
    </section>`;
}

/** @param {{ session: Session }} props */
export function PasswordSettings({ session }) {
    // A new form after each change: nothing of a password stays in it.
    const [round, setRound] = useState(0);
    return html`<section class="card" aria-label="Password">
        <header><h2>Password</h2></header>
        <${PasswordForm} key=${round} email=${session.user.email} done=${() => setRound(round + 1)} />
    </section>`;
}

/** @param {{ email: string, done: () => void }} props */
function PasswordForm({ email, done }) {
    const form = useForm({ current_password: "", new_password: "" }, async (fields) => {
        await changePassword(fields);
        toast("Your password is changed, and all other sessions have ended");
        done();
    });
    useGuard(form.dirty, confirmLeaving);
    return html`<form class="body panel" onSubmit=${form.submit}>
        <input type="hidden" name="username" autocomplete="username" value=${email} />
        <${TextField} form=${form} name="current_password" type="password" label="Current password" autocomplete="current-password" />
        <${NewPasswordField} form=${form} name="new_password" label="New password" />
        <p class="muted">All other sessions of the account end.</p>
        ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        <div class="actions"><${Button} submit busy=${form.busy}>Change the password<//></div>
    </form>`;
}

/** @param {{ session: Session }} props */
export function SessionSettings({ session }) {
    const { data, error, reload } = useSessions();
    return html`<section class="card" aria-label="Sessions">
        <header><h2>Sessions</h2></header>
        ${!data && error && html`<div class="body"><${LoadError} error=${error} what="The sessions" retry=${reload} /></div>`}
        ${!data && !error && html`<div class="body"><${Skeleton} what="Sessions" rows=${2} /></div>`}
        ${
            data &&
            html`<${Table}
            label="Sessions"
            rows=${data.toSorted((a, b) => Number(b.is_current) - Number(a.is_current) || b.last_used_at.localeCompare(a.last_used_at))}
            keyOf=${(/** @type {OpenSession} */ one) => one.id}
            columns=${columns(session)}
        />`
        }
    </section>`;
}

/**
 * @param {Session} session
 * @returns {import("./table.js").Column<OpenSession>[]}
 */
function columns({ organizations }) {
    return [
        {
            key: "address",
            header: "From",
            heading: true,
            cell: (one) =>
                html`${one.address || "unknown address"}${one.is_current && html` <span class="badge">this one</span>`}`,
        },
        { key: "used", header: "Last renewed", cell: (one) => html`<${Time} at=${one.last_used_at} />` },
        {
            key: "organization",
            header: "Organization",
            class: "wide-only",
            cell: (one) => organizations.find(({ id }) => id === one.organization_id)?.name ?? "",
        },
        {
            key: "since",
            header: "Since",
            class: "wide-only muted",
            cell: (one) => html`<${Time} at=${one.created_at} />`,
        },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (one) =>
                one.is_current
                    ? html`<${Button} onClick=${() => void endThisSession()}>Sign out<//>`
                    : html`<${Button} label=${`End: session from ${one.address || "an unknown address"}`} onClick=${() => void end(one)}>End<//>`,
        },
    ];
}

/** @param {OpenSession} session */
async function end({ id, address }) {
    try {
        await endSession(id);
        toast(`The session from ${address} has ended`);
    } catch (error) {
        toastError(`Ending the session from ${address}`, error);
    }
}
