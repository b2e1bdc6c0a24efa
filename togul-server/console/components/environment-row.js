/** The environments of a flag or a segment, as links: where it is, and in which state. */

/** @import { Child, Environment } from "../types.js" */
import { Link } from "../router.js";
import { html } from "../ui.js";
import { EnvironmentTag } from "./environment-tag.js";

/**
 * `stateOf` says in a word how the object is in the environment, such as "on"; null where it is absent.
 * @param {{
 *   path: string,
 *   query?: Record<string, string | null>,
 *   environments: Environment[],
 *   chosen: Environment,
 *   stateOf: (environment: Environment) => Child,
 * }} props `path` is that of the page
 */
export function EnvironmentRow({ path, query = {}, environments, chosen, stateOf }) {
    return html`<nav class="environment-row" aria-label="Environments">
        <ul>
            ${environments.map(
                (environment) => html`<li key=${environment.id}>
                    <${Link} to=${path} query=${{ ...query, environment: environment.key }} current=${environment.id === chosen.id}>
                        <${EnvironmentTag} environment=${environment} />${" "}
                        <span class="muted">${stateOf(environment) ?? "absent"}</span>
                    <//>
                </li>`,
            )}
        </ul>
    </nav>`;
}

/**
 * The environment in the address, or else the first one that has the object.
 * @param {Environment[]} environments
 * @param {string | null} key
 * @param {(environment: Environment) => boolean} has
 * @returns {Environment | undefined}
 */
export const chosenEnvironment = (environments, key, has) =>
    environments.find((one) => one.key === key) ?? environments.find(has) ?? environments[0];
