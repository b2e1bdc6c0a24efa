/** A person: name and e-mail. */

import { html } from "../ui.js";

/** @param {{ person: { name: string, email?: string | null }, note?: string }} props `note` such as "you" */
export function Person({ person, note }) {
    return html`<span class="person">
        <span class="name">${person.name}${note && html` <span class="muted">(${note})</span>`}</span>
        ${person.email && html`<span class="muted">${person.email}</span>`}
    </span>`;
}
