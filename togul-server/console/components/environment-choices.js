/** Checkboxes for the environments in which something is created. */

/** @import { Environment } from "../types.js" */
import { confirmsChanges } from "../data/environments.js";
import { html } from "../ui.js";
import { EnvironmentTag } from "./environment-tag.js";

/** @param {{ environments: Environment[], chosen: string[], onChange: (ids: string[]) => void }} props `chosen` are ids */
export function EnvironmentChoices({ environments, chosen, onChange }) {
    /** @param {string} id */
    const choose = (id) =>
        onChange(
            chosen.includes(id)
                ? chosen.filter((one) => one !== id)
                : environments.map((one) => one.id).filter((one) => one === id || chosen.includes(one)),
        );
    return html`<fieldset class="choices">
        <legend>Environments</legend>
        ${environments.map(
            (environment) => html`<label key=${environment.id}>
                <input type="checkbox" checked=${chosen.includes(environment.id)} onChange=${() => choose(environment.id)} />
                <${EnvironmentTag} environment=${environment} />
                ${confirmsChanges(environment) && html`<span class="muted">asks before changes</span>`}
            </label>`,
        )}
    </fieldset>`;
}
