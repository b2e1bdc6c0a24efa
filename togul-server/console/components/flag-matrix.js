/** Flags and environments as a table of switches. Narrow screens show one environment at a time. */

/** @import { Environment, Project } from "../types.js" */
/** @import { FlagRow } from "../data/flags.js" */
import { Link } from "../router.js";
import { html } from "../ui.js";
import { CreateFlagHere } from "./create-flag-here.js";
import { EnvironmentTag } from "./environment-tag.js";
import { useShownEnvironments } from "./environment-select.js";
import { FlagSwitch } from "./flag-switch.js";
import { Table } from "./table.js";

/** @typedef {{ project: Project, environments: Environment[], rows: FlagRow[], archived: boolean }} Props */

/** @param {Props} props */
export function FlagMatrix({ project, environments, rows, archived }) {
    const { shown, select } = useShownEnvironments(environments);
    return html`${select}
        <${Table}
            label=${archived ? "Archived flags" : "Flags"}
            class="matrix"
            rows=${rows}
            keyOf=${(/** @type {FlagRow} */ row) => row.key}
            columns=${columns({ project, environments, rows, archived }, shown)}
        />`;
}

/**
 * @param {Props} props
 * @param {Environment[]} shown
 * @returns {import("./table.js").Column<FlagRow>[]}
 */
function columns({ project, environments, archived }, shown) {
    return [
        {
            key: "flag",
            header: "Flag",
            heading: true,
            class: "main",
            cell: (
                row,
            ) => html`<${Link} to=${`/projects/${project.slug}/flags/${encodeURIComponent(row.key)}`} class="flag-name">
                <code>${row.key}</code><span class="muted">${row.name}</span>
            <//>`,
        },
        { key: "type", header: "Type", class: "wide-only muted", cell: (row) => row.type },
        ...shown.map((environment) => ({
            key: environment.id,
            header: environment.name,
            head: html`<${EnvironmentTag} environment=${environment} />`,
            class: "cell",
            cell: (/** @type {FlagRow} */ row) => {
                const flag = row.flags[environment.id];
                if (archived) return html`<span class="muted">${flag ? "Archived" : ""}</span>`;
                if (flag)
                    return html`<${FlagSwitch} project=${project} environment=${environment} flag=${flag} />`;
                return html`<${CreateFlagHere} ...${{ project, environment, environments }} name=${row.key} flags=${row.flags} />`;
            },
        })),
    ];
}
