/** What a page shows when there is nothing yet: what the thing is for, and the first step. */

/** @import { Child } from "../types.js" */
import { html } from "../ui.js";
import { Icon } from "./icon.js";

/** @param {{ icon: import("./icon.js").IconName, title: string, action?: Child, children?: Child }} props */
export function Empty({ icon, title, action, children }) {
    return html`<div class="empty">
        <${Icon} name=${icon} />
        <h2>${title}</h2>
        <p>${children}</p>
        ${action}
    </div>`;
}
