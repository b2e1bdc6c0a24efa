/** A rule in words, with its switch and what can be done with it. */

/** @import { Flag, Rule } from "../types.js" */
/** @import { Targeting } from "./rule-list.js" */
import { deleteRule, switchRule } from "../data/flag.js";
import { useSwitch } from "../data/switches.js";
import { answerOf, conditionsOf, draftOf, ruleWords, valueWords } from "../rules.js";
import { navigate } from "../history.js";
import { html } from "../ui.js";
import { Button } from "./button.js";
import { ConditionWords } from "./condition-words.js";
import { agreed } from "./flag-switch.js";
import { Menu } from "./menu.js";
import { review } from "./review.js";
import { SplitBar } from "./split-bar.js";
import { Switch } from "./switch.js";
import { toast, toastError } from "./toast.js";

/**
 * @param {{
 *   targeting: Targeting,
 *   rule: Rule,
 *   number: number,
 *   last: boolean,
 *   onEdit: () => void,
 *   onMove: (steps: number) => void,
 * }} props
 */
export function RuleCard({ targeting, rule, number, last, onEdit, onMove }) {
    const { project, environment, flag } = targeting;
    const may = targeting.rights.rules;
    const name = `rule ${number}`;
    const up = { allowed: may.allowed && number > 1, reason: may.reason ?? "It is the first rule" };
    const down = { allowed: may.allowed && !last, reason: may.reason ?? "It is the last rule" };
    const items = [
        { label: "Move up", right: up, run: () => onMove(-1) },
        { label: "Move down", right: down, run: () => onMove(1) },
        {
            label: "Try in the playground",
            icon: /** @type {const} */ ("play"),
            run: () =>
                void navigate(`/projects/${project.slug}/playground`, {
                    query: { environment: environment.key, flag: flag.key, rule: rule.id },
                }),
        },
        {
            label: "Delete",
            icon: /** @type {const} */ ("trash"),
            danger: true,
            separated: true,
            right: may,
            run: () => void erase(targeting, rule, name),
        },
    ];
    return html`<div class=${rule.is_active ? "rule-card" : "rule-card inactive"}>
        <div class="rule-text">
            <${RuleWords} targeting=${targeting} rule=${rule} name=${name} />
        </div>
        <div class="actions">
            <${Switch}
                on=${useSwitch(rule.id, rule.is_active)}
                label=${`Switch ${name} of ${flag.key}`}
                right=${may}
                onChange=${(/** @type {boolean} */ on) => void toggle(targeting, rule, name, on)}
            />
            <${Button} label=${`Edit ${name}`} right=${may} onClick=${onEdit}>Edit<//>
            <${Menu} label=${`Actions for ${name}`} items=${items} />
        </div>
    </div>`;
}

/**
 * @param {Flag} flag
 * @param {string} key
 */
const variantValue = (flag, key) => valueWords(flag.variants.find((one) => one.key === key)?.value);

/** @param {{ targeting: Targeting, rule: Rule, name: string }} props */
function RuleWords({ targeting, rule, name }) {
    const { project, environment, flag } = targeting;
    const conditions = conditionsOf(rule);
    const answer = answerOf(rule);
    const share = rule.rollout_percentage;
    const buckets = [
        rule.bucket_by !== "user_id" && html` by <code>${rule.bucket_by}</code>`,
        rule.seed !== null && html` with the seed <code>${rule.seed}</code>`,
    ];
    return html`<p>
            ${!rule.is_active && html`<span class="badge">Off</span> `}
            ${
                conditions.length === 0
                    ? html`<strong>${share === null ? "Everyone" : `${share} % of everyone`}</strong>`
                    : html`<strong class="word">If</strong> <${ConditionWords} conditions=${conditions} place=${{ project, environment }} />`
            }${conditions.length > 0 && share !== null && html`, <strong>${share} %</strong> of them`}${(share !== null || rule.split) && buckets}
        </p>
        ${share !== null && html`<div class="share-bar" aria-hidden="true"><i style=${{ width: `${share}%` }}></i></div>`}
        ${
            answer.kind === "split"
                ? html`<${SplitBar} split=${answer.split} label=${`Split of ${name}`} />`
                : html`<p class="gets"><span class="muted">gets</span> ${
                      answer.kind === "variant"
                          ? html`<code>${answer.variant}</code> <code class="value">${variantValue(flag, answer.variant)}</code>`
                          : html`<code class="value">${valueWords(answer.value)}</code>`
                  }</p>`
        }`;
}

/**
 * @param {Targeting} targeting
 * @param {Rule} rule
 * @param {string} name
 * @param {boolean} on
 */
async function toggle({ project, environment, flag }, rule, name, on) {
    const word = on ? "on" : "off";
    const what = `${name} of ${flag.key}`;
    if (!(await agreed(environment, `Switch ${what} ${word} in ${environment.name}?`, `Switch ${word}`)))
        return;
    try {
        await switchRule(project.id, rule, on);
        const undo = () => switchRule(project.id, rule, !on);
        toast(`${what.charAt(0).toUpperCase()}${what.slice(1)} is ${word} in ${environment.name}`, { undo });
    } catch (error) {
        toastError(`Switching ${what} ${word}`, error);
    }
}

/**
 * @param {Targeting} targeting
 * @param {Rule} rule
 * @param {string} name
 */
async function erase({ project, environment, flag, rules }, rule, name) {
    try {
        const { warnings = [] } = await deleteRule(project.id, rule, { dryRun: true });
        const gone = await review({
            title: `Delete ${name} of ${flag.key} in ${environment.name}?`,
            action: "Delete the rule",
            environment,
            changes: [
                `No longer: ${ruleWords(draftOf(rule))}`,
                "Users that it reached get the answer of a later rule, or the default",
            ],
            warnings,
            rules,
            danger: true,
            run: () => deleteRule(project.id, rule, { ifMatch: rule.version }),
        });
        if (gone) toast(`A rule of ${flag.key} is deleted in ${environment.name}`);
    } catch (error) {
        toastError(`Deleting ${name}`, error);
    }
}
