/** The start of the console: the session first, then the page of the address. */

import { navigate, locationStore } from "./history.js";
import * as resource from "./resource.js";
import { find } from "./router.js";
import { ROUTES } from "./routes.js";
import { sessionStore, start } from "./session.js";
import { useStore } from "./store.js";
import { follow, onChange } from "./stream.js";
import { html, render, useEffect } from "./ui.js";
import { Button } from "./components/button.js";
import { Confirmations } from "./components/confirm.js";
import { Logo } from "./components/logo.js";
import { Notice } from "./components/notice.js";
import { Outlet } from "./components/outlet.js";
import { SignInAgain } from "./components/sign-in-again.js";
import { Toasts } from "./components/toast.js";
import { Shell } from "./shell.js";

/** @import { Session } from "./types.js" */

const HOME = "/projects";
/** Where a new account begins. */
const GUIDE = "/start";

/** @param {Session} session */
const identityOf = (session) => `${session.user.id} ${session.current_organization?.id}`;

let identity = "";
sessionStore.subscribe(({ session }) => {
    const next = session ? identityOf(session) : "";
    if (next !== identity) resource.clear();
    identity = next;
});
onChange((event) => {
    if (event.type === "snapshot.reset" && !event.environment_id) resource.invalidate(() => true);
});

/** Sends the person to a page that fits the session. */
function useRedirects() {
    const { path, query } = useStore(locationStore);
    const { status } = useStore(sessionStore);
    const match = find(ROUTES, path);
    useEffect(() => {
        const next = query.get("next");
        if (status === "signed-out" && !match?.route.open) {
            const here = path === "/" ? null : path + location.search;
            void navigate("/sign-in", { replace: true, query: { next: here } });
        } else if (status === "signed-in" && (path === "/" || ["/sign-in", "/register"].includes(path))) {
            const home = path === "/register" ? GUIDE : next?.startsWith("/") ? next : HOME;
            void navigate(home, { replace: true });
        }
    }, [status, path]);
    return { match, query };
}

function App() {
    const { status, session } = useStore(sessionStore);
    const { match, query } = useRedirects();
    useEffect(
        () => (session && status !== "elsewhere" ? follow(identityOf(session)) : undefined),
        [session && identityOf(session), status === "elsewhere"],
    );
    if (status === "starting") return null;
    if (status === "unreachable") return html`<${Unreachable} />`;
    const page = html`<${Outlet} match=${match} query=${query} />`;
    return html`
        ${
            session && !match?.route.open
                ? html`<${Shell} key=${identityOf(session)} session=${session} match=${match}>${page}<//>`
                : match?.route.open && html`<main class="open"><${Logo} />${page}</main>`
        }
        ${session && (status === "expired" || status === "elsewhere") && html`<${SignInAgain} status=${status} session=${session} />`}
        <${Confirmations} />
        <${Toasts} />
    `;
}

/** Browsers give cookies that last, and locks between tabs, only to these. */
function Insecure() {
    return html`<main class="open">
        <${Logo} />
        <h1>Togul</h1>
        <${Notice} tone="error">
            <p>The console needs HTTPS, or a server on localhost: over plain HTTP the browser keeps no session. Open it at an address that begins with https://.</p>
        <//>
    </main>`;
}

function Unreachable() {
    return html`<main class="open">
        <${Logo} />
        <h1>Togul</h1>
        <${Notice} tone="error"><p>The server cannot be reached. The console tries again every few seconds.</p><//>
        <${Button} kind="primary" onClick=${start}>Try now<//>
    </main>`;
}

// The address changes without a new document, and the icon's address would change with it if it stayed relative.
for (const link of document.querySelectorAll("link")) link.setAttribute("href", link.href);

const root = document.getElementById("app");
if (root) render(isSecureContext ? html`<${App} />` : html`<${Insecure} />`, root);
if (isSecureContext) void start();
