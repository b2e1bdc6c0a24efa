/** Grey rows in the size of the table to come, so that nothing moves when it does. */

import { html } from "../ui.js";

/** @param {{ what: string, rows?: number }} props `what` is loading: "Flags" */
export function Skeleton({ what, rows = 8 }) {
    return html`<div class="skeleton" role="status">
        <span class="hidden">${what} are loading</span>
        ${Array.from({ length: rows }, (_, at) => html`<div key=${at} aria-hidden="true"><i></i><i></i></div>`)}
    </div>`;
}
