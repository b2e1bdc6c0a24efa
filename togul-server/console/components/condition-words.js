/** Conditions as a sentence: "country is one of TR, DE and plan is enterprise". Segments are links. */

/** @import { Condition, Environment, Leaf, Project } from "../types.js" */
import { describeValue, groupKind, inside, OPERATORS } from "../conditions.js";
import { Link } from "../router.js";
import { html } from "../ui.js";

/** @typedef {{ project: Project, environment: Environment }} Place */

/** @param {{ conditions: Condition[], word?: "and" | "or", place: Place }} props */
export function ConditionWords({ conditions, word = "and", place }) {
    return html`${conditions.map(
        (condition, at) => html`<span key=${at}>
            ${at > 0 && html` <strong class="word">${word}</strong> `}<${One} condition=${condition} place=${place} />
        </span>`,
    )}`;
}

/** @param {{ condition: Condition, place: Place }} props */
function One({ condition, place }) {
    const kind = groupKind(condition);
    if (kind === "not") {
        return html`<strong class="word">not</strong> (<${ConditionWords} conditions=${inside(condition)} place=${place} />)`;
    }
    if (kind) {
        const word = kind === "any" ? "or" : "and";
        return html`(<${ConditionWords} conditions=${inside(condition)} word=${word} place=${place} />)`;
    }
    const { attribute, operator, value } = /** @type {Leaf} */ (condition);
    if (operator === "in_segment") {
        const keys = (Array.isArray(value) ? value : [value]).map(String);
        return html`${keys.length > 1 ? "in one of the segments " : "in the segment "}${keys.map(
            (key, at) => html`${at > 0 && ", "}<${Link}
                    key=${key}
                    to=${`/projects/${place.project.slug}/segments/${encodeURIComponent(key)}`}
                    query=${{ environment: place.environment.key }}
                    >${key}<//
                >`,
        )}`;
    }
    const known = OPERATORS[operator];
    return html`<code>${attribute}</code> ${known?.words ?? operator}${
        known?.value !== "none" && html` <code class="value">${describeValue(value)}</code>`
    }`;
}
