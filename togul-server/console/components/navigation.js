/** The pages of the project, and those of the organization. */

/** @import { Project, Session } from "../types.js" */
/** @import { Route } from "../router.js" */
import { right } from "../permissions.js";
import { fill, Link } from "../router.js";
import { ROUTES } from "../routes.js";
import { html } from "../ui.js";
import { Icon } from "./icon.js";

/** @param {{ session: Session, project: Project | null, path: string, open: boolean }} props `path` is that of the route */
export function Navigation({ session, project, path, open }) {
    const pages = ROUTES.filter((route) => route.nav);
    const ofProject = pages.filter((route) => route.path.includes(":project"));
    const ofOrganization = pages.filter((route) => !route.path.includes(":project"));
    const held = session.current_organization?.permissions;
    return html`<nav class=${open ? "navigation open" : "navigation"} aria-label="Main">
        ${
            project &&
            html`<${Section}
            title=${project.name}
            pages=${ofProject}
            project=${project}
            path=${path}
            held=${project.permissions}
        />`
        }
        <${Section}
            title=${session.current_organization?.name ?? "No organization"}
            pages=${ofOrganization}
            project=${project}
            path=${path}
            held=${held}
        />
    </nav>`;
}

/** @param {{ title: string, pages: Route[], project: Project | null, path: string, held: string[] | undefined }} props */
function Section({ title, pages, project, path, held }) {
    const visible = pages.filter(({ permission }) => !permission || right(permission, held).allowed);
    return html`<h2>${title}</h2>
        <ul>
            ${visible.map(
                (page) => html`<li key=${page.path}>
                    <${Link}
                        to=${fill(page.path, { project: project?.slug ?? "" })}
                        current=${page.path === path || (page.path.includes(":") && path.startsWith(`${page.path}/`))}
                        ><${Icon} name=${page.icon ?? "project"} />${page.nav}<//
                    >
                </li>`,
            )}
        </ul>`;
}
