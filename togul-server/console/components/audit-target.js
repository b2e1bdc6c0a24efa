/** What an entry of the audit log is about: its name, and where it is. */

/** @import { AuditEntry, Project } from "../types.js" */
import { targetName, useNames } from "../data/audit.js";
import { html } from "../ui.js";

/** @param {{ entry: AuditEntry, project: Project | null }} props `project` is named where the page has several */
export function AuditTarget({ entry, project }) {
    const name = targetName(entry);
    const place = project && html` <span class="muted">· ${project.name}</span>`;
    // An entry of a change does not have the fields that stay as they are, such as the key.
    const searched = entry.flag_id ?? (name ? null : entry.target_id);
    if (!entry.project_id || !searched) return html`${name && html` <code>${name}</code>`}${place}`;
    return html`<${Found} project=${entry.project_id} id=${searched} name=${name} />${place}`;
}

/** Looks the object up among those that the project has now. @param {{ project: string, id: string, name: string | null }} props */
function Found({ project, id, name }) {
    const found = useNames(project).data?.get(id);
    const shown = name ?? found?.name;
    return html`${shown && html` <code>${shown}</code>`}${found?.environment && html` <span class="muted">in ${found.environment}</span>`}`;
}
