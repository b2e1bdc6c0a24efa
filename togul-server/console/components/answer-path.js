/** The path to an answer: the switch, the prerequisites, each rule with its conditions, and the default. */

/** @import { Answer, ConditionPath, PrerequisitePath, Result, Rollout, RulePath, SegmentPath } from "../data/playground.js" */
/** @import { Child, Rule } from "../types.js" */
/** @import { Place } from "./condition-words.js" */
import { conditionOf, ruleReason } from "../contexts.js";
import { Link } from "../router.js";
import { valueWords } from "../rules.js";
import { html } from "../ui.js";
import { ConditionWords } from "./condition-words.js";
import { Icon } from "./icon.js";

/** @typedef {"decides" | "passed" | "later"} StepState */

/** @type {Record<Result, { icon: import("./icon.js").IconName, words: string }>} */
const RESULTS = {
    holds: { icon: "check", words: "holds" },
    fails: { icon: "close", words: "does not hold" },
    unknown: { icon: "help", words: "unknown, so it does not hold" },
};

/**
 * `rules` are all of the flag's rules in order; `marked` is the id of the one that the person came from.
 * @param {{ answer: Answer, rules: Rule[], place: Place, marked: string | null }} props
 */
export function AnswerPath({ answer, rules, place, marked }) {
    const { reason, variant, explanation, prerequisite } = answer;
    const on = reason !== "disabled";
    const tried = explanation?.rules ?? [];
    return html`<div class="answer">
        <p class="value-line">
            <code class="value">${valueWords(answer.value)}</code>
            ${variant && html`<span class="muted">variant ${variant}</span>`}
        </p>
        <p>${reasonWords(answer, rules)}</p>
        <ol class="path">
            <${PathStep} state=${on ? "passed" : "decides"} title=${on ? "The flag is on" : "The flag is off"} />
            ${(explanation?.prerequisites ?? []).map(
                (one) =>
                    html`<${Prerequisite} key=${one.flag} path=${one} decides=${prerequisite === one.flag} place=${place} />`,
            )}
            ${numbered(rules, tried).map(
                ({ number, rule, path }) => html`<${RuleStep}
                    key=${path?.rule_id ?? rule?.id}
                    number=${number}
                    active=${rule?.is_active ?? true}
                    path=${path}
                    place=${place}
                    marked=${marked !== null && marked === rule?.id}
                />`,
            )}
            <${PathStep} state=${reason === "default" ? "decides" : "later"} title="The default" />
        </ol>
    </div>`;
}

/**
 * All rules with their numbers, and those that were tried with their paths. Without the list of rules, only the latter.
 * @param {Rule[]} rules
 * @param {RulePath[]} tried
 * @returns {{ number: number, rule?: Rule, path?: RulePath }[]}
 */
function numbered(rules, tried) {
    if (rules.length === 0) return tried.map((path, at) => ({ number: at + 1, path }));
    return rules.map((rule, at) => ({
        number: at + 1,
        rule,
        path: tried.find((path) => path.rule_id === rule.id),
    }));
}

/**
 * @param {Answer} answer
 * @param {Rule[]} rules
 */
function reasonWords({ reason, rule_id, prerequisite, explanation }, rules) {
    if (reason === "disabled") return "It is off: the answer while it is off.";
    if (reason === "prerequisite_failed")
        return `The prerequisite ${prerequisite} is not met: the answer while it is off.`;
    if (reason === "default") return "No rule matches: the default.";
    const at = rules.findIndex((rule) => rule.id === rule_id);
    const matched = explanation?.rules.find((rule) => rule.matched);
    const number = at < 0 ? "A rule" : `Rule ${at + 1}`;
    return `${number} matches${matched ? `: ${ruleReason(matched)}` : ""}.`;
}

/** @param {{ state: StepState, title: Child, marked?: boolean, children?: Child }} props */
function PathStep({ state, title, marked, children }) {
    return html`<li class=${`path-step ${state}${marked ? " marked" : ""}`}>
        <p>
            <strong>${title}</strong>
            ${state === "decides" && html` <span class="badge">decides</span>`}
            ${state === "later" && html` <span class="muted">not reached</span>`}
        </p>
        ${children}
    </li>`;
}

