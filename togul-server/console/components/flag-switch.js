/** The switch of a flag in one environment. */

/** @import { Environment, Flag, Project } from "../types.js" */
/** @import { Right } from "../permissions.js" */
import { confirmsChanges } from "../data/environments.js";
import { switchFlag } from "../data/flags.js";
import { useSwitch } from "../data/switches.js";
import { right } from "../permissions.js";
import { html } from "../ui.js";
import { confirm } from "./confirm.js";
import { EnvironmentTag } from "./environment-tag.js";
import { Switch } from "./switch.js";
import { toast, toastError } from "./toast.js";

/**
 * Asks first where the environment does.
 * @param {Environment} environment
 * @param {string} title
 * @param {string} action
 */
export function agreed(environment, title, action) {
    if (!confirmsChanges(environment)) return Promise.resolve(true);
    return confirm({
        title,
        body: html`<p>The change acts at once in <${EnvironmentTag} environment=${environment} />.</p>`,
        action,
    });
}

/**
 * Switches the flag, with an undo for 10 s.
 * @param {Project} project
 * @param {Environment} environment
 * @param {Flag} flag
 * @param {boolean} on
 */
export async function toggle(project, environment, flag, on) {
    const word = on ? "on" : "off";
    if (!(await agreed(environment, `Switch ${flag.key} ${word} in ${environment.name}?`, `Switch ${word}`)))
        return;
    try {
        await switchFlag(project.id, flag, on);
        const undo = () => switchFlag(project.id, flag, !on);
        toast(`${flag.key} is ${word} in ${environment.name}`, { undo });
    } catch (error) {
        toastError(`Switching ${flag.key} ${word} in ${environment.name}`, error);
    }
}

/** @param {{ project: Project, environment: Environment, flag: Flag, right?: Right }} props `right` where more than permissions decide */
export function FlagSwitch({ project, environment, flag, right: given }) {
    return html`<${Switch}
        on=${useSwitch(flag.id, flag.enabled)}
        label=${`Switch ${flag.key} in ${environment.key}`}
        right=${given ?? right("flags.write", project.permissions)}
        onChange=${(/** @type {boolean} */ on) => void toggle(project, environment, flag, on)}
    />`;
}
