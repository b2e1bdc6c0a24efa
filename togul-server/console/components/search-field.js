/** A search field; `/` puts the focus into it. */

import { useShortcut } from "../keyboard.js";
import { html, useRef } from "../ui.js";
import { Icon } from "./icon.js";

/** @param {{ label: string, placeholder: string, value: string, onSearch: (text: string) => void }} props `label`: "Search the flags" */
export function SearchField({ label, placeholder, value, onSearch }) {
    const input = useRef(/** @type {HTMLInputElement | null} */ (null));
    useShortcut("/", label, () => input.current?.focus());
    return html`<span class="search">
        <${Icon} name="search" />
        <input
            ref=${input}
            type="search"
            aria-label=${label}
            placeholder=${placeholder}
            spellcheck=${false}
            autocomplete="off"
            value=${value}
            onInput=${(/** @type {any} */ event) => onSearch(event.target.value)}
        />
    </span>`;
}