/** @param {{ path: PrerequisitePath, decides: boolean, place: Place }} props */
function Prerequisite({ path, decides, place }) {
    const to = `/projects/${place.project.slug}/flags/${encodeURIComponent(path.flag)}`;
    const answers =
        path.reason === null
            ? "cannot be evaluated"
            : html`answers <code class="value">${valueWords(path.value)}</code>`;
    return html`<${PathStep} state=${decides ? "decides" : "passed"} title=${html`Prerequisite <${Link} to=${to}>${path.flag}<//>`}>
        <${Line} result=${path.held ? "holds" : "fails"}>${answers}${path.variant && `, variant ${path.variant}`}<//>
    <//>`;
}

/** @param {{ number: number, active: boolean, path?: RulePath, place: Place, marked: boolean }} props */
function RuleStep({ number, active, path, place, marked }) {
    const title = `Rule ${number}`;
    if (!active)
        return html`<${PathStep} state="passed" marked=${marked} title=${title}><p class="muted">It is off.</p><//>`;
    if (!path) return html`<${PathStep} state="later" marked=${marked} title=${title} />`;
    return html`<${PathStep} state=${path.matched ? "decides" : "passed"} marked=${marked} title=${title}>
        <div class="lines">
            ${path.conditions.map((one, at) => html`<${Condition} key=${at} path=${one} place=${place} />`)}
            ${path.rollout && html`<${RolloutLine} rollout=${path.rollout} shared=${path.rule_type === "percentage"} />`}
            ${path.conditions.length === 0 && !path.rollout && html`<p class="muted">It matches everyone.</p>`}
            ${path.unreadable && html`<p class="error">It cannot be evaluated: ${path.unreadable}</p>`}
        </div>
    <//>`;
}

/** @param {{ result: Result, children?: Child }} props */
function Line({ result, children }) {
    const { icon, words } = RESULTS[result];
    return html`<p class=${`line ${result}`}>
        <${Icon} name=${icon} />
        <span>${children}<span class="hidden">: ${words}</span></span>
    </p>`;
}

/** @param {{ path: ConditionPath, place: Place }} props */
function Condition({ path, place }) {
    const inner = path.any ?? path.all ?? (path.not ? [path.not] : null);
    if (inner) {
        const words = path.any ? "any of" : path.all ? "all of" : "not";
        return html`<div class="lines">
            <${Line} result=${path.result}>${words}<//>
            <div class="lines inner">${inner.map((one, at) => html`<${Condition} key=${at} path=${one} place=${place} />`)}</div>
        </div>`;
    }
    return html`<${Line} result=${path.result}>
        <${ConditionWords} conditions=${[conditionOf(path)]} place=${place} />${" "}
        <span class="muted">${path.in_segment ? segmentWords(path.in_segment) : found(path)}</span>
    <//>`;
}

/** @param {ConditionPath} path */
function found({ missing, actual, problem, unreadable }) {
    if (unreadable) return unreadable;
    if (missing) return "the context does not have it";
    return `the context has ${valueWords(actual)}${problem ? `: ${problem}` : ""}`;
}

/** @param {SegmentPath[]} segments */
function segmentWords(segments) {
    return segments
        .map(({ segment, decided_by: by, result, unreadable }) => {
            const name = segments.length > 1 ? `${segment}: ` : "";
            if (unreadable) return `${name}${unreadable}`;
            if (by === null)
                return (
                    name +
                    (result === "unknown" ? "the context says too little" : "no list and no rule has it")
                );
            return `${name}decided by ${typeof by === "string" ? `the list ${by}` : `its rule ${by.rule + 1}`}`;
        })
        .join("; ");
}

/** @param {{ rollout: Rollout, shared: boolean }} props `shared`: the rule has a share */
function RolloutLine({ rollout, shared }) {
    const { bucket_by, actual, bucket, problem, bound, split_bucket, variant } = rollout;
    if (bucket === null) {
        return html`<${Line} result="unknown">has no bucket by <code>${bucket_by}</code> <span class="muted">${problem}</span><//>`;
    }
    const inside = bucket < bound;
    const share =
        shared &&
        `bucket ${percent(bucket)} is ${inside ? "inside" : "outside"} of the share of ${percent(bound)}`;
    const split =
        variant !== undefined &&
        split_bucket !== undefined &&
        `bucket ${percent(split_bucket)} of the split is ${variant}`;
    return html`<${Line} result=${inside ? "holds" : "fails"}>
        ${[share, split].filter(Boolean).join(", and ")} <span class="muted">by ${bucket_by} ${valueWords(actual)}</span>
    <//>`;
}

/** @param {number} thousandths */
const percent = (thousandths) => `${thousandths / 1000} %`;
