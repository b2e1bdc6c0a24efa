/** Segments and environments as a table. Narrow screens show one environment at a time. */

/** @import { Environment, Project, Segment } from "../types.js" */
/** @import { SegmentRow } from "../data/segments.js" */
import { copySegment, deleteSegment } from "../data/segments.js";
import { right } from "../permissions.js";
import { Link } from "../router.js";
import { html, useMemo } from "../ui.js";
import { CreateHere } from "./create-here.js";
import { useShownEnvironments } from "./environment-select.js";
import { EnvironmentTag } from "./environment-tag.js";
import { Table } from "./table.js";

/** @param {{ project: Project, environments: Environment[], rows: SegmentRow[] }} props */
export function SegmentMatrix({ project, environments, rows }) {
    const { shown, select } = useShownEnvironments(environments);
    const columns = useMemo(
        () => columnsOf(project, environments, shown),
        [project, environments, shown.length, shown[0]],
    );
    return html`${select}
        <${Table}
            label="Segments"
            class="matrix"
            rows=${rows}
            keyOf=${(/** @type {SegmentRow} */ row) => row.key}
            columns=${columns}
        />`;
}

/**
 * @param {Project} project
 * @param {Environment[]} environments
 * @param {Environment[]} shown
 * @returns {import("./table.js").Column<SegmentRow>[]}
 */
function columnsOf(project, environments, shown) {
    const pathOf = (/** @type {SegmentRow} */ { key }) =>
        `/projects/${project.slug}/segments/${encodeURIComponent(key)}`;
    return [
        {
            key: "segment",
            header: "Segment",
            heading: true,
            class: "main",
            cell: (row) =>
                html`<${Link} to=${pathOf(row)} class="flag-name"><code>${row.key}</code><span class="muted">${row.name}</span><//>`,
        },
        ...shown.map((environment) => ({
            key: environment.id,
            header: environment.name,
            head: html`<${EnvironmentTag} environment=${environment} />`,
            class: "summary",
            cell: (/** @type {SegmentRow} */ row) => {
                const segment = row.segments[environment.id];
                if (!segment) {
                    return html`<${CreateSegmentHere} ...${{ project, environment, environments }} name=${row.key} segments=${row.segments} />`;
                }
                const label = `${summary(segment)}: ${row.key} in ${environment.name}`;
                return html`<${Link} to=${pathOf(row)} query=${{ environment: environment.key }} label=${label}>${summary(segment)}<//>`;
            },
        })),
    ];
}

/** @param {Segment} segment */
export function summary({ rules, included, excluded }) {
    const parts = [
        [rules.length, rules.length === 1 ? "rule" : "rules"],
        [included.length, "included"],
        [excluded.length, "excluded"],
    ];
    const words = parts.flatMap(([count, word]) => (count ? [`${count.toLocaleString("en")} ${word}`] : []));
    return words.join(", ") || "empty";
}

/** @param {{ project: Project, name: string, environment: Environment, environments: Environment[], segments: Record<string, Segment> }} props */
export function CreateSegmentHere({ project, name, environment, environments, segments }) {
    const copy = async (/** @type {Segment} */ source) => {
        const segment = await copySegment(project.id, source, environment);
        return () => deleteSegment(project.id, segment);
    };
    return html`<${CreateHere}
        ...${{ name, environment, environments, copy }}
        objects=${segments}
        right=${right("segments.write", project.permissions)}
    />`;
}
