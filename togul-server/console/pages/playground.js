/** What each flag answers for a context, and why. The question is in the address. */

/** @import { Environment, Flag, Project, Rule } from "../types.js" */
/** @import { Context } from "../contexts.js" */
/** @import { Answers } from "../data/playground.js" */
import { AnswerPath } from "../components/answer-path.js";
import { AnswerTable, SegmentTable, shownFlags } from "../components/answer-table.js";
import { Button } from "../components/button.js";
import { ContextField } from "../components/context-field.js";
import { CopyButton } from "../components/copy-button.js";
import { Empty } from "../components/empty.js";
import { LoadError } from "../components/notice.js";
import { Page } from "../components/page.js";
import { PlaygroundFilters } from "../components/playground-filters.js";
import { ProjectPage } from "../components/project-page.js";
import { Skeleton } from "../components/skeleton.js";
import { attributesOf, readContext } from "../contexts.js";
import { useEnvironments } from "../data/environments.js";
import { useFlag, useRules } from "../data/flag.js";
import { useAnswers } from "../data/playground.js";
import { ApiError } from "../errors.js";
import { setQuery } from "../history.js";
import { Link, useQuery } from "../router.js";
import { html, useEffect, useRef, useState } from "../ui.js";

const TYPING_MS = 300;
/** @type {Context} */
const EXAMPLE = { user_id: "user-1" };

export default function Playground() {
    return html`<${ProjectPage} title="Playground" permission="rules.read" page=${PlaygroundOfProject} />`;
}

/** @param {{ project: Project }} props */
function PlaygroundOfProject({ project }) {
    const { data: environments, error, reload } = useEnvironments(project.id);
    return html`<${Page}
        title="Playground"
        name=${`Playground of ${project.name}`}
        levels=${[
            { label: "Projects", to: "/projects" },
            { label: project.name, to: `/projects/${project.slug}/flags` },
        ]}
        lead="What each flag answers for a context, and why. Nothing here counts as usage."
        actions=${html`<${ShareLink} />`}
    >
        ${error && !environments && html`<${LoadError} error=${error} what="The environments" retry=${reload} />`}
        ${!error && !environments && html`<${Skeleton} what="Environments" />`}
        ${
            environments?.length === 0 &&
            html`<${Empty} icon="environment" title="No environments yet" action=${html`<${Link} to=${`/projects/${project.slug}/environments`}>Create an environment<//>`}>
            Flags answer in an environment. Create one first.
        <//>`
        }
        ${environments?.length && html`<${Questions} project=${project} environments=${environments} />`}
    <//>`;
}

function ShareLink() {
    // The address changes with the question; the button copies it as it is then.
    useQuery();
    return html`<span class="share-link">Link to this question <${CopyButton} text=${location.href} label="Copy the link to this question" /></span>`;
}

