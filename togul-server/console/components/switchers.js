/** Menus of the header: organization, project and account. */

/** @import { Project, Session } from "../types.js" */
import { navigate } from "../history.js";
import { fill } from "../router.js";
import { html } from "../ui.js";
import { CONSOLE_URL } from "../api.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";
import { endSession, enterOrganization } from "./session-actions.js";

/** @param {{ session: Session }} props */
export function OrganizationMenu({ session }) {
    const current = session.current_organization;
    const items = session.organizations.map((organization) => ({
        label: organization.name,
        detail: organization.role,
        checked: organization.id === current?.id,
        run: () => organization.id === current?.id || enterOrganization(organization),
    }));
    return html`<${Menu} label=${`Organization: ${current?.name ?? "none"}`} items=${items} class="button quiet switcher organization">
        <span>${current?.name ?? "No organization"}</span><${Icon} name="chevron" />
    <//>`;
}

/** @param {{ project: Project, projects: Project[], path: string }} props `path` is that of the route */
export function ProjectMenu({ project, projects, path }) {
    // The same page of the other project, unless it shows an object of this one.
    const page = path.split("/").length === 4 ? path : "/projects/:project/flags";
    const items = projects.map((one) => ({
        label: one.name,
        detail: one.slug,
        checked: one.id === project.id,
        run: () => void navigate(fill(page, { project: one.slug })),
    }));
    const all = {
        label: "All projects",
        icon: /** @type {const} */ ("project"),
        separated: true,
        run: () => void navigate("/projects"),
    };
    return html`<span class="slash" aria-hidden="true">/</span>
        <${Menu} label=${`Project: ${project.name}`} items=${[...items, all]} class="button quiet switcher">
            <span>${project.name}</span><${Icon} name="chevron" />
        <//>`;
}

/** @param {{ session: Session }} props */
export function AccountMenu({ session }) {
    const documentation = new URL("../api/v1/docs", CONSOLE_URL).href;
    const items = [
        { label: "Settings", detail: "account, password, sessions", run: () => void navigate("/settings") },
        {
            label: "API documentation",
            detail: "of this server",
            run: () => void window.open(documentation, "_blank", "noopener"),
        },
        { label: "Sign out", detail: session.user.email, separated: true, run: endSession },
    ];
    return html`<${Menu} label=${`Account: ${session.user.name}`} items=${items} class="button quiet switcher account">
        <${Icon} name="members" /><span>${session.user.name}</span><${Icon} name="chevron" />
    <//>`;
}
