/** What can be done with a flag as a whole: rename, archive, restore, delete. */

/** @import { Environment, Flag, Project } from "../types.js" */
import { setArchived } from "../data/flag.js";
import { deleteFlag } from "../data/flags.js";
import { navigate } from "../history.js";
import { right } from "../permissions.js";
import { html } from "../ui.js";
import { confirm } from "./confirm.js";
import { EnvironmentTag } from "./environment-tag.js";
import { Menu } from "./menu.js";
import { toast } from "./toast.js";

/** @typedef {{ project: Project, environment: Environment, flag: Flag }} Props */

/** @param {Props & { onRename: () => void }} props */
export function FlagActions({ project, environment, flag, onRename }) {
    const write = right("flags.write", project.permissions);
    const remove = right("flags.delete", project.permissions);
    const place = { project, environment, flag };
    const archived = flag.archived_at !== null;
    const icon = /** @type {const} */ ("archive");
    const items = [
        ...(archived
            ? [{ label: "Restore", icon, right: write, run: () => void restore(place) }]
            : [
                  { label: "Rename", icon: /** @type {const} */ ("settings"), right: write, run: onRename },
                  { label: "Archive", icon, right: write, run: () => void archive(place) },
              ]),
        {
            label: "Delete",
            icon: /** @type {const} */ ("trash"),
            danger: true,
            separated: true,
            right: remove,
            run: () => void erase(place),
        },
    ];
    return html`<${Menu} label=${`Actions for ${flag.key} in ${environment.name}`} items=${items} />`;
}

/** @param {Props} place */
async function archive({ project, environment, flag }) {
    const done = await confirm({
        title: `Archive ${flag.key} in ${environment.name}?`,
        body: html`<p>
            Programs in <${EnvironmentTag} environment=${environment} /> no longer find the flag, and use the default in their
            code. All of it is kept, and it can be restored.
        </p>`,
        action: "Archive the flag",
        run: () => setArchived(project.id, flag, "archive"),
    });
    if (!done) return;
    const undo = () => setArchived(project.id, flag, "restore");
    toast(`${flag.key} is archived in ${environment.name}`, { undo });
}

/** @param {Props} place */
export async function restore({ project, environment, flag }) {
    const done = await confirm({
        title: `Restore ${flag.key} in ${environment.name}?`,
        body: html`<p>
            Programs in <${EnvironmentTag} environment=${environment} /> find the flag again, ${flag.enabled ? "on" : "off"}, with the
            rules and the users that it had.
        </p>`,
        action: "Restore the flag",
        run: () => setArchived(project.id, flag, "restore"),
    });
    if (done) toast(`${flag.key} is restored in ${environment.name}`);
}

/** @param {Props} place */
async function erase({ project, environment, flag }) {
    const gone = await confirm({
        title: `Delete ${flag.key} in ${environment.name}?`,
        body: html`<p>
            The flag and its rules are deleted in <${EnvironmentTag} environment=${environment} />, and programs use the default in
            their code. This cannot be undone; archiving can. The history stays in the audit log.
        </p>`,
        action: "Delete the flag",
        danger: true,
        typed: flag.key,
        run: () => deleteFlag(project.id, flag),
    });
    if (!gone) return;
    toast(`${flag.key} is deleted in ${environment.name}`);
    await navigate(`/projects/${project.slug}/flags`);
}
