/** An environment by its colour and name. Those that ask before a change are marked. */

/** @import { Environment } from "../types.js" */
import { confirmsChanges } from "../data/environments.js";
import { html } from "../ui.js";

/** @param {{ environment: Environment }} props */
export function EnvironmentTag({ environment }) {
    const guarded = confirmsChanges(environment);
    const color = environment.color ? { "--environment": environment.color } : {};
    return html`<span
        class=${guarded ? "environment guarded" : "environment"}
        style=${color}
        title=${guarded ? `${environment.key}: asks before each change` : environment.key}
        ><i aria-hidden="true"></i>${environment.name}</span
    >`;
}
