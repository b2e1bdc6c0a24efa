/** A switch that acts at once. Its name includes the object: "Switch new-dashboard in production". */

/** @import { Right } from "../permissions.js" */
import { html } from "../ui.js";

/** @param {{ on: boolean, label: string, onChange: (on: boolean) => void, right?: Right }} props */
export function Switch({ on, label, onChange, right }) {
    const denied = right && !right.allowed;
    return html`<button
        type="button"
        role="switch"
        class="switch"
        aria-checked=${on ? "true" : "false"}
        aria-label=${label}
        aria-disabled=${denied ? "true" : undefined}
        aria-description=${denied ? right.reason : undefined}
        title=${denied ? right.reason : undefined}
        onClick=${() => denied || onChange(!on)}
    >
        <span class="track"></span>
        <span class="word" aria-hidden="true">${on ? "On" : "Off"}</span>
    </button>`;
}
