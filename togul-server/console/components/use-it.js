/** How a program asks for the flag, in each language. */

/** @import { Environment, Flag, Project } from "../types.js" */
import { CONSOLE_URL } from "../api.js";
import { Link } from "../router.js";
import { snippets } from "../snippets.js";
import { html, useState } from "../ui.js";
import { CopyButton } from "./copy-button.js";
import { Tabs } from "./tabs.js";

const SETTING = "togul-language";

/** @param {{ project: Project, environment: Environment, flag: Flag }} props */
export function UseIt({ project, environment, flag }) {
    const [language, setLanguage] = useState(() => localStorage.getItem(SETTING) ?? "curl");
    const server = new URL("../", CONSOLE_URL).href.replace(/\/$/, "");
    const all = snippets({ flag, environment: environment.key, server });
    /** @param {string} key */
    const choose = (key) => {
        localStorage.setItem(SETTING, key);
        setLanguage(key);
    };
    const tabs = all.map(({ key, label, install, code }) => ({
        key,
        label,
        panel: () => html`<div class="snippet">
            ${install && html`<p class="muted"><code>${install}</code></p>`}
            <div class="code-block">
                <pre tabindex="0" aria-label=${`${label} for ${flag.key}`}><code>${code}</code></pre>
                <${CopyButton} text=${code} label=${`Copy the lines for ${label}`} />
            </div>
        </div>`,
    }));
    return html`<div class="use-it">
        <p class="muted">
            Replace <code>tgl_srv_…</code> by an API key of ${environment.name}:${" "}
            <${Link} to=${`/projects/${project.slug}/environments`}>Environments and keys<//>
        </p>
        <${Tabs} label="Languages" tabs=${tabs} chosen=${language} onChoose=${choose} />
    </div>`;
}
