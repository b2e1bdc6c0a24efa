/** The included or the excluded values of a segment: search in them, add, remove. */

/** @import { SegmentPlace } from "../pages/segment.js" */
/** @import { ListName } from "../data/segments.js" */
import { editList } from "../data/segments.js";
import { right } from "../permissions.js";
import { html, useMemo, useState } from "../ui.js";
import { AddValues } from "./add-values.js";
import { Button } from "./button.js";
import { CopyButton } from "./copy-button.js";
import { agreed } from "./flag-switch.js";
import { SearchField } from "./search-field.js";
import { Table } from "./table.js";
import { toast, toastError } from "./toast.js";

/** @type {Record<ListName, string>} */
const LEADS = {
    included: "They are in the segment, whatever its rules.",
    excluded: "They are not in the segment by its rules. An included value is in it all the same.",
};

/** @param {{ place: SegmentPlace, list: ListName }} props */
export function SegmentList({ place, list }) {
    const { project, environment, segment } = place;
    const [text, setText] = useState("");
    const [adding, setAdding] = useState(false);
    const values = segment[list];
    const may = right("segments.write", project.permissions);
    const wanted = text.trim().toLowerCase();
    const shown = useMemo(
        () => values.filter((value) => value.toLowerCase().includes(wanted)),
        [values, wanted],
    );
    const columns = useMemo(() => {
        /** @param {string} value */
        const remove = async (value) => {
            const name = `${value} from the ${list} values of ${segment.key}`;
            if (!(await agreed(environment, `Remove ${name} in ${environment.name}?`, "Remove"))) return;
            try {
                await editList(project.id, segment, list, { remove: [value] });
                toast(`${value} is removed`, {
                    undo: () => editList(project.id, segment, list, { add: [value] }),
                });
            } catch (error) {
                toastError(`Removing ${name}`, error);
            }
        };
        return [
            {
                key: "value",
                header: segment.attribute,
                heading: true,
                class: "main",
                cell: (/** @type {string} */ value) => html`<code>${value}</code>`,
            },
            {
                key: "actions",
                header: "",
                class: "end",
                cell: (/** @type {string} */ value) =>
                    html`<${Button} kind="quiet" icon="trash" label=${`Remove ${value}`} right=${may} onClick=${() => remove(value)} />`,
            },
        ];
    }, [segment, list, environment, may.allowed]);
    const total = `${values.length.toLocaleString("en")} ${values.length === 1 ? "value" : "values"}`;
    return html`<div class="page">
        <p class="muted">${LEADS[list]}</p>
        <div class="filters">
            ${
                values.length > 0 &&
                html`<${SearchField}
                    label=${`Search the ${list} values of ${segment.key}`}
                    placeholder="Search the values"
                    value=${text}
                    onSearch=${setText}
                />`
            }
            <${Button} icon="plus" label=${`Add ${list} values to ${segment.key}`} right=${may} onClick=${() => setAdding(true)}>Add<//>
            ${values.length > 0 && html`<${CopyButton} text=${values.join("\n")} label=${`Copy the ${list} values of ${segment.key}`} />`}
            <span role="status" class="muted found">${wanted ? `${shown.length.toLocaleString("en")} of ${total}` : total}</span>
        </div>
        ${
            shown.length > 0 &&
            html`<${Table} label=${`${list} values of ${segment.key}`} columns=${columns} rows=${shown} keyOf=${(/** @type {string} */ value) => value} />`
        }
        ${wanted && shown.length === 0 && html`<p class="muted">No value has “${text}” in it.</p>`}
        ${adding && html`<${AddValues} place=${place} list=${list} onClose=${() => setAdding(false)} />`}
    </div>`;
}
