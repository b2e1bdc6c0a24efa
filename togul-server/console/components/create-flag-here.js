/** Creates in an environment the flag that another one has, switched off. */

/** @import { Environment, Flag, Project } from "../types.js" */
import { copyFlag, deleteFlag } from "../data/flags.js";
import { right } from "../permissions.js";
import { html } from "../ui.js";
import { CreateHere } from "./create-here.js";

/** @param {{ project: Project, name: string, environment: Environment, environments: Environment[], flags: Record<string, Flag> }} props */
export function CreateFlagHere({ project, name, environment, environments, flags }) {
    const copy = async (/** @type {Flag} */ source) => {
        const flag = await copyFlag(project.id, source, environment);
        return () => deleteFlag(project.id, flag);
    };
    return html`<${CreateHere}
        ...${{ name, environment, environments, copy }}
        objects=${flags}
        note="and off"
        right=${right("flags.write", project.permissions)}
    />`;
}
