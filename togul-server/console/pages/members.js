/** The members of the organization, and invitations. */

/** @import { Invitation, Member } from "../types.js" */
import { Button } from "../components/button.js";
import { ChangeRole } from "../components/change-role.js";
import { confirm } from "../components/confirm.js";
import { Invite, LinkDialog } from "../components/invite.js";
import { Menu } from "../components/menu.js";
import { LoadError } from "../components/notice.js";
import { OrganizationPage } from "../components/organization-page.js";
import { Page } from "../components/page.js";
import { Person } from "../components/person.js";
import { Skeleton } from "../components/skeleton.js";
import { Table } from "../components/table.js";
import { exactTime, Time } from "../components/time.js";
import { toast } from "../components/toast.js";
import { useInvitations, withdraw } from "../data/invitations.js";
import { changeRole, issuePasswordReset, removeMember, useMembers } from "../data/members.js";
import { useRight } from "../permissions.js";
import { sessionStore } from "../session.js";
import { useStore } from "../store.js";
import { html, useState } from "../ui.js";

/** @typedef {{ kind: "invite" } | { kind: "role", member: Member } | { kind: "link", member: Member, token: string, ends: string }} Asked */

export default function Members() {
    return html`<${OrganizationPage} title="Members" permission="members.read" page=${MembersOfOrganization} />`;
}

function MembersOfOrganization() {
    const members = useMembers();
    const invitations = useInvitations();
    const [asked, setAsked] = useState(/** @type {Asked | null} */ (null));
    const close = () => setAsked(null);
    const invite = html`<${Button} kind="primary" icon="plus" right=${useRight("members.invite")} onClick=${() => setAsked({ kind: "invite" })}>Invite<//>`;
    const rights = {
        update: useRight("members.update"),
        remove: useRight("members.remove"),
        invite: useRight("members.invite"),
    };
    const self = useStore(sessionStore).session?.user.id;
    const open = invitations.data ?? [];
    return html`<${Page}
        title="Members"
        lead="Who belongs to the organization. Owners and admins see all projects; others see those to which they are added."
        actions=${invite}
    >
        ${!members.data && members.error && html`<${LoadError} error=${members.error} what="The members" retry=${members.reload} />`}
        ${!members.data && !members.error && html`<${Skeleton} what="Members" rows=${3} />`}
        ${
            members.data &&
            html`<${Table}
            label="Members"
            class="people"
            rows=${members.data}
            keyOf=${(/** @type {Member} */ one) => one.id}
            columns=${memberColumns(self, rights, setAsked)}
        />`
        }
        ${
            open.length > 0 &&
            html`<h2>Invitations</h2>
            <${Table}
                label="Invitations"
                rows=${open}
                keyOf=${(/** @type {Invitation} */ one) => one.id}
                columns=${invitationColumns(rights.invite)}
            />`
        }
        ${asked?.kind === "invite" && html`<${Invite} onClose=${close} />`}
        ${
            asked?.kind === "role" &&
            html`<${ChangeRole}
            member=${asked.member}
            place="the organization"
            save=${(/** @type {string} */ role) => changeRole(asked.member.id, role)}
            onClose=${close}
        />`
        }
        ${
            asked?.kind === "link" &&
            html`<${LinkDialog} title=${`New password for ${asked.member.user.name}`} path="/reset-password" token=${asked.token} label="the link for a new password" onClose=${close}>
            Send the link to ${asked.member.user.name}. It can be used once, until ${exactTime(asked.ends)}.
        <//>`
        }
    <//>`;
}

/**
 * @param {string | undefined} self id of the person who looks
 * @param {Record<"update" | "remove", import("../permissions.js").Right>} rights
 * @param {(asked: Asked) => void} open
 * @returns {import("../components/table.js").Column<Member>[]}
 */
function memberColumns(self, rights, open) {
    return [
        {
            key: "name",
            header: "Member",
            heading: true,
            class: "main",
            cell: ({ user }) =>
                html`<${Person} person=${user} note=${user.id === self ? "you" : undefined} />`,
        },
        { key: "role", header: "Role", cell: ({ role }) => role.name },
        {
            key: "since",
            header: "Member since",
            class: "wide-only muted",
            cell: ({ created_at }) => html`<${Time} at=${created_at} />`,
        },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (member) =>
                html`<${MemberMenu} member=${member} self=${self === member.user.id} rights=${rights} open=${open} />`,
        },
    ];
}

/**
 * @param {{
 *   member: Member,
 *   self: boolean,
 *   rights: Record<"update" | "remove", import("../permissions.js").Right>,
 *   open: (asked: Asked) => void,
 * }} props
 */
function MemberMenu({ member, self, rights, open }) {
    const { name } = member.user;
    const own = { allowed: false, reason: "Your own role is changed by another member" };
    /** @type {import("../components/menu.js").Item[]} */
    const items = [
        {
            label: "Change role",
            icon: "settings",
            right: self ? own : rights.update,
            run: () => open({ kind: "role", member }),
        },
        {
            label: "New password",
            detail: "a link with which the member sets one",
            icon: "key",
            right: self ? { allowed: false, reason: "Your own password is in the settings" } : rights.update,
            run: () => void resetPassword(member, open),
        },
        {
            label: "Remove",
            icon: "trash",
            danger: true,
            right: self ? { allowed: false, reason: "You leave in the settings" } : rights.remove,
            run: () => void remove(member),
        },
    ];
    return html`<${Menu} label=${`Actions for ${name}`} items=${items} />`;
}

/**
 * @param {Member} member
 * @param {(asked: Asked) => void} open
 */
async function resetPassword(member, open) {
    let token = "";
    let ends = "";
    const made = await confirm({
        title: `A new password for ${member.user.name}?`,
        body: html`<p>You get a link with which ${member.user.email} sets a new password. All sessions of the account end when it is used.</p>`,
        action: "Make the link",
        run: async () => {
            const issued = await issuePasswordReset(member.id);
            token = issued.reset_token;
            ends = issued.expires_at;
        },
    });
    if (made) open({ kind: "link", member, token, ends });
}

/** @param {Member} member */
async function remove(member) {
    const gone = await confirm({
        title: `Remove ${member.user.name}?`,
        body: html`<p>${member.user.name} loses access to the organization and its projects at once. The machine tokens of ${member.user.email} end.</p>`,
        action: "Remove the member",
        danger: true,
        run: () => removeMember(member.id),
    });
    if (gone) toast(`${member.user.name} is removed`);
}

/**
 * @param {import("../permissions.js").Right} right
 * @returns {import("../components/table.js").Column<Invitation>[]}
 */
function invitationColumns(right) {
    return [
        { key: "email", header: "E-mail", heading: true, class: "main", cell: ({ email }) => email },
        { key: "role", header: "Role", cell: ({ role }) => role.name },
        {
            key: "ends",
            header: "Ends",
            cell: ({ expires_at }) =>
                Date.parse(expires_at) > Date.now()
                    ? html`<${Time} at=${expires_at} />`
                    : html`<span class="error">expired</span>`,
        },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (invitation) =>
                html`<${Button} label=${`Withdraw the invitation of ${invitation.email}`} right=${right} onClick=${() => void take(invitation)}>Withdraw<//>`,
        },
    ];
}

/** @param {Invitation} invitation */
async function take({ id, email }) {
    const gone = await confirm({
        title: `Withdraw the invitation of ${email}?`,
        body: "Its link no longer works.",
        action: "Withdraw",
        danger: true,
        run: () => withdraw(id),
    });
    if (gone) toast(`The invitation of ${email} is withdrawn`);
}
