/** The history of a flag or a segment, for those who may read the audit log. */

/** @import { AuditEntry, Child, Project } from "../types.js" */
import { right } from "../permissions.js";
import { html } from "../ui.js";
import { History } from "./history.js";
import { Notice } from "./notice.js";

/**
 * `about` says which part of the object an entry is about.
 * @param {{ project: Project, id: string, filter: Record<string, string>, what: string, about?: (entry: AuditEntry) => Child }} props
 */
export function ObjectHistory({ project, id, filter, what, about }) {
    if (!right("audit.read", project.permissions).allowed) {
        return html`<${Notice} tone="info"><p>The history needs the permission <code>audit.read</code>.</p><//>`;
    }
    return html`<${History} ...${{ id, filter, what, about }} />`;
}
