/** The end of the guide: a line to paste, and word of the first evaluation as soon as the server has seen it. */

/** @import { ApiKey, Environment, Flag, Project } from "../types.js" */
import { CONSOLE_URL } from "../api.js";
import { useApiKeys } from "../data/api-keys.js";
import { useFlags } from "../data/flags.js";
import { Link } from "../router.js";
import { html, useEffect, useMemo, useRef } from "../ui.js";
import { FlagSwitch } from "./flag-switch.js";
import { Icon } from "./icon.js";
import { CopyLine } from "./secret.js";

/** The server notes the use of a key within a second. */
const POLL_MS = 1_500;

/**
 * The command that evaluates the flag.
 * @param {string} secret
 * @param {string} flag its key
 */
function evaluationLine(secret, flag) {
    const address = new URL("../api/v1/evaluate", CONSOLE_URL).href;
    const question = JSON.stringify({ flag_key: flag, context: { user_id: "user-1" } });
    return `curl -s ${address} -H 'X-API-Key: ${secret}' -H 'Content-Type: application/json' -d '${question}'`;
}

/** @param {{ project: Project, environment: Environment, apiKey: ApiKey, secret: string, flag: Flag }} props */
export function FirstEvaluation({ project, environment, apiKey, secret, flag }) {
    const keys = useApiKeys(project.id);
    const seen = Boolean(keys.data?.find((one) => one.id === apiKey.id)?.last_used_at);
    useEffect(() => {
        if (seen) return undefined;
        const timer = setInterval(() => document.hidden || keys.loading || void keys.reload(), POLL_MS);
        return () => clearInterval(timer);
    }, [seen, keys.loading]);
    const line = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => line.current?.querySelector("button")?.focus(), []);
    const environments = useMemo(() => [environment], [environment]);
    const flags = useFlags(project.id, environments, false);
    const current = flags.data?.[environment.id]?.find((one) => one.id === flag.id) ?? flag;
    return html`<div class="prose">
        <p>Run this in a terminal. It asks what <code>${flag.key}</code> answers for the user <code>user-1</code>.</p>
        <div ref=${line}><${CopyLine} text=${evaluationLine(secret, flag.key)} label="the command" /></div>
        <p class=${seen ? "waiting seen" : "waiting"} role="status">
            ${seen ? html`<${Icon} name="check" /> Seen: ${flag.key} was evaluated in ${environment.name}.` : html`<i aria-hidden="true"></i> Waiting for the first evaluation …`}
        </p>
        ${
            seen &&
            html`<p>Now switch the flag and run the command again. The answer changes at once, without a deployment.</p>
                <p class="setting-line"><${FlagSwitch} project=${project} environment=${environment} flag=${current} /> <code>${flag.key}</code> in ${environment.name}</p>
                <p>
                    <${Link} to=${`/projects/${project.slug}/flags/${encodeURIComponent(flag.key)}`}>Open ${flag.key}<//>: its
                    rules decide who gets which answer, and “Use it” has the lines for Rust, Python, JavaScript and OpenFeature.
                </p>`
        }
        <p class="muted">The command contains the secret of the key, which is shown only here. Store it where the program reads it.</p>
    </div>`;
}
