/** The segments of a project in all of its environments. */

/** @import { Project } from "../types.js" */
import { Button } from "../components/button.js";
import { Empty } from "../components/empty.js";
import { NewSegment } from "../components/new-segment.js";
import { LoadError } from "../components/notice.js";
import { Page } from "../components/page.js";
import { ProjectPage } from "../components/project-page.js";
import { SearchField } from "../components/search-field.js";
import { SegmentMatrix } from "../components/segment-matrix.js";
import { Skeleton } from "../components/skeleton.js";
import { useEnvironments } from "../data/environments.js";
import { rowsOf, useSegments } from "../data/segments.js";
import { setQuery } from "../history.js";
import { right } from "../permissions.js";
import { Link, useQuery } from "../router.js";
import { html, useMemo, useState } from "../ui.js";

export default function Segments() {
    return html`<${ProjectPage} title="Segments" page=${SegmentsOfProject} />`;
}

/** @param {{ project: Project }} props */
function SegmentsOfProject({ project }) {
    const text = useQuery().get("q") ?? "";
    const environments = useEnvironments(project.id);
    const segments = useSegments(project.id);
    const [creating, setCreating] = useState(false);
    const rows = useMemo(() => rowsOf(segments.data ?? []), [segments.data]);
    const shown = useMemo(
        () => rows.filter((row) => row.text.includes(text.trim().toLowerCase())),
        [rows, text],
    );
    const failed = [environments, segments].find((resource) => resource.error && !resource.data);
    const known = environments.data;
    const create = html`<${Button}
        kind="primary"
        icon="plus"
        right=${right("segments.write", project.permissions)}
        onClick=${() => setCreating(true)}
        >New segment<//
    >`;
    return html`<${Page}
        title="Segments"
        name=${`Segments of ${project.name}`}
        levels=${[
            { label: "Projects", to: "/projects" },
            { label: project.name, to: `/projects/${project.slug}/flags` },
        ]}
        lead="A segment is an audience with a name, such as beta testers. Rules of any flag in the environment can name it."
        actions=${known?.length && rows.length > 0 ? create : null}
    >
        ${failed && html`<${LoadError} error=${failed.error} what="The segments" retry=${failed.reload} />`}
        ${!failed && (!known || !segments.data) && html`<${Skeleton} what="Segments" rows=${5} />`}
        ${known?.length === 0 && html`<${NoEnvironments} project=${project} />`}
        ${known && known.length > 0 && segments.data && rows.length === 0 && html`<${NoSegments} create=${create} />`}
        ${rows.length > 0 && html`<${Search} text=${text} shown=${shown.length} all=${rows.length} />`}
        ${known && shown.length > 0 && html`<${SegmentMatrix} project=${project} environments=${known} rows=${shown} />`}
        ${
            rows.length > 0 &&
            shown.length === 0 &&
            html`<${Empty} icon="search" title="No segments match" action=${html`<${Button} onClick=${() => setQuery({ q: null })}>Show all segments<//>`}>
                No segment has “${text}” in its key or name.
            <//>`
        }
        ${creating && known && html`<${NewSegment} project=${project} environments=${known} onClose=${() => setCreating(false)} />`}
    <//>`;
}

/** @param {{ text: string, shown: number, all: number }} props */
function Search({ text, shown, all }) {
    const total = all === 1 ? "1 segment" : `${all.toLocaleString("en")} segments`;
    return html`<search class="filters">
        <${SearchField}
            label="Search the segments"
            placeholder="Search by key or name"
            value=${text}
            onSearch=${(/** @type {string} */ q) => setQuery({ q })}
        />
        <span role="status" class="muted found">${shown === all ? total : `${shown.toLocaleString("en")} of ${total}`}</span>
    </search>`;
}

/** @param {{ create: import("../types.js").Child }} props */
function NoSegments({ create }) {
    return html`<${Empty} icon="segment" title="No segments yet" action=${create}>
        A segment holds users by their attributes, such as a plan or a country, and by lists of single users. Change it once, and all
        rules that name it follow.
    <//>`;
}

/** @param {{ project: Project }} props */
function NoEnvironments({ project }) {
    const action = html`<${Link} to=${`/projects/${project.slug}/environments`}>Environments and keys<//>`;
    return html`<${Empty} icon="environment" title="No environments yet" action=${action}>
        A segment belongs to an environment, such as production or staging. Create one first.
    <//>`;
}
