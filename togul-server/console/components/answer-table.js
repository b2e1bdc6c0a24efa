/** The answers of all flags, and whether the context is in each segment. With two contexts, side by side. */

/** @import { Answer, Answers, Result } from "../data/playground.js" */
import { ruleReason } from "../contexts.js";
import { valueWords } from "../rules.js";
import { Link } from "../router.js";
import { html } from "../ui.js";
import { Table } from "./table.js";

/** @type {Record<Result, string>} */
const MEMBERSHIP = { holds: "in it", fails: "not in it", unknown: "unknown: the context says too little" };

/** @param {Answer} answer */
function why({ reason, prerequisite, explanation }) {
    if (reason === "disabled") return "off";
    if (reason === "prerequisite_failed") return `prerequisite ${prerequisite}`;
    if (reason === "default") return "default";
    const matched = explanation?.rules.find((rule) => rule.matched);
    return matched ? `rule: ${ruleReason(matched)}` : "rule";
}

/** @param {Answer | undefined} answer */
const outcome = (answer) => JSON.stringify([answer?.value, answer?.variant]);

/**
 * The keys of the flags to show.
 * @param {Answers[]} all of one context or two
 * @param {string} text
 * @param {boolean} differing only those whose answers differ
 */
export function shownFlags([first, second], text, differing) {
    const keys = [...Object.keys(first.flags), ...first.unreadable].sort();
    return keys.filter(
        (key) =>
            key.includes(text.trim().toLowerCase()) &&
            !(differing && second && outcome(first.flags[key]) === outcome(second.flags[key])),
    );
}

/**
 * @param {{ all: Answers[], keys: string[], linkTo: (flag: string) => { to: string, query: Record<string, string | null> } }} props
 */
export function AnswerTable({ all, keys, linkTo }) {
    const two = all.length > 1;
    const columns = [
        {
            key: "flag",
            header: "Flag",
            heading: true,
            class: "main",
            cell: (/** @type {string} */ key) => html`<${Link} ...${linkTo(key)}><code>${key}</code><//>`,
        },
        ...all.flatMap((answers, at) => [
            {
                key: `answer ${at}`,
                header: two ? `Answer ${at + 1}` : "Answer",
                class: "answer-cell",
                cell: (/** @type {string} */ key) => html`<${Cell} answer=${answers.flags[key]} />`,
            },
            {
                key: `why ${at}`,
                header: "Why",
                class: "wide-only muted",
                cell: (/** @type {string} */ key) => (answers.flags[key] ? why(answers.flags[key]) : ""),
            },
        ]),
    ];
    return html`<${Table} label="Answers of the flags" rows=${keys} keyOf=${(/** @type {string} */ key) => key} columns=${columns} />`;
}

/** @param {{ answer: Answer | undefined }} props */
function Cell({ answer }) {
    if (!answer) return html`<span class="error">unreadable</span>`;
    return html`<code class="value">${valueWords(answer.value)}</code>${answer.variant && html` <span class="muted">${answer.variant}</span>`}`;
}

/** @param {{ all: Answers[], linkTo: (segment: string) => string }} props */
export function SegmentTable({ all, linkTo }) {
    const keys = Object.keys(all[0].segments).sort();
    if (keys.length === 0) return null;
    const columns = [
        {
            key: "segment",
            header: "Segment",
            heading: true,
            class: "main",
            cell: (/** @type {string} */ key) => html`<${Link} to=${linkTo(key)}><code>${key}</code><//>`,
        },
        ...all.map((answers, at) => ({
            key: `result ${at}`,
            header: all.length > 1 ? `Context ${at + 1} is` : "The context is",
            cell: (/** @type {string} */ key) => MEMBERSHIP[answers.segments[key]] ?? "",
        })),
    ];
    return html`<${Table} label="Segments" rows=${keys} keyOf=${(/** @type {string} */ key) => key} columns=${columns} />`;
}
