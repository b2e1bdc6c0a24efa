/** Copies a text, and says that it did. */

import { html, useEffect, useState } from "../ui.js";
import { Button } from "./button.js";

/** @param {{ text: string, label: string }} props `label` names what is copied: "Copy the secret of Back end" */
export function CopyButton({ text, label }) {
    const [state, setState] = useState(/** @type {"idle" | "done" | "failed"} */ ("idle"));
    useEffect(() => {
        if (state === "idle") return undefined;
        const timer = setTimeout(() => setState("idle"), 2_000);
        return () => clearTimeout(timer);
    }, [state]);
    const copy = () =>
        navigator.clipboard.writeText(text).then(
            () => setState("done"),
            () => setState("failed"),
        );
    const said = { idle: "", done: "Copied", failed: "Not copied: select the text and copy it by hand" }[
        state
    ];
    return html`<span class="copy">
        <${Button} kind="quiet" icon=${state === "done" ? "check" : "copy"} label=${label} onClick=${copy} />
        <span role="status" class=${state === "failed" ? "error" : "hidden"}>${said}</span>
    </span>`;
}
