/** Where the page stands, as links to the levels above it. */

import { Link } from "../router.js";
import { html } from "../ui.js";

/** @param {{ levels: { label: string, to: string }[] }} props */
export function Breadcrumb({ levels }) {
    return html`<nav class="breadcrumb" aria-label="Breadcrumb">
        <ol>
            ${levels.map(({ label, to }) => html`<li key=${to}><${Link} to=${to}>${label}<//></li>`)}
        </ol>
    </nav>`;
}
