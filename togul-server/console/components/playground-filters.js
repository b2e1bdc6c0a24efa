/** Where the playground asks, and which answers it shows. */

/** @import { Child, Environment } from "../types.js" */
import { setQuery } from "../history.js";
import { useQuery } from "../router.js";
import { html, useRef } from "../ui.js";
import { Button } from "./button.js";
import { SearchField } from "./search-field.js";

/**
 * @param {{ environments: Environment[], environment: Environment, flag: string | null, two: boolean, children?: Child }} props
 */
export function PlaygroundFilters({ environments, environment, flag, two, children }) {
    const query = useQuery();
    const filters = useRef(/** @type {HTMLElement | null} */ (null));
    const showAll = () => {
        setQuery({ flag: null, rule: null });
        requestAnimationFrame(() => {
            const input = filters.current?.querySelector("input");
            input?.focus();
        });
    };
    return html`<search class="filters" ref=${filters}>
        <label class="inline">
            Environment
            <select value=${environment.key} onChange=${(/** @type {any} */ event) => setQuery({ environment: event.target.value, rule: null })}>
                ${environments.map((one) => html`<option key=${one.id} value=${one.key}>${one.name}</option>`)}
            </select>
        </label>
        ${
            flag
                ? html`<${Button} icon="undo" label="Show all flags" onClick=${showAll}>All flags<//>`
                : html`<${SearchField}
                      label="Search the flags"
                      placeholder="Search by key"
                      value=${query.get("q") ?? ""}
                      onSearch=${(/** @type {string} */ q) => setQuery({ q })}
                  />`
        }
        ${
            two &&
            !flag &&
            html`<label class="choice">
                <input type="checkbox" checked=${query.has("differing")} onChange=${() => setQuery({ differing: query.has("differing") ? null : "true" })} />
                Only answers that differ
            </label>`
        }
        ${children}
    </search>`;
}
