/** The flags, rules and segments that name an object. */

/** @import { Environment, Project, UsedBy as User } from "../types.js" */
import { Link } from "../router.js";
import { html } from "../ui.js";
import { Icon } from "./icon.js";
import { LoadError } from "./notice.js";
import { Skeleton } from "./skeleton.js";

/** @type {Record<User["kind"], { icon: import("./icon.js").IconName, path: string }>} */
const KINDS = {
    flag: { icon: "flag", path: "flags" },
    rule: { icon: "flag", path: "flags" },
    segment: { icon: "segment", path: "segments" },
};

/**
 * @param {{
 *   project: Project,
 *   environment: Environment,
 *   what: string,
 *   use: string,
 *   users: { data: User[] | undefined, error: unknown, reload: () => void },
 *   none: string,
 * }} props `what` is the object's key, `use` what the users do with it; `none` stands where there are no users
 */
export function UsedBy({ project, environment, what, use, users, none }) {
    const { data, error, reload } = users;
    if (!data) {
        return error
            ? html`<${LoadError} error=${error} what="What uses it" retry=${reload} />`
            : html`<${Skeleton} what="Users of the object" rows=${2} />`;
    }
    if (data.length === 0) return html`<p class="muted">${none}</p>`;
    return html`<ul class="users" aria-label=${`Uses of ${what}`}>
        ${data.map(({ kind, id, key }) => {
            const { icon, path } = KINDS[kind];
            return html`<li key=${id}>
                <${Icon} name=${icon} />
                <${Link} to=${`/projects/${project.slug}/${path}/${encodeURIComponent(key)}`} query=${{ environment: environment.key }}><code>${key}</code><//>
                <span class="muted">${use}</span>
            </li>`;
        })}
    </ul>`;
}