/** @param {{ project: Project, environments: Environment[] }} props */
function Questions({ project, environments }) {
    const query = useQuery();
    const [contexts, setContexts] = useState(
        /** @type {() => (Context | null)[]} */ (
            () => {
                const beside = query.get("beside");
                return [
                    readContext(query.get("context")) ?? EXAMPLE,
                    ...(beside === null ? [] : [readContext(beside)]),
                ];
            }
        ),
    );
    const environment = environments.find((one) => one.key === query.get("environment")) ?? environments[0];
    const flag = query.get("flag");
    const first = useAnswers(project.id, environment.id, contexts[0], flag);
    const second = useAnswers(project.id, environment.id, contexts[1] ?? null, flag);
    const search = query.toString();
    useEffect(() => {
        const write = () => {
            const [context, beside] = contexts.map((one) => one && JSON.stringify(one));
            setQuery({ ...(context && { context }), ...(beside === null ? {} : { beside: beside ?? null }) });
        };
        const timer = setTimeout(write, TYPING_MS);
        return () => clearTimeout(timer);
    }, [contexts, search]);

    const asked = contexts.length > 1 ? [first, second] : [first];
    const attributes = attributesOf(asked.map(({ answers }) => answers));
    const change = (/** @type {number} */ at) => (/** @type {Context | null} */ context) =>
        setContexts(contexts.with(at, context));
    const failed = asked.find((one) => one.error);
    const absent = failed?.error instanceof ApiError && failed.error.field?.startsWith("flag_keys");
    const all = asked.flatMap(({ answers }) => answers ?? []);
    return html`
        <${PlaygroundFilters} environments=${environments} environment=${environment} flag=${flag} two=${contexts.length > 1}>
            ${
                contexts.length === 1 &&
                html`<${Button} icon="plus" onClick=${() => setContexts([contexts[0], { ...contexts[0] }])}>Compare with another context<//>`
            }
        <//>
        <div class="beside">
            ${contexts.map(
                (context, at) => html`<${ContextField}
                    key=${at}
                    label=${contexts.length > 1 ? `Context ${at + 1}` : "Context"}
                    context=${context}
                    attributes=${attributes}
                    onChange=${change(at)}
                    onRemove=${at === 1 ? () => setContexts([contexts[0]]) : undefined}
                />`,
            )}
        </div>
        ${absent && html`<${Empty} icon="flag" title=${`No flag ${flag} in ${environment.name}`}>It may be archived, or exist in another environment.<//>`}
        ${failed && !absent && html`<${LoadError} error=${failed.error} what="The answers" retry=${failed.retry} />`}
        ${!failed && all.length < asked.length && html`<${Skeleton} what="Answers" rows=${3} />`}
        ${
            !failed &&
            all.length === asked.length &&
            (flag
                ? html`<${Paths} project=${project} environment=${environment} flag=${flag} all=${all} />`
                : html`<${Answered} project=${project} environment=${environment} all=${all} />`)
        }
    `;
}

/** @param {{ project: Project, environment: Environment, all: Answers[] }} props */
function Answered({ project, environment, all }) {
    const query = useQuery();
    const keys = shownFlags(all, query.get("q") ?? "", query.has("differing"));
    const place = { environment: environment.key };
    return html`
        ${
            keys.length > 0
                ? html`<${AnswerTable}
                      all=${all}
                      keys=${keys}
                      linkTo=${(/** @type {string} */ flag) => ({
                          to: `/projects/${project.slug}/playground`,
                          query: { ...Object.fromEntries(query), ...place, flag },
                      })}
                  />`
                : html`<${Empty} icon="search" title="No flags match">Change the search or the filters.<//>`
        }
        <${SegmentTable} all=${all} linkTo=${(/** @type {string} */ key) => `/projects/${project.slug}/segments/${encodeURIComponent(key)}?environment=${environment.key}`} />
    `;
}

/** @typedef {{ project: Project, environment: Environment, flag: string, all: Answers[] }} PathProps */

/** The rules give the numbers that they have on the flag's page. @param {PathProps} props */
function Paths(props) {
    const { data: flags, error } = useFlag(props.project.id, props.flag);
    if (!flags && !error) return html`<${Skeleton} what="Rules" rows=${3} />`;
    const held = flags?.find((one) => one.environment_id === props.environment.id && !one.archived_at);
    return held
        ? html`<${PathsWithRules} ...${props} held=${held} />`
        : html`<${PathCards} ...${props} rules=${[]} />`;
}

/** @param {PathProps & { held: Flag }} props */
function PathsWithRules({ held, ...props }) {
    const { data, error } = useRules(props.project.id, held);
    if (!data && !error) return html`<${Skeleton} what="Rules" rows=${3} />`;
    return html`<${PathCards} ...${props} rules=${data?.rules ?? []} />`;
}

/** @param {PathProps & { rules: Rule[] }} props */
function PathCards({ project, environment, flag, all, rules }) {
    const marked = useQuery().get("rule");
    const heading = useRef(/** @type {HTMLElement | null} */ (null));
    // The link that led here, in the table of all flags, is gone.
    useEffect(() => {
        if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    }, []);
    if (all.some(({ flags: answers }) => !answers[flag])) {
        return html`<${Empty} icon="alert" title=${`${flag} cannot be evaluated`}>Something in it is newer than this server.<//>`;
    }
    return html`<div class="beside">
        ${all.map(
            (
                answers,
                at,
            ) => html`<section class="card" key=${at} aria-label=${all.length > 1 ? `${flag} for context ${at + 1}` : flag}>
                <header>
                    <h2 tabindex="-1" ref=${at === 0 ? heading : undefined}>
                        <${Link} to=${`/projects/${project.slug}/flags/${encodeURIComponent(flag)}`} query=${{ environment: environment.key }}><code>${flag}</code><//>
                        ${all.length > 1 && ` for context ${at + 1}`}
                    </h2>
                </header>
                <div class="body">
                    <${AnswerPath} answer=${answers.flags[flag]} rules=${rules} place=${{ project, environment }} marked=${marked} />
                </div>
            </section>`,
        )}
    </div>`;
}
