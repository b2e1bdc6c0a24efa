/** Pages by path: finds the page of an address, loads its module, and links to others. */

/** @import { Child, ComponentType } from "./types.js" */
import { addGuard, href, navigate } from "./history.js";
import { createContext, html, useContext, useLayoutEffect } from "./ui.js";

/**
 * `path` has parameters, such as `/projects/:project/flags`. `open` pages need no session. A page with `nav` stands in the
 * navigation, of the project if its path has one, else of the organization; with `permission` only for those who have it.
 * @typedef {{
 *   path: string,
 *   load: () => Promise<{ default: ComponentType }>,
 *   open?: boolean,
 *   nav?: string,
 *   icon?: import("./components/icon.js").IconName,
 *   permission?: string,
 * }} Route
 * @typedef {{ route: Route, params: Record<string, string> }} Match
 */

/**
 * @param {Route[]} routes
 * @param {string} path
 * @returns {Match | null}
 */
export function find(routes, path) {
    const parts = path.split("/");
    for (const route of routes) {
        const wanted = route.path.split("/");
        if (wanted.length !== parts.length) continue;
        /** @type {Record<string, string>} */
        const params = {};
        const fits = wanted.every((part, at) => {
            if (!part.startsWith(":")) return part === parts[at];
            params[part.slice(1)] = decode(parts[at]);
            return parts[at] !== "";
        });
        if (fits) return { route, params };
    }
    return null;
}

/** @param {string} part */
function decode(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

/**
 * The path of a route with its parameters filled in.
 * @param {string} pattern
 * @param {Record<string, string>} params
 */
export function fill(pattern, params) {
    return pattern.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ""));
}

/** The address of the page that is shown. @typedef {{ params: Record<string, string>, query: URLSearchParams }} PageAddress */

/** @type {import("./vendor/preact.js").Context<PageAddress>} */
export const Place = createContext({ params: {}, query: new URLSearchParams() });

/** The parameters of the page's path. */
export const useParams = () => useContext(Place).params;

/** The query of the page's address. */
export const useQuery = () => useContext(Place).query;

/**
 * A link to a page of the console.
 * @param {{ to: string, query?: Record<string, string | null>, class?: string, current?: boolean, label?: string, children?: Child }} props
 */
export function Link({ to, query, class: className, current, label, children }) {
    /** @param {MouseEvent} event */
    const follow = (event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        void navigate(to, { query });
    };
    return html`<a
        href=${href(to, query)}
        class=${className}
        aria-current=${current ? "page" : undefined}
        aria-label=${label}
        onClick=${follow}
        >${children}</a
    >`;
}

/**
 * Asks before the page is left while `dirty`.
 * @param {boolean} dirty
 * @param {() => Promise<boolean>} ask
 */
export function useGuard(dirty, ask) {
    useLayoutEffect(() => (dirty ? addGuard(ask) : undefined), [dirty]);
}
