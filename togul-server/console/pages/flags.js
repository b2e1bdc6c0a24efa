/** The flags of a project in all of its environments. */

/** @import { FlagRow } from "../data/flags.js" */
/** @import { Project } from "../types.js" */
/** @import { Filters } from "../components/flag-filters.js" */
import { Button } from "../components/button.js";
import { Empty } from "../components/empty.js";
import { FlagFilters, isFiltered, useFilters } from "../components/flag-filters.js";
import { FlagMatrix } from "../components/flag-matrix.js";
import { NewEnvironment } from "../components/new-environment.js";
import { NewFlag } from "../components/new-flag.js";
import { LoadError } from "../components/notice.js";
import { Page } from "../components/page.js";
import { ProjectPage } from "../components/project-page.js";
import { Skeleton } from "../components/skeleton.js";
import { useEnvironments } from "../data/environments.js";
import { rowsOf, useFlags, useFlagsOfSegment } from "../data/flags.js";
import { useSegments } from "../data/segments.js";
import { setQuery } from "../history.js";
import { right } from "../permissions.js";
import { html, useMemo, useState } from "../ui.js";

const LEVELS = [{ label: "Projects", to: "/projects" }];

export default function Flags() {
    return html`<${ProjectPage} title="Flags" page=${FlagsOfProject} />`;
}

/** @param {{ project: Project }} props */
function FlagsOfProject({ project }) {
    const filters = useFilters();
    const environments = useEnvironments(project.id);
    const flags = useFlags(project.id, environments.data, filters.archived);
    const segments = useSegments(project.id);
    const ofSegment = useFlagsOfSegment(project.id, filters.segment);
    const [dialog, setDialog] = useState(/** @type {"flag" | "environment" | null} */ (null));
    const rows = useMemo(() => rowsOf(flags.data ?? {}), [flags.data]);
    const shown = useMemo(
        () => filter(rows, filters, ofSegment.data),
        [rows, filters.q, filters.type, filters.state, filters.segment, ofSegment.data],
    );

    const failed = [environments, flags, ofSegment].find((resource) => resource.error && !resource.data);
    const known = environments.data;
    const segmentKeys = [...new Set(segments.data?.map((segment) => segment.key))].sort();
    const create = html`<${Button}
        kind="primary"
        icon="plus"
        right=${right("flags.write", project.permissions)}
        onClick=${() => setDialog("flag")}
        >New flag<//
    >`;
    const levels = [...LEVELS, { label: project.name, to: `/projects/${project.slug}/flags` }];
    const found = flags.data ? counted(shown.length, rows.length) : "";
    const close = () => setDialog(null);
    return html`<${Page}
        title="Flags"
        name=${`Flags of ${project.name}`}
        levels=${levels}
        actions=${known?.length ? create : null}
    >
        ${failed && html`<${LoadError} error=${failed.error} what="The flags" retry=${failed.reload} />`}
        ${known?.length === 0 && html`<${NoEnvironments} project=${project} open=${() => setDialog("environment")} />`}
        ${
            known?.length !== 0 &&
            html`<${FlagFilters} filters=${filters} segments=${segmentKeys} found=${found} />`
        }
        ${!failed && known?.length !== 0 && !flags.data && html`<${Skeleton} what="Flags" />`}
        ${
            known?.length && flags.data && rows.length === 0
                ? html`<${NoFlags} archived=${filters.archived} create=${create} />`
                : null
        }
        ${rows.length > 0 && shown.length === 0 && html`<${NothingFound} filters=${filters} />`}
        ${
            known &&
            shown.length > 0 &&
            html`<${FlagMatrix}
            project=${project}
            environments=${known}
            rows=${shown}
            archived=${filters.archived}
        />`
        }
        ${dialog === "flag" && known && html`<${NewFlag} project=${project} environments=${known} onClose=${close} />`}
        ${dialog === "environment" && html`<${NewEnvironment} project=${project} onClose=${close} />`}
    <//>`;
}

/**
 * @param {FlagRow[]} rows
 * @param {Filters} filters
 * @param {Set<string> | undefined} ofSegment ids
 */
function filter(rows, { q, type, state, segment }, ofSegment) {
    const text = q.trim().toLowerCase();
    return rows.filter((row) => {
        if (text && !row.text.includes(text)) return false;
        if (type && row.type !== type) return false;
        const flags = Object.values(row.flags);
        if (state && !flags.some((flag) => flag.enabled === (state === "on"))) return false;
        return !segment || flags.some((flag) => ofSegment?.has(flag.id));
    });
}

/**
 * @param {number} shown
 * @param {number} all
 */
function counted(shown, all) {
    const flags = all === 1 ? "1 flag" : `${all.toLocaleString("en")} flags`;
    return shown === all ? flags : `${shown.toLocaleString("en")} of ${flags}`;
}

/** @param {{ project: Project, open: () => void }} props */
function NoEnvironments({ project, open }) {
    const may = right("environments.write", project.permissions);
    const action = html`<${Button} kind="primary" icon="plus" right=${may} onClick=${open}>New environment<//>`;
    return html`<${Empty} icon="environment" title="No environments yet" action=${action}>
        An environment, such as production or staging, has its own switch for each flag, and its own keys for programs.
    <//>`;
}

/** @param {{ archived: boolean, create: import("../types.js").Child }} props */
function NoFlags({ archived, create }) {
    if (archived)
        return html`<${Empty} icon="archive" title="No archived flags">Flags that programs no longer ask for can be archived, and restored later.<//>`;
    return html`<${Empty} icon="flag" title="No flags yet" action=${create}>
        A flag switches a feature on and off, for all users or for some, without a deployment.
    <//>`;
}

/** @param {{ filters: Filters }} props */
function NothingFound({ filters }) {
    const reset = () => setQuery({ q: null, type: null, state: null, segment: null });
    const action = isFiltered(filters) && html`<${Button} onClick=${reset}>Show all flags<//>`;
    return html`<${Empty} icon="search" title="No flags match" action=${action}>Change the search or the filters.<//>`;
}
