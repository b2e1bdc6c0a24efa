/** Search and filters of the flags. They stand in the address, so that a filtered list can be shared. */

import { setQuery } from "../history.js";
import { useQuery } from "../router.js";
import { html } from "../ui.js";
import { SearchField } from "./search-field.js";

/** @typedef {{ q: string, type: string, state: string, segment: string, archived: boolean }} Filters */

/** @returns {Filters} */
export function useFilters() {
    const query = useQuery();
    const read = (/** @type {string} */ name) => query.get(name) ?? "";
    return {
        q: read("q"),
        type: read("type"),
        state: read("state"),
        segment: read("segment"),
        archived: query.has("archived"),
    };
}

/**
 * @param {Filters} filters
 * @returns {boolean}
 */
export const isFiltered = ({ q, type, state, segment }) => Boolean(q || type || state || segment);

/** @param {{ filters: Filters, found: string, segments: string[] }} props `found` says how many flags there are */
export function FlagFilters({ filters, found, segments }) {
    /** @type {(name: "type" | "state" | "segment", label: string, all: string, options: string[]) => any} */
    const choice = (name, label, all, options) =>
        html`<${Choice} ...${{ name, label, all, options }} value=${filters[name]} />`;
    return html`<search class="filters">
        <${SearchField}
            label="Search the flags"
            placeholder="Search by key or name"
            value=${filters.q}
            onSearch=${(/** @type {string} */ q) => setQuery({ q })}
        />
        ${choice("type", "Type", "Any type", ["boolean", "string", "number", "json"])}
        ${choice("state", "State", "On or off", ["on", "off"])}
        ${(segments.length > 0 || filters.segment) && choice("segment", "Segment", "Any segment", segments)}
        <label class="choice">
            <input
                type="checkbox"
                checked=${filters.archived}
                onChange=${() => setQuery({ archived: filters.archived ? null : "true" })}
            />
            Archived
        </label>
        <span role="status" class="muted found">${found}</span>
    </search>`;
}

/** @param {{ name: string, label: string, all: string, options: string[], value: string }} props `all` does not filter */
function Choice({ name, label, all, options, value }) {
    const known = value && !options.includes(value) ? [...options, value] : options;
    const choose = (/** @type {any} */ event) => setQuery({ [name]: event.target.value });
    return html`<select aria-label=${label} name=${name} value=${value} onChange=${choose}>
        <option value="">${all}</option>
        ${known.map((option) => html`<option key=${option} value=${option}>${option}</option>`)}
    </select>`;
}
