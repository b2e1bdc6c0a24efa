/** The audit log, of the organization or of one project. */

/** @import { AuditEntry, Project } from "../types.js" */
import { ActivityFilters, useActivityFilters } from "../components/activity-filters.js";
import { AuditTarget } from "../components/audit-target.js";
import { Button } from "../components/button.js";
import { History } from "../components/history.js";
import { OrganizationPage } from "../components/organization-page.js";
import { Page } from "../components/page.js";
import { ProjectPage } from "../components/project-page.js";
import { toastError } from "../components/toast.js";
import { auditQuery, exportAudit, kindWords } from "../data/audit.js";
import { useMembers } from "../data/members.js";
import { useProjects } from "../data/projects.js";
import { setQuery } from "../history.js";
import { useRight } from "../permissions.js";
import { invalidate } from "../resource.js";
import { useParams } from "../router.js";
import { html, useState } from "../ui.js";

export default function Activity() {
    return useParams().project
        ? html`<${ProjectPage} title="Activity" permission="audit.read" page=${Log} />`
        : html`<${OrganizationPage} title="Activity" permission="audit.read" page=${Log} />`;
}

/** @param {{ project?: Project }} props */
function Log({ project }) {
    const filters = useActivityFilters(project ?? null);
    const projects = useProjects().data ?? [];
    const members = useMembers(useRight("members.read").allowed).data ?? [];
    const query = auditQuery(filters);
    const id = `activity ${JSON.stringify(query)}`;
    const levels = project && [
        { label: "Projects", to: "/projects" },
        { label: project.name, to: `/projects/${project.slug}/flags` },
    ];
    const about = (/** @type {AuditEntry} */ entry) =>
        html`<${AuditTarget} entry=${entry} project=${project ? null : (projects.find((one) => one.id === entry.project_id) ?? null)} />`;
    const what = project?.name ?? "the organization";
    return html`<${Page}
        title="Activity"
        name=${`Activity of ${what}`}
        levels=${levels}
        lead="Every change: who made it, when, and the fields before and after. Refused attempts as well."
        actions=${html`<${Button} onClick=${() => invalidate((key) => key === `history/${id}`)}>Refresh<//><${Export} query=${query} />`}
    >
        <${ActivityFilters} filters=${filters} projects=${project ? null : projects} members=${members} />
        <${History} key=${id} id=${id} filter=${query} what=${what} about=${about} more=${onlyThis} />
    <//>`;
}

/** @param {AuditEntry} entry */
function onlyThis({ target_id, target_type }) {
    return html`<button type="button" class="link" onClick=${() => setQuery({ object: target_id })}>Only this ${kindWords(target_type)}</button>`;
}

/** @param {{ query: Record<string, string> }} props */
function Export({ query }) {
    const [running, setRunning] = useState(/** @type {AbortController | null} */ (null));
    const run = async () => {
        if (running) return running.abort();
        const controller = new AbortController();
        setRunning(controller);
        try {
            save(await exportAudit(query, controller.signal));
        } catch (error) {
            if (!controller.signal.aborted) toastError("The export", error);
        } finally {
            setRunning(null);
        }
    };
    return html`<${Button} onClick=${run}>${running ? "Cancel the export" : "Export as JSON Lines"}<//>`;
}

/**
 * Hands the file to the browser.
 * @param {Blob} file
 */
function save(file) {
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = `togul-activity-${new Date().toISOString().slice(0, 10)}.jsonl`;
    link.click();
    URL.revokeObjectURL(address);
}
