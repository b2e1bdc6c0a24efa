/** The question before a save: the change in words, and what the server warns of. */

/** @import { Environment, Rule, Warning } from "../types.js" */
import { html } from "../ui.js";
import { confirm } from "./confirm.js";
import { EnvironmentTag } from "./environment-tag.js";
import { Notice } from "./notice.js";

/**
 * `rules` are those of the flag, in their order, so that warnings can number them.
 * @param {{
 *   title: string,
 *   action: string,
 *   environment: Environment,
 *   changes: string[],
 *   warnings: Warning[],
 *   rules?: Rule[],
 *   danger?: boolean,
 *   run?: () => Promise<unknown>,
 * }} props
 */
export function review({ title, action, environment, changes, warnings, rules = [], danger, run }) {
    const numbers = new Map(rules.map(({ id }, at) => [id, `rule ${at + 1}`]));
    const body = html`
        <ul class="changes">
            ${changes.map((change) => html`<li key=${change}>${change}</li>`)}
        </ul>
        ${
            warnings.length > 0 &&
            html`<${Notice} tone="warning">
                <ul class="warnings">
                    ${warnings.map((warning) => html`<li key=${warning.message}>${warningWords(warning, numbers)}</li>`)}
                </ul>
            <//>`
        }
        <p class="muted">It takes effect immediately in <${EnvironmentTag} environment=${environment} /></p>
    `;
    return confirm({ title, body, action, danger, run });
}

/**
 * The warning for people, with rules by their number instead of their id.
 * @param {Warning} warning
 * @param {Map<string, string>} numbers
 */
export function warningWords(warning, numbers) {
    const nameOf = (/** @type {string | undefined} */ id) =>
        numbers.get(id ?? "") ?? "the rule of this change";
    const rule = nameOf(warning.rule_id);
    const earlier = nameOf(warning.earlier_rule_id);
    const known = {
        unreachable_rule: () => `${rule} never decides, because ${earlier} always matches first.`,
        nested_share: () =>
            `${rule} adds no users: its share is inside of that of ${earlier}. Give it a larger share, or a seed of its own.`,
        moves_users: () => `Users move: ${(warning.moves ?? []).map(moveWords).join(", ")} of the split.`,
        dependent_flags: () => `Answers of other flags may change: ${warning.flags?.join(", ")}.`,
        off_serves_default: () =>
            "The flag answers true while it is off, so switching it off does not switch its feature off.",
    }[warning.code];
    const words = known ? known() : warning.message;
    return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {{ from: string, to: string, share: number }} move */
const moveWords = ({ from, to, share }) => `${share} % from ${from} to ${to}`;
