/** What can be done with a segment as a whole: rename, delete. */

/** @import { SegmentPlace } from "../pages/segment.js" */
import { deleteSegment } from "../data/segments.js";
import { navigate } from "../history.js";
import { right } from "../permissions.js";
import { html } from "../ui.js";
import { confirm } from "./confirm.js";
import { EnvironmentTag } from "./environment-tag.js";
import { Menu } from "./menu.js";
import { toast } from "./toast.js";

/** @param {SegmentPlace & { onRename: () => void }} props */
export function SegmentActions({ project, environment, segment, onRename }) {
    const items = [
        {
            label: "Rename",
            icon: /** @type {const} */ ("settings"),
            right: right("segments.write", project.permissions),
            run: onRename,
        },
        {
            label: "Delete",
            icon: /** @type {const} */ ("trash"),
            danger: true,
            separated: true,
            right: right("segments.delete", project.permissions),
            run: () => void erase({ project, environment, segment }),
        },
    ];
    return html`<${Menu} label=${`Actions for ${segment.key} in ${environment.name}`} items=${items} />`;
}

/** @param {SegmentPlace} place */
async function erase({ project, environment, segment }) {
    const gone = await confirm({
        title: `Delete ${segment.key} in ${environment.name}?`,
        body: html`<p>
            The segment is deleted in <${EnvironmentTag} environment=${environment} />, with its rules and values. This cannot be
            undone. Flags and segments that name it must be changed first.
        </p>`,
        action: "Delete the segment",
        danger: true,
        typed: segment.key,
        run: () => deleteSegment(project.id, segment),
    });
    if (!gone) return;
    toast(`${segment.key} is deleted in ${environment.name}`);
    await navigate(`/projects/${project.slug}/segments`);
}
