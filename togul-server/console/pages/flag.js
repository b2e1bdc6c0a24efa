/** A flag in one environment: its switch, prerequisites, rules and default; its history, its uses, and how to ask for it. */

/** @import { AuditEntry, Environment, Flag, Project, Rule } from "../types.js" */
import { Button } from "../components/button.js";
import { CreateFlagHere } from "../components/create-flag-here.js";
import { FlagActions, restore } from "../components/flag-actions.js";
import { FlagAnswers } from "../components/flag-answers.js";
import { FlagTargeting, useTargeting } from "../components/flag-targeting.js";
import { LoadError, Notice } from "../components/notice.js";
import { ObjectHistory } from "../components/object-history.js";
import { ObjectPage } from "../components/object-page.js";
import { ObjectTabs } from "../components/object-tabs.js";
import { ProjectPage } from "../components/project-page.js";
import { Skeleton } from "../components/skeleton.js";
import { UseIt } from "../components/use-it.js";
import { UsedBy } from "../components/used-by.js";
import { changeFlag, useFlag, useRules, useUsers } from "../data/flag.js";
import { navigate } from "../history.js";
import { right } from "../permissions.js";
import { useParams } from "../router.js";
import { draftOf, ruleWords } from "../rules.js";
import { html } from "../ui.js";

/** @typedef {{ project: Project, environment: Environment, flag: Flag }} FlagPlace */

export default function FlagPage() {
    return html`<${ProjectPage} title="Flag" page=${FlagOfProject} />`;
}

/** @param {{ project: Project }} props */
function FlagOfProject({ project }) {
    const key = useParams().flag;
    const flags = useFlag(project.id, key);
    /** @type {(environment: Environment, environments: Environment[], flags: Record<string, Flag>) => any} */
    const create = (environment, environments, all) =>
        html`<${CreateFlagHere} ...${{ project, environment, environments }} name=${key} flags=${all} />`;
    /** @type {(flag: Flag, environment: Environment, onRename: () => void) => any} */
    const actions = (flag, environment, onRename) => {
        const query = { environment: environment.key, flag: key };
        return html`
            <${Button} icon="play" onClick=${() => navigate(`/projects/${project.slug}/playground`, { query })}>Test a user<//>
            <${FlagActions} ...${{ project, environment, flag, onRename }} />
        `;
    };
    /** @type {(flag: Flag, environment: Environment, path: string) => any} */
    const here = (flag, environment, path) =>
        html`<${FlagHere} key=${flag.id} place=${{ project, environment, flag }} path=${path} />`;
    return html`<${ObjectPage}
        ...${{ project, actions, create, here, stateOf }}
        kind="flag"
        list=${{ label: "Flags", to: `/projects/${project.slug}/flags` }}
        objectKey=${key}
        objects=${flags}
        detail=${(/** @type {Flag} */ flag) => flag.value_type}
        absent=${(/** @type {Environment} */ { name }) =>
            `Programs in ${name} use the default in their code. Create it as it is in another environment, switched off at first.`}
        rename=${(/** @type {Flag} */ flag, /** @type {any} */ fields, /** @type {any} */ options) =>
            changeFlag(project.id, flag, fields, options)}
    />`;
}

/** @param {Flag} flag */
function stateOf({ archived_at, enabled }) {
    if (archived_at) return "archived";
    return enabled ? "on" : "off";
}

/** @param {{ place: FlagPlace, path: string }} props */
function FlagHere({ place, path }) {
    const { data, error, reload } = useRules(place.project.id, place.flag);
    if (!data) {
        return error
            ? html`<${LoadError} error=${error} what="The rules" retry=${reload} />`
            : html`<${Skeleton} what="The rules" rows=${5} />`;
    }
    const present = { ...place, flag: data.flag };
    return html`${data.flag.archived_at && html`<${Archived} ...${present} />`}
        <${FlagTabs} place=${present} rules=${data.rules} path=${path} />`;
}

/** @param {FlagPlace} place */
function Archived(place) {
    const { project, environment } = place;
    const may = right("flags.write", project.permissions);
    return html`<${Notice} tone="info">
        <p>The flag is archived in ${environment.name}: programs do not find it, and nothing in it can be changed.</p>
        <p><${Button} icon="undo" right=${may} onClick=${() => restore(place)}>Restore<//></p>
    <//>`;
}

/** @param {{ place: FlagPlace, rules: Rule[], path: string }} props */
function FlagTabs({ place, rules, path }) {
    const { project, environment, flag } = place;
    const targeting = useTargeting(project, environment, flag, rules);
    const tabs = [
        {
            key: "targeting",
            label: "Targeting",
            panel: (/** @type {(tab: string) => void} */ open) =>
                html`<${FlagTargeting} targeting=${targeting} openAnswers=${() => open("answers")} />`,
        },
        {
            key: "answers",
            label: "Answers and variants",
            panel: () => html`<${FlagAnswers} targeting=${targeting} />`,
        },
        {
            key: "history",
            label: "History",
            panel: () =>
                html`<${ObjectHistory}
                    project=${project}
                    id=${flag.id}
                    filter=${{ flag_id: flag.id }}
                    what=${`${flag.key} in ${environment.name}`}
                    about=${(/** @type {AuditEntry} */ entry) => partOf(entry, rules)}
                />`,
        },
        { key: "used-by", label: "Used by", panel: () => html`<${FlagUsers} ...${place} />` },
        { key: "use", label: "Use it", panel: () => html`<${UseIt} ...${place} />` },
    ];
    return html`<${ObjectTabs} label=${`Parts of ${flag.key}`} ...${{ path, environment, tabs }} />`;
}

/**
 * Which rule an entry of the history is about, as it is now.
 * @param {AuditEntry} entry
 * @param {Rule[]} rules
 */
function partOf({ target_type, target_id }, rules) {
    if (target_type !== "rule") return null;
    const at = rules.findIndex(({ id }) => id === target_id);
    if (at < 0) return html` <span class="muted">a rule that is deleted</span>`;
    return html` <span class="muted">rule ${at + 1}: ${ruleWords(draftOf(rules[at]))}</span>`;
}

/** @param {FlagPlace} props */
function FlagUsers({ project, environment, flag }) {
    const users = useUsers(project.id, flag);
    return html`<${UsedBy}
        ...${{ project, environment, users }}
        what=${flag.key}
        use=${`requires ${flag.key}`}
        none="No other flag requires this one. Programs that ask for it are not listed."
    />`;
}
