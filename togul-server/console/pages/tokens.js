/** Machine tokens: how scripts, CI and importers use the API. */

/** @import { MachineToken, Member, Project } from "../types.js" */
import { Button } from "../components/button.js";
import { confirm } from "../components/confirm.js";
import { Empty } from "../components/empty.js";
import { NewToken } from "../components/new-token.js";
import { LoadError } from "../components/notice.js";
import { OrganizationPage } from "../components/organization-page.js";
import { Page } from "../components/page.js";
import { Skeleton } from "../components/skeleton.js";
import { Table } from "../components/table.js";
import { Time } from "../components/time.js";
import { toast } from "../components/toast.js";
import { useMembers } from "../data/members.js";
import { useProjects } from "../data/projects.js";
import { deleteToken, useTokens } from "../data/tokens.js";
import { useRight } from "../permissions.js";
import { html, useState } from "../ui.js";

export default function Tokens() {
    return html`<${OrganizationPage} title="Machine tokens" permission="tokens.read" page=${TokensOfOrganization} />`;
}

function TokensOfOrganization() {
    const { data: tokens, error, reload } = useTokens();
    const projects = useProjects().data ?? [];
    const members = useMembers(useRight("members.read").allowed).data ?? [];
    const [creates, setCreates] = useState(false);
    const write = useRight("tokens.write");
    const create = html`<${Button} kind="primary" icon="plus" right=${write} onClick=${() => setCreates(true)}>New token<//>`;
    return html`<${Page}
        title="Machine tokens"
        lead="With a machine token, CI, scripts and importers use the API as a member would. Programs that ask for flags need an API key instead."
        actions=${tokens?.length ? create : null}
    >
        ${!tokens && error && html`<${LoadError} error=${error} what="The machine tokens" retry=${reload} />`}
        ${!tokens && !error && html`<${Skeleton} what="Machine tokens" rows=${3} />`}
        ${
            tokens?.length === 0 &&
            html`<${Empty} icon="key" title="No machine tokens yet" action=${create}>
            A token has a role, in one project or in all of yours, and the activity shows it by its name.
        <//>`
        }
        ${
            tokens &&
            tokens.length > 0 &&
            html`<${Table}
            label="Machine tokens"
            rows=${tokens}
            keyOf=${(/** @type {MachineToken} */ one) => one.id}
            columns=${columns(projects, members, write)}
        />`
        }
        ${creates && html`<${NewToken} projects=${projects} onClose=${() => setCreates(false)} />`}
    <//>`;
}

/**
 * @param {Project[]} projects
 * @param {Member[]} members
 * @param {import("../permissions.js").Right} write
 * @returns {import("../components/table.js").Column<MachineToken>[]}
 */
function columns(projects, members, write) {
    /** @param {MachineToken} token */
    const place = ({ project_id }) =>
        project_id === null
            ? "all projects"
            : (projects.find(({ id }) => id === project_id)?.name ?? "a project");
    return [
        { key: "name", header: "Token", heading: true, class: "main", cell: ({ name }) => name },
        { key: "role", header: "Role", cell: ({ role }) => role.name },
        { key: "place", header: "In", cell: (token) => html`<span class="clip">${place(token)}</span>` },
        {
            key: "creator",
            header: "Created by",
            class: "wide-only muted",
            cell: ({ created_by }) => members.find(({ user }) => user.id === created_by)?.user.name ?? "",
        },
        { key: "ends", header: "Ends", cell: ({ expires_at }) => html`<${Time} at=${expires_at} />` },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (token) =>
                html`<${Button} label=${`Delete the token ${token.name}`} right=${write} onClick=${() => void erase(token)}>Delete<//>`,
        },
    ];
}

/** @param {MachineToken} token */
async function erase({ id, name }) {
    const gone = await confirm({
        title: `Delete the token ${name}?`,
        body: "What uses it is refused at once. This cannot be undone.",
        action: "Delete the token",
        danger: true,
        run: () => deleteToken(id),
    });
    if (gone) toast(`The token ${name} is deleted`);
}
