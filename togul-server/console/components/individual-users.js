/** Gives single users an answer of their own, in one step and before all other rules. */

/** @import { Answer } from "../rules.js" */
/** @import { Targeting } from "./rule-list.js" */
import { saveUsers, usersRule } from "../data/rules.js";
import { useForm } from "../form.js";
import { answerWords } from "../rules.js";
import { html } from "../ui.js";
import { AnswerField } from "./answer-field.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field, TextField } from "./field.js";
import { ListField } from "./list-field.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { toast } from "./toast.js";

/** @param {{ targeting: Targeting, onClose: () => void }} props */
export function IndividualUsers({ targeting, onClose }) {
    const { project, environment, flag, rules } = targeting;
    const start = {
        attribute: "user_id",
        users: /** @type {string[]} */ ([]),
        answer: /** @type {Answer} */ ({
            kind: "value",
            value: flag.value_type === "boolean" ? !flag.default_value : flag.default_value,
        }),
    };
    const form = useForm(start, async (fields) => {
        const { warnings = [] } = await saveUsers(project.id, flag, rules, fields, { dryRun: true });
        const count = fields.users.length === 1 ? "1 user gets" : `${fields.users.length} users get`;
        const found = usersRule(rules, fields.attribute, fields.answer);
        const place = found
            ? `They join rule ${rules.indexOf(found.rule) + 1}`
            : "A new first rule, before all others";
        const agreed = await review({
            title: `Add individual users in ${environment.name}?`,
            action: "Add the users",
            environment,
            changes: [`${count} ${answerWords(fields.answer)}: ${shortened(fields.users)}`, place],
            warnings,
            rules,
        });
        if (!agreed) return;
        await saveUsers(project.id, flag, rules, fields);
        toast(`${count} ${answerWords(fields.answer)} in ${environment.name}`);
        onClose();
    });
    const { values, set } = form;
    const right = { allowed: values.users.length > 0, reason: "Enter at least one user" };
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="individual-users" kind="primary" right=${right} busy=${form.busy}>Review and save<//>
    `;
    return html`<${Dialog} title="Individual users" onClose=${onClose} actions=${actions}>
        <form id="individual-users" onSubmit=${form.submit}>
            <${Field} label="Users" hint="Separated by commas, or one a line." error=${form.errorOf("conditions")}>
                ${(/** @type {Record<string, unknown>} */ control) => html`<${ListField}
                    control=${control}
                    values=${values.users}
                    onChange=${(/** @type {string[]} */ users) => set({ users })}
                />`}
            <//>
            <${TextField} form=${form} name="attribute" label="Compared with the attribute" code />
            <${AnswerField}
                flag=${flag}
                what="the users"
                single
                answer=${values.answer}
                error=${form.errorOf("return_value")}
                onChange=${(/** @type {Answer} */ answer) => set({ answer })}
            />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

/** @param {string[]} users */
const shortened = (users) =>
    users.length > 10 ? `${users.slice(0, 10).join(", ")} and ${users.length - 10} more` : users.join(", ");
