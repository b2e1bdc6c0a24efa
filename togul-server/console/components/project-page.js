/** A page of the project in the address. Says so when there is no such project, or when a permission is missing. */

/** @import { ComponentType, Project } from "../types.js" */
import { useProject } from "../data/projects.js";
import { right } from "../permissions.js";
import { useParams } from "../router.js";
import { sessionStore } from "../session.js";
import { useStore } from "../store.js";
import { html } from "../ui.js";
import { LoadError, Notice } from "./notice.js";
import { Page } from "./page.js";
import { Skeleton } from "./skeleton.js";

/**
 * `title` stands above while the project loads; `page` gets the project.
 * @param {{ title: string, page: ComponentType<{ project: Project }>, permission?: string }} props
 */
export function ProjectPage({ title, page, permission }) {
    const { session } = useStore(sessionStore);
    const slug = useParams().project;
    const { project, error, reload } = useProject(slug);
    const levels = [
        { label: "Projects", to: "/projects" },
        { label: project?.name ?? slug, to: `/projects/${slug}/flags` },
    ];
    const may = permission ? right(permission, project?.permissions) : null;
    if (project && may && !may.allowed) {
        return html`<${Page} title=${title} levels=${levels}><${Notice} tone="info">${may.reason} to show this page.<//><//>`;
    }
    if (project) return html`<${page} key=${project.id} project=${project} />`;
    if (project === undefined) {
        return html`<${Page} title=${title} levels=${levels}>
            ${error ? html`<${LoadError} error=${error} what="The project" retry=${reload} />` : html`<${Skeleton} what=${title} />`}
        <//>`;
    }
    const organization = session?.current_organization?.name ?? "this organization";
    return html`<${Page}
        title="No such project"
        lead=${`${organization} has no project ${slug} that you may see. It may be in another organization: switch at the top.`}
    />`;
}
