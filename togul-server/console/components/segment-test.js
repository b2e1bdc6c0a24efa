/** Whether a context is in the segment, as the server decides it now. */

/** @import { Context } from "../contexts.js" */
/** @import { SegmentPlace } from "../pages/segment.js" */
import { testSegment } from "../data/segments.js";
import { ApiError, messageOf } from "../errors.js";
import { attributesOf } from "../rules.js";
import { html, useEffect, useMemo, useState } from "../ui.js";
import { ContextField } from "./context-field.js";
import { Icon } from "./icon.js";
import { Notice } from "./notice.js";

const TYPING_MS = 250;

const WORDS = {
    holds: { icon: "check", text: "This context is in the segment." },
    fails: { icon: "close", text: "This context is not in the segment." },
    unknown: {
        icon: "help",
        text: "It is unknown: attributes are missing that decide. Rules that name the segment do not match.",
    },
};

/** @param {{ place: SegmentPlace }} props */
export function SegmentTest({ place }) {
    const { project, segment } = place;
    const [context, setContext] = useState(
        /** @type {Context | null} */ ({ [segment.attribute]: segment.included[0] ?? "user-123" }),
    );
    const [result, setResult] = useState(/** @type {"holds" | "fails" | "unknown" | null} */ (null));
    const [error, setError] = useState(/** @type {unknown} */ (null));
    const attributes = useMemo(
        () => [
            ...new Set([
                segment.attribute,
                ...segment.rules.flatMap((rule) => attributesOf(rule.conditions)),
            ]),
        ],
        [segment],
    );
    const asked = context && JSON.stringify(context);
    useEffect(() => {
        if (!context) return undefined;
        const controller = new AbortController();
        const ask = async () => {
            try {
                setResult(await testSegment(project.id, segment, context, controller.signal));
                setError(null);
            } catch (failure) {
                if (!controller.signal.aborted) setError(failure);
            }
        };
        const timer = setTimeout(ask, TYPING_MS);
        return () => {
            clearTimeout(timer);
            controller.abort();
        };
    }, [asked, segment]);
    const shown = result && WORDS[result];
    return html`<div class="segment-test">
        <${ContextField} label="Context" context=${context} attributes=${attributes} onChange=${setContext} />
        <div aria-live="polite">
            ${
                error
                    ? html`<${Notice} tone=${error instanceof ApiError && error.permission ? "info" : "error"}>${messageOf(error)}<//>`
                    : shown &&
                      html`<p class=${`verdict ${result}`}><${Icon} name=${shown.icon} /><strong>${shown.text}</strong></p>`
            }
        </div>
    </div>`;
}
