/** The environments of a project, each with its API keys. */

/** @import { Project } from "../types.js" */
/** @import { Asked } from "../components/environment-card.js" */
import { NewApiKey, RotateApiKey } from "../components/api-key-dialogs.js";
import { Button } from "../components/button.js";
import { ChangeEnvironment } from "../components/change-environment.js";
import { Empty } from "../components/empty.js";
import { EnvironmentCard } from "../components/environment-card.js";
import { NewEnvironment } from "../components/new-environment.js";
import { LoadError, Notice } from "../components/notice.js";
import { Page } from "../components/page.js";
import { ProjectPage } from "../components/project-page.js";
import { Skeleton } from "../components/skeleton.js";
import { useApiKeys } from "../data/api-keys.js";
import { useEnvironments } from "../data/environments.js";
import { ApiError, messageOf } from "../errors.js";
import { setQuery } from "../history.js";
import { right } from "../permissions.js";
import { useQuery } from "../router.js";
import { html, useState } from "../ui.js";

export default function Environments() {
    return html`<${ProjectPage} title="Environments and keys" page=${EnvironmentsOfProject} />`;
}

/** @param {{ project: Project }} props */
function EnvironmentsOfProject({ project }) {
    const all = useQuery().has("revoked");
    const mayReadKeys = right("api_keys.read", project.permissions);
    const environments = useEnvironments(project.id);
    const keys = useApiKeys(mayReadKeys.allowed ? project.id : undefined);
    const [asked, setAsked] = useState(/** @type {Asked | { kind: "new" } | null} */ (null));
    const close = () => setAsked(null);
    // A server that does not send permissions refuses the list instead.
    const refused = keys.error instanceof ApiError && keys.error.permission;
    const withKeys = mayReadKeys.allowed && !refused;
    const known = environments.data;
    const loaded = known && (!withKeys || keys.data);
    const failed = [environments, keys].find(
        ({ error, data }) => error && !data && !(withKeys === false && error === keys.error),
    );
    const revoked = keys.data?.filter((key) => key.revoked_at).length ?? 0;
    const create = html`<${Button}
        kind="primary"
        icon="plus"
        right=${right("environments.write", project.permissions)}
        onClick=${() => setAsked({ kind: "new" })}
        >New environment<//
    >`;
    return html`<${Page}
        title="Environments and keys"
        name=${`Environments of ${project.name}`}
        levels=${[
            { label: "Projects", to: "/projects" },
            { label: project.name, to: `/projects/${project.slug}/flags` },
        ]}
        lead="Each environment has its own switch for every flag, and its own keys for programs."
        actions=${known?.length ? create : null}
    >
        ${failed && html`<${LoadError} error=${failed.error} what="The environments" retry=${failed.reload} />`}
        ${!failed && !loaded && html`<${Skeleton} what="Environments" />`}
        ${
            known?.length === 0 &&
            html`<${Empty} icon="environment" title="No environments yet" action=${create}>
            An environment, such as production or staging, has its own switch for each flag, and its own keys for programs.
        <//>`
        }
        ${
            loaded &&
            known.map(
                (environment) => html`<${EnvironmentCard}
                    key=${environment.id}
                    project=${project}
                    environment=${environment}
                    keys=${withKeys ? keys.data?.filter((key) => key.environment_id === environment.id && (all || !key.revoked_at)) : null}
                    open=${setAsked}
                />`,
            )
        }
        ${
            loaded &&
            revoked > 0 &&
            html`<label class="choice muted">
            <input type="checkbox" checked=${all} onChange=${() => setQuery({ revoked: all ? null : "true" })} />
            Show revoked keys (${revoked})
        </label>`
        }
        ${loaded && !withKeys && html`<${Notice} tone="info">${refused ? messageOf(keys.error) : `${mayReadKeys.reason} to show the keys.`}<//>`}
        ${asked?.kind === "new" && html`<${NewEnvironment} project=${project} onClose=${close} />`}
        ${asked?.kind === "change" && html`<${ChangeEnvironment} project=${project} environment=${asked.environment} onClose=${close} />`}
        ${asked?.kind === "new-key" && html`<${NewApiKey} project=${project} environment=${asked.environment} onClose=${close} />`}
        ${
            asked?.kind === "rotate" &&
            html`<${RotateApiKey} project=${project} environment=${asked.environment} apiKey=${asked.apiKey} onClose=${close} />`
        }
    <//>`;
}
