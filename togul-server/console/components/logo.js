/** The mark of Togul. */

import { html } from "../ui.js";

export function Logo() {
    return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect x="2" y="8" width="28" height="16" rx="8" />
        <circle cx="22" cy="16" r="5.5" />
    </svg>`;
}
