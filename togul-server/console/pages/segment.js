/** A segment in one environment: its rules, its values, what uses it, and whether a context is in it. */

/** @import { Environment, Project, Segment } from "../types.js" */
import { ObjectHistory } from "../components/object-history.js";
import { ObjectPage } from "../components/object-page.js";
import { ObjectTabs } from "../components/object-tabs.js";
import { ProjectPage } from "../components/project-page.js";
import { SegmentActions } from "../components/segment-actions.js";
import { SegmentList } from "../components/segment-list.js";
import { CreateSegmentHere, summary } from "../components/segment-matrix.js";
import { SegmentRules } from "../components/segment-rules.js";
import { SegmentTest } from "../components/segment-test.js";
import { UsedBy } from "../components/used-by.js";
import { changeSegment, useSegment, useUsers } from "../data/segments.js";
import { useParams } from "../router.js";
import { html } from "../ui.js";

/** @typedef {{ project: Project, environment: Environment, segment: Segment }} SegmentPlace */

export default function SegmentPage() {
    return html`<${ProjectPage} title="Segment" page=${SegmentOfProject} />`;
}

/** @param {{ project: Project }} props */
function SegmentOfProject({ project }) {
    const key = useParams().segment;
    const segments = useSegment(project.id, key);
    /** @type {(environment: Environment, environments: Environment[], segments: Record<string, Segment>) => any} */
    const create = (environment, environments, all) =>
        html`<${CreateSegmentHere} ...${{ project, environment, environments }} name=${key} segments=${all} />`;
    /** @type {(segment: Segment, environment: Environment, onRename: () => void) => any} */
    const actions = (segment, environment, onRename) =>
        html`<${SegmentActions} ...${{ project, environment, segment, onRename }} />`;
    /** @type {(segment: Segment, environment: Environment, path: string) => any} */
    const here = (segment, environment, path) =>
        html`<${SegmentTabs} key=${segment.id} place=${{ project, environment, segment }} path=${path} />`;
    return html`<${ObjectPage}
        ...${{ project, actions, create, here }}
        kind="segment"
        list=${{ label: "Segments", to: `/projects/${project.slug}/segments` }}
        objectKey=${key}
        objects=${segments}
        stateOf=${summary}
        absent=${(/** @type {Environment} */ { name }) =>
            `Rules in ${name} cannot name it yet. Create it as it is in another environment.`}
        rename=${(/** @type {Segment} */ segment, /** @type {any} */ fields, /** @type {any} */ options) =>
            changeSegment(project.id, segment, fields, options)}
    />`;
}

/** @param {{ place: SegmentPlace, path: string }} props */
function SegmentTabs({ place, path }) {
    const { project, environment, segment } = place;
    const count = (/** @type {string[]} */ values) =>
        values.length ? ` (${values.length.toLocaleString("en")})` : "";
    const tabs = [
        { key: "rules", label: "Rules", panel: () => html`<${SegmentRules} place=${place} />` },
        {
            key: "included",
            label: `Included${count(segment.included)}`,
            panel: () => html`<${SegmentList} key="included" place=${place} list="included" />`,
        },
        {
            key: "excluded",
            label: `Excluded${count(segment.excluded)}`,
            panel: () => html`<${SegmentList} key="excluded" place=${place} list="excluded" />`,
        },
        { key: "test", label: "Test", panel: () => html`<${SegmentTest} place=${place} />` },
        { key: "used-by", label: "Used by", panel: () => html`<${SegmentUsers} ...${place} />` },
        {
            key: "history",
            label: "History",
            panel: () =>
                html`<${ObjectHistory}
                    project=${project}
                    id=${segment.id}
                    filter=${{ target_type: "segment", target_id: segment.id, project_id: project.id }}
                    what=${`${segment.key} in ${environment.name}`}
                />`,
        },
    ];
    return html`<${ObjectTabs} label=${`Parts of ${segment.key}`} ...${{ path, environment, tabs }} />`;
}

/** @param {SegmentPlace} props */
function SegmentUsers({ project, environment, segment }) {
    const users = useUsers(project.id, segment);
    return html`<${UsedBy} ...${{ project, environment, users }} what=${segment.key} use=${`has a rule with ${segment.key}`} none="No flag and no other segment names this one." />`;
}
