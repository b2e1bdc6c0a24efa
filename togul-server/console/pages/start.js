/** The guided first flag: project, environment, key, flag, and the first evaluation. */

/** @import { Environment, Flag, Project } from "../types.js" */
/** @import { KeyWithSecret } from "../data/api-keys.js" */
import { FirstEvaluation } from "../components/first-evaluation.js";
import { GuideStep, StepForm } from "../components/guide-step.js";
import { LoadError } from "../components/notice.js";
import { Page } from "../components/page.js";
import { Skeleton } from "../components/skeleton.js";
import { createApiKey } from "../data/api-keys.js";
import { createEnvironment, useEnvironments } from "../data/environments.js";
import { createFlag } from "../data/flags.js";
import { createProject, useProjects } from "../data/projects.js";
import { right, useRight } from "../permissions.js";
import { Link } from "../router.js";
import { html, useState } from "../ui.js";

/** @typedef {{ project?: Project, environment?: Environment, key?: KeyWithSecret, flag?: Flag }} Made */

export default function Start() {
    const [made, setMade] = useState(/** @type {Made} */ ({}));
    const projects = useProjects();
    const mayCreateProjects = useRight("projects.write");
    // What existed when the guide began: what it creates is not offered again.
    const [known, setKnown] = useState(/** @type {Project[] | null} */ (null));
    if (!known && projects.data) setKnown(projects.data);
    const { project, environment, key, flag } = made;
    const environments = useEnvironments(project?.id);
    const steps = [project, environment, key, flag];
    const at = steps.findIndex((one) => !one);
    /** @param {number} step */
    const stateOf = (step) =>
        steps[step] ? "done" : step === at || (at < 0 && step === 4) ? "open" : "later";
    const skip = html`<${Link} to="/projects">Leave the guide<//>`;
    return html`<${Page}
        title="Your first flag"
        lead="Five steps of a few seconds: at the end, a program asks for a flag, and you switch it."
        actions=${skip}
    >
        ${!known && projects.error && html`<${LoadError} error=${projects.error} what="The projects" retry=${projects.reload} />`}
        ${!known && !projects.error && html`<${Skeleton} what="Projects" rows=${5} />`}
        ${
            known &&
            html`<ol class="steps">
                <${GuideStep} number=${1} title="Project" state=${stateOf(0)} result=${project?.name}>
                    <${StepForm}
                        what="project"
                        name="My project"
                        hint="A project holds the flags of one product, such as a shop or an app."
                        existing=${known}
                        right=${mayCreateProjects}
                        choose=${async (
                            /** @type {string | null} */ id,
                            /** @type {{ name: string }} */ { name },
                        ) => {
                            const chosen =
                                known.find((one) => one.id === id) ??
                                (await createProject({ name, description: "" }));
                            setMade({ project: chosen });
                        }}
                    />
                <//>
                <${GuideStep} number=${2} title="Environment" state=${stateOf(1)} result=${environment?.name}>
                    ${project && html`<${EnvironmentStep} project=${project} environments=${environments} choose=${(/** @type {Environment} */ chosen) => setMade({ project, environment: chosen })} />`}
                <//>
                <${GuideStep} number=${3} title="API key" state=${stateOf(2)} result=${key && html`${key.api_key.name}, <code>${key.api_key.key_prefix}…</code>`}>
                    <${StepForm}
                        what="API key"
                        name="My first program"
                        right=${right("api_keys.write", project?.permissions)}
                        hint="A program shows its key to the server. This one has the scope server, for a back end."
                        choose=${async (
                            /** @type {null} */ _id,
                            /** @type {{ name: string }} */ { name },
                        ) => {
                            if (!project || !environment) return;
                            const fields = {
                                environment_id: environment.id,
                                name,
                                scope: /** @type {const} */ ("server"),
                                expires_at: null,
                            };
                            setMade({ ...made, key: await createApiKey(project.id, fields) });
                        }}
                    />
                <//>
                <${GuideStep} number=${4} title="Flag" state=${stateOf(3)} result=${flag && html`${flag.name}, <code>${flag.key}</code>`}>
                    <${StepForm}
                        what="flag"
                        name="My first flag"
                        right=${right("flags.write", project?.permissions)}
                        hint="It answers true when it is on, and false when it is off. It begins off."
                        keyed
                        choose=${async (
                            /** @type {null} */ _id,
                            /** @type {{ name: string, key: string }} */ { name, key: flagKey },
                        ) => {
                            if (!project || !environment) return;
                            setMade({
                                ...made,
                                flag: await createFlag(project.id, firstFlag(environment, name, flagKey)),
                            });
                        }}
                    />
                <//>
                <${GuideStep} number=${5} title="First evaluation" state=${stateOf(4)}>
                    ${
                        project &&
                        environment &&
                        key &&
                        flag &&
                        html`<${FirstEvaluation} project=${project} environment=${environment} apiKey=${key.api_key} secret=${key.secret} flag=${flag} />`
                    }
                <//>
            </ol>`
        }
    <//>`;
}

/**
 * On, it answers its default: true. Off, it answers false.
 * @param {Environment} environment
 * @param {string} name
 * @param {string} key
 */
const firstFlag = (environment, name, key) => ({
    ...{ environment_id: environment.id, name, key, description: "", enabled: false },
    ...{ value_type: /** @type {const} */ ("boolean"), default_value: true, off_value: false },
});

/**
 * @param {{
 *   project: Project,
 *   environments: ReturnType<typeof useEnvironments>,
 *   choose: (environment: Environment) => void,
 * }} props
 */
function EnvironmentStep({ project, environments, choose }) {
    const { data, error, reload } = environments;
    if (!data && error) return html`<${LoadError} error=${error} what="The environments" retry=${reload} />`;
    if (!data) return html`<${Skeleton} what="Environments" rows=${1} />`;
    return html`<${StepForm}
        what="environment"
        name="Development"
        hint="Each environment has its own switch for every flag. Begin with the one in which you try things."
        existing=${data}
        right=${right("environments.write", project.permissions)}
        keyed
        choose=${async (
            /** @type {string | null} */ id,
            /** @type {{ name: string, key: string }} */ fields,
        ) => choose(data.find((one) => one.id === id) ?? (await createEnvironment(project.id, fields)))}
    />`;
}
