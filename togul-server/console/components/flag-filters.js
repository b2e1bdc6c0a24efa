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
    /** @param {string} name */
    const change = (name) => (/** @type {any} */ event) => setQuery({ [name]: event.target.value });
    return html`<search class="filters">
        <${SearchField}
            label="Search the flags"
            placeholder="Search by key or name"
            value=${filters.q}
            onSearch=${(/** @type {string} */ q) => setQuery({ q })}
        />
        <${Choice}
            label="Type"
            name="type"
            value=${filters.type}
            onChange=${change("type")}
            all="Any type"
            options=${["boolean", "string", "number", "json"]}
        />
        <${Choice}
            label="State"
            name="state"
            value=${filters.state}
            onChange=${change("state")}
            all="On or off"
            options=${["on", "off"]}
        />
        ${
            (segments.length > 0 || filters.segment) &&
            html`<${Choice}
            label="Segment"
            name="segment"
            value=${filters.segment}
            onChange=${change("segment")}
            all="Any segment"
            options=${segments}
        />`
        }
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

/**
 * @param {{
 *   label: string,
 *   name: string,
 *   value: string,
 *   all: string,
 *   options: string[],
 *   onChange: (event: Event) => void,
 * }} props
 */
function Choice({ label, name, value, all, options, onChange }) {
    const known = value && !options.includes(value) ? [...options, value] : options;
    return html`<select aria-label=${label} name=${name} value=${value} onChange=${onChange}>
        <option value="">${all}</option>
        ${known.map((option) => html`<option key=${option} value=${option}>${option}</option>`)}
    </select>`;
}
