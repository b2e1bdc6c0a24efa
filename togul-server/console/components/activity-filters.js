/** Filters of the activity. They stand in the address. */

/** @import { Member, Project } from "../types.js" */
/** @import { Filters } from "../data/audit.js" */
import { ACTIONS, actionWords, EVERYTHING, kindWords, OUTSIDE_OF_PROJECTS } from "../data/audit.js";
import { setQuery } from "../history.js";
import { useQuery } from "../router.js";
import { html } from "../ui.js";
import { Button } from "./button.js";

/**
 * @param {Project | null} project the page's own, which is fixed
 * @returns {Filters}
 */
export function useActivityFilters(project) {
    const query = useQuery();
    const read = (/** @type {string} */ name) => query.get(name) ?? "";
    return {
        project: project?.id ?? read("project"),
        person: read("person"),
        what: read("what"),
        object: read("object"),
        since: read("since"),
        until: read("until"),
    };
}

/** @param {{ filters: Filters, projects: Project[] | null, members: Member[] }} props `projects` is null on the page of one */
export function ActivityFilters({ filters, projects, members }) {
    /** @param {string} name */
    const change = (name) => (/** @type {any} */ event) => setQuery({ [name]: event.target.value });
    const kinds = Object.entries(ACTIONS).filter(([kind]) => projects || !OUTSIDE_OF_PROJECTS.includes(kind));
    const { project: _project, ...own } = filters;
    const filtered = Object.values(projects ? filters : own).some((value) => value !== "");
    const clear = () =>
        setQuery({ project: null, person: null, what: null, object: null, since: null, until: null });
    return html`<search class="filters">
        ${
            projects &&
            html`<select aria-label="Project" value=${filters.project} onChange=${change("project")}>
                <option value="">All projects, and the organization</option>
                ${projects.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
            </select>`
        }
        <select aria-label="Kind of change" value=${filters.what} onChange=${change("what")}>
            <option value="">Any change</option>
            ${projects && html`<option value=${EVERYTHING}>Any change, and sessions</option>`}
            ${kinds.map(
                ([kind, verbs]) => html`<optgroup key=${kind} label=${kindWords(kind)}>
                    <option value=${kind}>${kindWords(kind)}: any change</option>
                    ${verbs.map((verb) => html`<option key=${verb} value=${`${kind}.${verb}`}>${actionWords(`${kind}.${verb}`)}</option>`)}
                </optgroup>`,
            )}
        </select>
        ${
            members.length > 0 &&
            html`<select aria-label="Person" value=${filters.person} onChange=${change("person")}>
                <option value="">Anyone</option>
                ${members.map(({ user }) => html`<option key=${user.id} value=${user.id}>${user.name}</option>`)}
            </select>`
        }
        <label class="inline">From <input type="date" value=${filters.since} onChange=${change("since")} /></label>
        <label class="inline">to <input type="date" value=${filters.until} onChange=${change("until")} /></label>
        ${filtered && html`<${Button} kind="quiet" icon="close" onClick=${clear}>All activity<//>`}
    </search>`;
}
