/** Creates in an environment the flag or segment that another one has. */

/** @import { Environment } from "../types.js" */
/** @import { Right } from "../permissions.js" */
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { agreed } from "./flag-switch.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";
import { toast, toastError } from "./toast.js";

/**
 * `objects` are by the environment's id. `copy` creates the object as this one is, and answers how to take that back. `note`
 * says how it is then, such as "and off".
 * @template T
 * @param {{
 *   name: string,
 *   environment: Environment,
 *   environments: Environment[],
 *   objects: Record<string, T>,
 *   right: Right,
 *   note?: string,
 *   copy: (source: T) => Promise<() => Promise<unknown>>,
 * }} props
 */
export function CreateHere({ name, environment, environments, objects, right, note, copy }) {
    const [busy, setBusy] = useState(false);
    const label = `Create ${name} in ${environment.key}`;
    const sources = environments.filter(({ id }) => id in objects);
    /** @param {Environment} source */
    const create = async (source) => {
        if (!(await agreed(environment, `${label}?`, "Create"))) return;
        setBusy(true);
        try {
            const undo = await copy(objects[source.id]);
            const state = [`${name} is in ${environment.name}, as in ${source.name}`, note].filter(Boolean);
            toast(state.join(", "), { undo });
        } catch (error) {
            toastError(`Creating ${name} in ${environment.name}`, error);
        }
        setBusy(false);
    };
    if (sources.length === 1 || busy) {
        return html`<${Button} kind="quiet create" icon="plus" label=${label} right=${right} busy=${busy} onClick=${() => create(sources[0])}>
            Create
        <//>`;
    }
    const items = sources.map((source) => ({
        label: `As in ${source.name}`,
        run: () => void create(source),
    }));
    return html`<${Menu} label=${label} items=${items} right=${right} class="button quiet create"><${Icon} name="plus" />Create<//>`;
}
