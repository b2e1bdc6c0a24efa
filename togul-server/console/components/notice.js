/** A message in the page: an error with what to do about it, or a hint. */

/** @import { Child } from "../types.js" */
import { isPassing, messageOf } from "../errors.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

/** @param {{ tone: "error" | "warning" | "info", children?: Child }} props */
export function Notice({ tone, children }) {
    const icon = tone === "error" || tone === "warning" ? "alert" : "help";
    return html`<div class=${`notice ${tone}`} role=${tone === "error" ? "alert" : "status"}>
        <${Icon} name=${icon} />
        <div>${children}</div>
    </div>`;
}

/**
 * What could not be loaded, and why.
 * @param {{ error: unknown, what: string, retry: () => void }} props
 */
export function LoadError({ error, what, retry }) {
    return html`<${Notice} tone="error">
        <p><strong>${what} could not be loaded.</strong> ${messageOf(error)}</p>
        ${isPassing(error) ? html`<p>The console tries again by itself.</p>` : null}
        <p><${Button} onClick=${retry}>Try again<//></p>
    <//>`;
}
