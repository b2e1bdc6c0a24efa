/** The projects of the organization. */

/** @import { Project } from "../types.js" */
import { Button } from "../components/button.js";
import { confirm } from "../components/confirm.js";
import { Dialog } from "../components/dialog.js";
import { Empty } from "../components/empty.js";
import { TextField } from "../components/field.js";
import { Menu } from "../components/menu.js";
import { LoadError, Notice } from "../components/notice.js";
import { Page } from "../components/page.js";
import { Skeleton } from "../components/skeleton.js";
import { Table } from "../components/table.js";
import { toast } from "../components/toast.js";
import { changeProject, createProject, deleteProject, useProjects } from "../data/projects.js";
import { useForm } from "../form.js";
import { navigate } from "../history.js";
import { right, useRight } from "../permissions.js";
import { Link } from "../router.js";
import { html, useState } from "../ui.js";

/** @typedef {"new" | Project | null} Edited */

export default function Projects() {
    const { data: projects, error, reload } = useProjects();
    const [edited, setEdited] = useState(/** @type {Edited} */ (null));
    const write = useRight("projects.write");
    const create = html`<${Button} kind="primary" icon="plus" right=${write} onClick=${() => setEdited("new")}>New project<//>`;
    const close = () => setEdited(null);
    return html`<${Page}
        title="Projects"
        lead="A project holds the flags of one product, in each of its environments."
        actions=${projects?.length ? create : null}
    >
        ${!projects && error && html`<${LoadError} error=${error} what="The projects" retry=${reload} />`}
        ${!projects && !error && html`<${Skeleton} what="Projects" rows=${3} />`}
        ${
            projects?.length === 0 &&
            html`<${Empty} icon="project" title="No projects yet" action=${html`${create} <${Link} to="/start">Or let a guide lead you to the first flag<//>`}>
            A project holds the flags of one product, such as a shop or an app. Begin with one; others can follow.
        <//>`
        }
        ${
            projects &&
            projects.length > 0 &&
            html`<${Table} label="Projects" columns=${columns(setEdited)} rows=${projects} keyOf=${(/** @type {Project} */ one) => one.id} />`
        }
        ${edited === "new" && html`<${NewProject} onClose=${close} />`}
        ${edited && edited !== "new" && html`<${ChangeProject} project=${edited} onClose=${close} />`}
    <//>`;
}

/**
 * @param {(edited: Edited) => void} edit
 * @returns {import("../components/table.js").Column<Project>[]}
 */
function columns(edit) {
    return [
        {
            key: "name",
            header: "Name",
            heading: true,
            class: "main",
            cell: (project) => html`<${Link} to=${`/projects/${project.slug}/flags`}>${project.name}<//>`,
        },
        {
            key: "slug",
            header: "Slug",
            class: "wide-only",
            cell: (project) => html`<code>${project.slug}</code>`,
        },
        {
            key: "description",
            header: "Description",
            class: "wide-only muted",
            cell: (project) => project.description,
        },
        {
            key: "actions",
            header: "",
            class: "end",
            cell: (project) => html`<${Actions} project=${project} edit=${edit} />`,
        },
    ];
}

/** @param {{ project: Project, edit: (edited: Edited) => void }} props */
function Actions({ project, edit }) {
    const items = [
        {
            label: "Rename",
            icon: /** @type {const} */ ("settings"),
            right: right("projects.write", project.permissions),
            run: () => edit(project),
        },
        {
            label: "Delete",
            icon: /** @type {const} */ ("trash"),
            danger: true,
            right: right("projects.delete", project.permissions),
            run: () => void erase(project),
        },
    ];
    return html`<${Menu} label=${`Actions for ${project.name}`} items=${items} />`;
}

/** @param {Project} project */
async function erase(project) {
    const gone = await confirm({
        title: `Delete ${project.name}?`,
        body: html`<p>
            Its environments, flags, rules, segments and API keys are deleted at once, and applications that use
            them get their defaults. This cannot be undone. The audit log stays.
        </p>`,
        action: "Delete the project",
        danger: true,
        typed: project.slug,
        run: () => deleteProject(project.id),
    });
    if (gone) toast(`${project.name} is deleted`);
}

/** @param {{ onClose: () => void }} props */
function NewProject({ onClose }) {
    const form = useForm({ name: "", description: "" }, async (fields) => {
        const project = await createProject(fields);
        await navigate(`/projects/${project.slug}/flags`);
    });
    return html`<${ProjectDialog} title="New project" action="Create the project" form=${form} onClose=${onClose} />`;
}

/** @param {{ project: Project, onClose: () => void }} props */
function ChangeProject({ project, onClose }) {
    const { name, description } = project;
    const form = useForm({ name, description }, async (fields) => {
        await changeProject(project.id, fields);
        onClose();
        toast(`${fields.name} is saved`);
    });
    return html`<${ProjectDialog} title=${`Rename ${name}`} action="Save" form=${form} onClose=${onClose} />`;
}

/**
 * @param {{
 *   title: string,
 *   action: string,
 *   form: import("../form.js").Form<{ name: string, description: string }>,
 *   onClose: () => void,
 * }} props
 */
function ProjectDialog({ title, action, form, onClose }) {
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="project" kind="primary" busy=${form.busy}>${action}<//>
    `;
    return html`<${Dialog} title=${title} onClose=${onClose} actions=${actions}>
        <form id="project" onSubmit=${form.submit}>
            <${TextField} form=${form} name="name" label="Name" hint="Such as Shop, or Mobile app" autofocus />
            <${TextField} form=${form} name="description" label="Description" optional />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
