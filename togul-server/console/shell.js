/** What surrounds every page of a signed-in person: navigation, switchers, search, and the state of the connection. */

/** @import { Child, Session } from "./types.js" */
/** @import { Match } from "./router.js" */
import { useProjects } from "./data/projects.js";
import { useShortcut } from "./keyboard.js";
import { Link } from "./router.js";
import { useStore } from "./store.js";
import { streamStore } from "./stream.js";
import { html, useLayoutEffect, useState } from "./ui.js";
import { Button } from "./components/button.js";
import { Icon } from "./components/icon.js";
import { KeyboardHelp } from "./components/keyboard-help.js";
import { Logo } from "./components/logo.js";
import { Navigation } from "./components/navigation.js";
import { Palette } from "./components/palette.js";
import { AccountMenu, OrganizationMenu, ProjectMenu } from "./components/switchers.js";

/** @param {{ session: Session, match: Match | null, children?: Child }} props */
export function Shell({ session, match, children }) {
    const [open, setOpen] = useState(/** @type {"palette" | "keys" | "navigation" | null} */ (null));
    const { data: projects } = useProjects();
    const project = projects?.find((one) => one.slug === match?.params.project) ?? null;
    const close = () => setOpen(null);
    useShortcut("mod+k", "Find flags, segments, projects and pages", () => setOpen("palette"));
    useShortcut("?", "Show the keyboard shortcuts", () => setOpen("keys"));
    // Before the next event: a shortcut that follows at once opens its dialog on the new page.
    useLayoutEffect(close, [match?.route.path, match?.params.project]);
    /** @param {MouseEvent} event */
    const skip = (event) => {
        // The browser would change the address, which counts as leaving the page.
        event.preventDefault();
        document.getElementById("main")?.focus();
    };

    return html`<div class="shell">
        <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
        <header class="top">
            <${Button}
                kind="quiet"
                icon="menu"
                label=${open === "navigation" ? "Close the navigation" : "Open the navigation"}
                onClick=${() => setOpen(open === "navigation" ? null : "navigation")}
            />
            <${Link} to="/projects" class="brand" label="Togul, projects"><${Logo} /><span>Togul</span><//>
            <${OrganizationMenu} session=${session} />
            ${project && html`<${ProjectMenu} project=${project} projects=${projects ?? []} path=${match?.route.path ?? ""} />`}
            <span class="space"></span>
            <${Connection} />
            <button type="button" class="button find" onClick=${() => setOpen("palette")} title="Find flags, segments, projects and pages">
                <${Icon} name="search" /><span>Find</span> <kbd>${navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl"} K</kbd>
            </button>
            <${Button} kind="quiet" icon="help" label="Keyboard shortcuts" onClick=${() => setOpen("keys")} />
            <${AccountMenu} session=${session} />
        </header>
        <${Navigation} session=${session} project=${project} path=${match?.route.path ?? ""} open=${open === "navigation"} />
        <main id="main" tabindex="-1">${children}</main>
        ${open === "palette" && html`<${Palette} projects=${projects ?? []} project=${project} onClose=${close} />`}
        ${open === "keys" && html`<${KeyboardHelp} onClose=${close} />`}
    </div>`;
}

/** Says when what is shown may be old. */
function Connection() {
    const status = useStore(streamStore);
    const text = { connecting: "Connecting", live: "Live", lost: "Reconnecting …" }[status];
    const title = {
        connecting: "Waiting for the change stream",
        live: "Changes by other people show at once",
        lost: "The connection is lost: what is shown may be old",
    }[status];
    return html`<span class=${`connection ${status}`} role="status" title=${title}><i aria-hidden="true"></i><span>${text}</span></span>`;
}
