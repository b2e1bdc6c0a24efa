/** The organization: its name, its end, and the person's other organizations. */

/** @import { OrganizationSummary, Session } from "../types.js" */
import { leaveOrganization } from "../data/members.js";
import { changeOrganization, createOrganization, deleteOrganization } from "../data/organizations.js";
import { useForm } from "../form.js";
import { useRight } from "../permissions.js";
import { forgetSession } from "../session.js";
import { useGuard } from "../router.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { confirm, confirmLeaving } from "./confirm.js";
import { Dialog } from "./dialog.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { enterOrganization } from "./session-actions.js";
import { Table } from "./table.js";
import { toast } from "./toast.js";

/** @param {{ organization: OrganizationSummary }} props */
export function OrganizationSettings({ organization }) {
    const { name, slug } = organization;
    const form = useForm({ name }, async (fields) => {
        await changeOrganization(organization, fields);
        toast("The name of the organization is saved");
    });
    useGuard(form.values.name !== name, confirmLeaving);
    const may = useRight("org.update");
    const mayDelete = useRight("org.delete");
    return html`<section class="card" aria-label="Organization">
        <header><h2>Organization</h2></header>
        <form class="body panel" onSubmit=${form.submit}>
            <p><span class="muted">Slug</span> <code>${slug}</code></p>
            <${TextField} form=${form} name="name" label="Name of the organization" readonly=${!may.allowed} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
            <div class="actions"><${Button} submit right=${may} busy=${form.busy}>Save the organization's name<//></div>
        </form>
        <div class="body actions">
            <${Button} kind="danger" label=${`Leave the organization ${name}`} onClick=${() => void leave(organization)}>Leave the organization<//>
            <${Button} kind="danger" label=${`Delete the organization ${name}`} right=${mayDelete} onClick=${() => void erase(organization)}>Delete the organization<//>
        </div>
    </section>`;
}

/** @param {OrganizationSummary} organization */
async function leave({ name }) {
    const left = await confirm({
        title: `Leave ${name}?`,
        body: "You lose access to its projects at once, and are signed out. An invitation brings you back.",
        action: "Leave",
        danger: true,
        run: leaveOrganization,
    });
    if (!left) return;
    // The session was in the organization, and has ended with it.
    forgetSession();
    toast(`You have left ${name}. Sign in to continue in another organization`);
}

/** @param {OrganizationSummary} organization */
async function erase({ id, name, slug }) {
    const gone = await confirm({
        title: `Delete ${name}?`,
        body: html`<p>
            All of its projects, flags and API keys are deleted, for all members, and programs get their defaults. This cannot
            be undone. You are signed out, and sign in again to one of your other organizations.
        </p>`,
        action: "Delete the organization",
        danger: true,
        typed: slug,
        run: () => deleteOrganization(id),
    });
    if (!gone) return;
    // The session was in the organization, and has ended with it.
    forgetSession();
    toast(`${name} is deleted`);
}

/** @param {{ session: Session }} props */
export function OrganizationList({ session }) {
    const [creates, setCreates] = useState(false);
    const current = session.current_organization?.id;
    /** @type {import("./table.js").Column<OrganizationSummary>[]} */
    const columns = [
        { key: "name", header: "Organization", heading: true, class: "main", cell: ({ name }) => name },
        { key: "role", header: "Your role", cell: ({ role }) => role },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (one) =>
                one.id === current
                    ? html`<span class="badge">current</span>`
                    : html`<${Button} label=${`Switch to ${one.name}`} onClick=${() => void enterOrganization(one)}>Switch<//>`,
        },
    ];
    return html`<section class="card" aria-label="Your organizations">
        <header>
            <h2>Your organizations</h2>
            <span class="actions"><${Button} icon="plus" onClick=${() => setCreates(true)}>New organization<//></span>
        </header>
        <${Table} label="Your organizations" rows=${session.organizations} keyOf=${(/** @type {OrganizationSummary} */ one) => one.id} columns=${columns} />
        ${creates && html`<${NewOrganization} onClose=${() => setCreates(false)} />`}
    </section>`;
}

/** @param {{ onClose: () => void }} props */
function NewOrganization({ onClose }) {
    const form = useForm({ name: "" }, async (fields) => {
        const made = await createOrganization(fields);
        onClose();
        await enterOrganization(made);
    });
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="new-organization" kind="primary" busy=${form.busy}>Create the organization<//>
    `;
    return html`<${Dialog} title="New organization" onClose=${onClose} actions=${actions}>
        <form id="new-organization" onSubmit=${form.submit}>
            <${TextField} form=${form} name="name" label="Name" hint="It has its own members and projects. You are its owner." autofocus />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
