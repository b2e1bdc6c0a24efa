/** A button. One that needs a permission the caller lacks stays reachable and says which. */

/** @import { Child } from "../types.js" */
/** @import { Right } from "../permissions.js" */
import { html, useId } from "../ui.js";
import { Icon } from "./icon.js";

/**
 * `label` is the accessible name when it says more than the text, such as "Rename Shop". `busy` shows that it works.
 * @param {{
 *   onClick?: (event: MouseEvent) => void,
 *   kind?: "primary" | "danger" | "quiet" | "quiet create",
 *   icon?: import("./icon.js").IconName,
 *   label?: string,
 *   right?: Right,
 *   busy?: boolean,
 *   submit?: boolean,
 *   form?: string,
 *   autofocus?: boolean,
 *   children?: Child,
 * }} props
 */
export function Button({ onClick, kind, icon, label, right, busy, submit, form, autofocus, children }) {
    const reason = useId();
    const denied = right && !right.allowed;
    /** @param {MouseEvent} event */
    const click = (event) => {
        if (denied || busy) event.preventDefault();
        else onClick?.(event);
    };
    return html`<button
        type=${submit ? "submit" : "button"}
        class=${["button", kind, children ? "" : "square"].filter(Boolean).join(" ")}
        form=${form}
        aria-label=${label}
        aria-disabled=${denied || busy ? "true" : undefined}
        aria-busy=${busy ? "true" : undefined}
        aria-describedby=${denied ? reason : undefined}
        title=${denied ? right.reason : children ? undefined : label}
        autofocus=${autofocus}
        onClick=${click}
    >
        ${icon && html`<${Icon} name=${icon} />`} ${children}
        ${denied && html`<span id=${reason} class="hidden">${right.reason}</span>`}
    </button>`;
}
