/** What a flag answers, from top to bottom as the server evaluates it: off, prerequisites, rules, default. */

/** @import { Environment, Flag, Project, Rule } from "../types.js" */
/** @import { Targeting } from "./rule-list.js" */
import { useSegments } from "../data/segments.js";
import { right } from "../permissions.js";
import { attributesOf, conditionsOf, valueWords } from "../rules.js";
import { html, useMemo, useState } from "../ui.js";
import { Button } from "./button.js";
import { FlagSwitch } from "./flag-switch.js";
import { IndividualUsers } from "./individual-users.js";
import { Prerequisites } from "./prerequisites.js";
import { RuleEditor } from "./rule-editor.js";
import { RuleList } from "./rule-list.js";

const MAX_RULES = 200;
const ARCHIVED = { allowed: false, reason: "The flag is archived: restore it first" };

/**
 * @param {Project} project
 * @param {Environment} environment
 * @param {Flag} flag
 * @param {Rule[]} rules
 * @returns {Targeting}
 */
export function useTargeting(project, environment, flag, rules) {
    const { data: segments } = useSegments(project.id);
    const suggestions = useMemo(() => {
        const here = (segments ?? []).filter((one) => one.environment_id === environment.id);
        const used = [
            ...rules.flatMap((rule) => [...attributesOf(conditionsOf(rule)), rule.bucket_by]),
            ...here.flatMap((one) => [
                one.attribute,
                ...one.rules.flatMap(({ conditions }) => attributesOf(conditions)),
            ]),
        ];
        const attributes = [...new Set(["user_id", ...used])].sort();
        return { attributes, segments: here.map(({ key }) => key).sort() };
    }, [segments, rules, environment]);
    const rights = {
        flags: flag.archived_at ? ARCHIVED : right("flags.write", project.permissions),
        rules: flag.archived_at ? ARCHIVED : right("rules.write", project.permissions),
    };
    return { project, environment, flag, rules, rights, suggestions };
}

/** @param {{ targeting: Targeting, openAnswers: () => void }} props */
export function FlagTargeting({ targeting, openAnswers }) {
    const { project, environment, flag, rules, rights } = targeting;
    const [addsRule, setAddsRule] = useState(false);
    const [addsUsers, setAddsUsers] = useState(false);
    const writes = rights.rules;
    const full = rules.length >= MAX_RULES;
    const may = full ? { allowed: false, reason: `A flag has at most ${MAX_RULES} rules` } : writes;
    const off = flag.off_value ?? flag.default_value;
    const ruled = rules.some((rule) => rule.is_active);
    const same = JSON.stringify(off) === JSON.stringify(flag.default_value);
    const toAnswers = html`<${Button} kind="quiet" label=${`Edit the answers of ${flag.key}`} right=${rights.flags} onClick=${openAnswers}>Edit<//>`;
    return html`<ol class="targeting">
        <li>
            <h2>Switch</h2>
            <div class="targeting-row">
                <p class=${flag.enabled ? "" : "off"}>
                    <${FlagSwitch} project=${project} environment=${environment} flag=${flag} right=${rights.flags} />
                    ${
                        flag.enabled
                            ? html`<span class="muted">While off, all users get <code class="value">${valueWords(off)}</code></span>`
                            : html`<span>All users get <code class="value">${valueWords(off)}</code>. What follows acts when the flag is on.</span>`
                    }
                </p>
                ${toAnswers}
            </div>
        </li>
        <li>
            <h2>Prerequisites</h2>
            <${Prerequisites} key=${flag.id} targeting=${targeting} />
        </li>
        <li>
            <h2>Rules <span class="muted">${rules.length > 1 ? "the first that matches decides" : ""}</span></h2>
            <${RuleList} targeting=${targeting} />
            ${
                addsRule &&
                html`<div class="rule new"><div class="rule-body">
                    <${RuleEditor} targeting=${targeting} name="New rule" onClose=${() => setAddsRule(false)} />
                </div></div>`
            }
            <div class="actions">
                ${
                    !addsRule &&
                    html`<${Button} icon="plus" label=${`Add a rule to ${flag.key}`} right=${may} onClick=${() => setAddsRule(true)}>Add a rule<//>`
                }
                <${Button} icon="members" label=${`Add individual users to ${flag.key}`} right=${writes} onClick=${() => setAddsUsers(true)}>
                    Add individual users
                <//>
            </div>
        </li>
        <li>
            <h2>Default</h2>
            <div class="targeting-row">
                <p>
                    ${ruled ? "All others get" : "All users get"} <code class="value">${valueWords(flag.default_value)}</code>
                    ${!ruled && same && html`<span class="muted"> on or off: add a rule for those who get something else, or edit the default.</span>`}
                </p>
                ${toAnswers}
            </div>
        </li>
    </ol>
    ${addsUsers && html`<${IndividualUsers} targeting=${targeting} onClose=${() => setAddsUsers(false)} />`}`;
}
