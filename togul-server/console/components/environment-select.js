/** Narrow screens show one environment of a table at a time. */

/** @import { Environment } from "../types.js" */
import { NARROW, useMedia } from "../media.js";
import { html, useState } from "../ui.js";

/**
 * The environments to show, and the choice of the one, where there is only room for one.
 * @param {Environment[]} environments
 */
export function useShownEnvironments(environments) {
    const narrow = useMedia(NARROW);
    const [chosen, setChosen] = useState(environments[0]?.id);
    const only = environments.find((environment) => environment.id === chosen) ?? environments[0];
    if (!narrow || !only) return { shown: environments, select: null };
    const select = html`<label class="inline">
        Environment
        <select value=${only.id} onChange=${(/** @type {any} */ event) => setChosen(event.target.value)}>
            ${environments.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
        </select>
    </label>`;
    return { shown: [only], select };
}
