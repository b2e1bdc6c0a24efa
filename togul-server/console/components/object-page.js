/** The page of a flag or a segment: its names, its environments, and what it is in one of them. */

/** @import { Child, Environment, Flag, Project, Segment } from "../types.js" */
import { useEnvironments } from "../data/environments.js";
import { Link, useQuery } from "../router.js";
import { html, useState } from "../ui.js";
import { Empty } from "./empty.js";
import { chosenEnvironment, EnvironmentRow } from "./environment-row.js";
import { LoadError } from "./notice.js";
import { Page } from "./page.js";
import { Rename } from "./rename.js";
import { Skeleton } from "./skeleton.js";

/**
 * `objects` are those with this key, one an environment. `create` is shown where there is none, below `absent`, which says what
 * that means. `detail` stands beside the key. `rename` writes names; `actions` gets what opens the dialog for them.
 * @template {Flag | Segment} T
 * @param {{
 *   project: Project,
 *   kind: "flag" | "segment",
 *   list: { label: string, to: string },
 *   objectKey: string,
 *   objects: { data: T[] | undefined, error: unknown, reload: () => void },
 *   stateOf: (object: T) => string,
 *   detail?: (object: T) => Child,
 *   absent: (environment: Environment) => string,
 *   create: (environment: Environment, environments: Environment[], objects: Record<string, T>) => Child,
 *   actions: (object: T, environment: Environment, onRename: () => void) => Child,
 *   rename: (object: T, fields: Partial<{ name: string, description: string }>, options: import("../edit.js").Options) => Promise<any>,
 *   here: (object: T, environment: Environment, path: string) => Child,
 * }} props
 */
export function ObjectPage(props) {
    const { project, kind, list, objectKey, objects } = props;
    const environments = useEnvironments(project.id);
    const chosen = useQuery().get("environment");
    const levels = [
        { label: "Projects", to: "/projects" },
        { label: project.name, to: `/projects/${project.slug}/flags` },
        list,
    ];
    if (!environments.data || !objects.data) {
        const failed = [environments, objects].find((one) => one.error && !one.data);
        return html`<${Page} title=${objectKey} levels=${levels}>
            ${
                failed
                    ? html`<${LoadError} error=${failed.error} what=${`The ${kind}`} retry=${failed.reload} />`
                    : html`<${Skeleton} what=${`The parts of the ${kind}`} />`
            }
        <//>`;
    }
    const byEnvironment = Object.fromEntries(objects.data.map((one) => [one.environment_id, one]));
    const environment = chosenEnvironment(environments.data, chosen, ({ id }) => id in byEnvironment);
    if (objects.data.length === 0 || !environment) {
        const all = html`<${Link} to=${list.to}>All ${list.label.toLowerCase()}<//>`;
        return html`<${Page} title=${`No such ${kind}`} levels=${levels}>
            <${Empty} icon=${kind} title=${`${project.name} has no ${kind} ${objectKey}`} action=${all}>
                It may have been deleted, or never created.
            <//>
        <//>`;
    }
    return html`<${InEnvironment}
        ...${props}
        levels=${levels}
        environment=${environment}
        environments=${environments.data}
        byEnvironment=${byEnvironment}
        any=${objects.data[0]}
    />`;
}

/** @param {any} props those of `ObjectPage`, and what it has found */
function InEnvironment({ levels, environment, environments, byEnvironment, any, ...props }) {
    const { kind, list, objectKey, stateOf, detail, absent, create, actions, rename, here } = props;
    const tab = useQuery().get("tab");
    const [renaming, setRenaming] = useState(false);
    const object = byEnvironment[environment.id];
    const { name, description } = object ?? any;
    const path = `${list.to}/${encodeURIComponent(objectKey)}`;
    /** @type {(one: Environment) => string | null} */
    const state = ({ id }) => (id in byEnvironment ? stateOf(byEnvironment[id]) : null);
    const parts = [detail?.(object ?? any), description].filter(Boolean);
    return html`<${Page}
        title=${name || objectKey}
        name=${`${objectKey} in ${environment.name}`}
        levels=${levels}
        lead=${html`<code>${objectKey}</code>${parts.map((part) => html`<span> · ${part}</span>`)}`}
        actions=${object && actions(object, environment, () => setRenaming(true))}
    >
        <${EnvironmentRow} path=${path} query=${{ tab }} environments=${environments} chosen=${environment} stateOf=${state} />
        ${
            object
                ? here(object, environment, path)
                : html`<${Empty}
                      icon="environment"
                      title=${`${objectKey} is not in ${environment.name}`}
                      action=${create(environment, environments, byEnvironment)}
                  >
                      ${absent(environment)}
                  <//>`
        }
        ${
            renaming &&
            object &&
            html`<${Rename}
                object=${object}
                kind=${kind}
                environment=${environment}
                write=${(/** @type {any} */ fields, /** @type {any} */ options) => rename(object, fields, options)}
                onClose=${() => setRenaming(false)}
            />`
        }
    <//>`;
}
