/** Shows the page of an address. The page before stays until the next one is loaded, or for 100 ms. */

/** @import { ComponentType } from "../types.js" */
/** @import { Match } from "../router.js" */
import { fill, Place } from "../router.js";
import { html, useEffect, useMemo, useRef, useState } from "../ui.js";
import { Button } from "./button.js";
import { Notice } from "./notice.js";
import { Page } from "./page.js";
import { Skeleton } from "./skeleton.js";

const PATIENCE_MS = 100;

/** @typedef {{ name: string, params: Record<string, string>, page: ComponentType | null, failed: boolean }} Shown */

/** @param {{ match: Match | null, query: URLSearchParams }} props */
export function Outlet({ match, query }) {
    const [shown, setShown] = useState(
        /** @type {Shown} */ ({ name: "", params: {}, page: null, failed: false }),
    );
    const name = match ? fill(match.route.path, match.params) : "";
    useEffect(() => {
        if (!match) return undefined;
        let current = true;
        const show = (/** @type {ComponentType | null} */ page, failed = false) =>
            current && setShown({ name, params: match.params, page, failed });
        const timer = setTimeout(() => show(null), PATIENCE_MS);
        match.route
            .load()
            .then(
                (module) => show(module.default),
                () => show(null, true),
            )
            .finally(() => clearTimeout(timer));
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [name]);
    // Until the next page is loaded, the one before keeps its query as well.
    const own = useRef(query);
    if (shown.name === name) own.current = query;
    const place = useMemo(() => ({ params: shown.params, query: own.current }), [shown, own.current]);
    if (!match) return html`<${NotFound} />`;
    if (shown.failed) return html`<${Failed} />`;
    if (!shown.page) return html`<${Skeleton} what="The page" />`;
    return html`<${Place.Provider} value=${place}><${shown.page} key=${shown.name} /><//>`;
}

function NotFound() {
    return html`<${Page} title="Page not found" lead="There is nothing at this address. The navigation leads to everything that there is." />`;
}

function Failed() {
    return html`<${Page} title="The page could not be loaded">
        <${Notice} tone="error"><p>The server cannot be reached, or was updated a moment ago.</p><//>
        <${Button} kind="primary" onClick=${() => location.reload()}>Reload<//>
    <//>`;
}
