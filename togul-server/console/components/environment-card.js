/** An environment with its API keys. */

/** @import { ApiKey, Environment, Project } from "../types.js" */
import { isUsable, revokeApiKey } from "../data/api-keys.js";
import { confirmsChanges, deleteEnvironment } from "../data/environments.js";
import { right } from "../permissions.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { confirm } from "./confirm.js";
import { EnvironmentTag } from "./environment-tag.js";
import { Menu } from "./menu.js";
import { Table } from "./table.js";
import { exactTime, Time } from "./time.js";
import { toast } from "./toast.js";

/** What a card asks its page to open. */
/** @typedef {{ kind: "change" | "new-key", environment: Environment } | { kind: "rotate", environment: Environment, apiKey: ApiKey }} Asked */

/** @typedef {{ project: Project, environment: Environment, open: (asked: Asked) => void }} Props */

/** @param {Props & { keys: ApiKey[] | null }} props `keys` is null for those who may not read them */
export function EnvironmentCard({ project, environment, keys, open }) {
    const { name, key, description, regions } = environment;
    const write = right("api_keys.write", project.permissions);
    return html`<section class="card" aria-label=${name}>
        <header>
            <h2><${EnvironmentTag} environment=${environment} /></h2>
            <code>${key}</code>
            ${confirmsChanges(environment) && html`<span class="muted">asks before changes</span>`}
            ${regions.length === 0 && html`<span class="error">in no region: no server answers for it</span>`}
            <span class="actions">
                <${Button} icon="plus" label=${`New key for ${name}`} right=${write} onClick=${() => open({ kind: "new-key", environment })}>New key<//>
                <${Menu} label=${`Actions for ${name}`} items=${actions({ project, environment, open })} />
            </span>
            ${description && html`<p class="muted">${description}</p>`}
        </header>
        ${keys && html`<${Keys} project=${project} environment=${environment} keys=${keys} open=${open} />`}
    </section>`;
}

/**
 * @param {Props} props
 * @returns {import("./menu.js").Item[]}
 */
function actions({ project, environment, open }) {
    return [
        {
            label: "Change",
            detail: "name, description, colour, regions",
            icon: "settings",
            right: right("environments.write", project.permissions),
            run: () => open({ kind: "change", environment }),
        },
        {
            label: "Delete",
            icon: "trash",
            danger: true,
            right: right("environments.delete", project.permissions),
            run: () => void erase(project, environment),
        },
    ];
}

/**
 * @param {Project} project
 * @param {Environment} environment
 */
async function erase(project, environment) {
    const gone = await confirm({
        title: `Delete ${environment.name}?`,
        body: html`<p>
            Its flags, rules, segments and API keys are deleted at once, and programs that use them get their
            defaults. This cannot be undone. The audit log stays.
        </p>`,
        action: "Delete the environment",
        danger: true,
        typed: environment.key,
        run: () => deleteEnvironment(project.id, environment.id),
    });
    if (gone) toast(`${environment.name} is deleted`);
}

/** @param {Props & { keys: ApiKey[] }} props */
function Keys({ project, environment, keys, open }) {
    if (keys.length === 0)
        return html`<p class="muted none">No keys. A program needs one to read the flags of ${environment.name}.</p>`;
    return html`<${Table}
        label=${`API keys of ${environment.name}`}
        rows=${keys}
        keyOf=${(/** @type {ApiKey} */ one) => one.id}
        columns=${columns({ project, environment, open })}
    />`;
}

/**
 * @param {Props} props
 * @returns {import("./table.js").Column<ApiKey>[]}
 */
function columns({ project, environment, open }) {
    return [
        { key: "name", header: "API key", heading: true, class: "main", cell: (one) => one.name },
        { key: "scope", header: "Scope", cell: (one) => one.scope },
        {
            key: "secret",
            header: "Secret begins with",
            class: "wide-only",
            cell: (one) => html`<code class="muted">${one.key_prefix}…</code>`,
        },
        {
            key: "used",
            header: "Last used",
            cell: (one) =>
                html`<${Time} at=${one.last_used_at} />${one.last_used_ip && html` <span class="muted wide-only">from ${one.last_used_ip}</span>`}`,
        },
        { key: "state", header: "Ends", cell: (one) => html`<${End} apiKey=${one} />` },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (one) =>
                html`<${KeyMenu} project=${project} environment=${environment} apiKey=${one} open=${open} />`,
        },
    ];
}

/** @param {{ apiKey: ApiKey }} props */
function End({ apiKey }) {
    if (apiKey.revoked_at)
        return html`<span class="error" title=${exactTime(apiKey.revoked_at)}>revoked</span>`;
    if (isUsable(apiKey)) return html`<${Time} at=${apiKey.expires_at} />`;
    return html`<span class="error">expired <${Time} at=${apiKey.expires_at} /></span>`;
}

/** @param {Props & { apiKey: ApiKey }} props */
function KeyMenu({ project, environment, apiKey, open }) {
    if (apiKey.revoked_at) return null;
    const write = right("api_keys.write", project.permissions);
    /** @type {import("./menu.js").Item[]} */
    const items = [
        {
            label: "Rotate",
            detail: "a new secret, with an overlap",
            icon: "key",
            right: write,
            run: () => open({ kind: "rotate", environment, apiKey }),
        },
        {
            label: "Revoke",
            icon: "trash",
            danger: true,
            right: write,
            run: () => void revoke(project, environment, apiKey),
        },
    ];
    return html`<${Menu} label=${`Actions for the key ${apiKey.name} of ${environment.name}`} items=${items} />`;
}

/**
 * @param {Project} project
 * @param {Environment} environment
 * @param {ApiKey} apiKey
 */
async function revoke(project, environment, apiKey) {
    const gone = await confirm({
        title: `Revoke ${apiKey.name}?`,
        body: html`<p>
            Programs that use it in ${environment.name} are refused within 5 seconds. This cannot be undone. To change the
            secret without an interruption, rotate the key.
        </p>`,
        action: "Revoke the key",
        danger: true,
        run: () => revokeApiKey(project.id, apiKey.id),
    });
    if (gone) toast(`${apiKey.name} is revoked`);
}
