/** The address in the browser: reading it, changing it, and asking before a page with unsaved changes is left. */

import { CONSOLE_URL } from "./api.js";
import { Store } from "./store.js";

/** @typedef {{ path: string, query: URLSearchParams, hash: string }} Location `path` is below the console, such as `/projects`. */

/** @returns {Location} */
function read() {
    const path = "/" + location.pathname.slice(CONSOLE_URL.pathname.length).replace(/\/+$/, "");
    return { path, query: new URLSearchParams(location.search), hash: location.hash.slice(1) };
}

/** @type {Store<Location>} */
export const locationStore = new Store(read());

/**
 * What asks whether to leave, one for each unsaved change; each returns a promise of the answer.
 * @type {(() => Promise<boolean>)[]}
 */
const guards = [];
let index = Number(history.state?.index ?? 0);
/** Whether the person has agreed to the next move. */
let allowed = false;
history.replaceState({ index }, "");

/**
 * The address of a page, for `href`.
 * @param {string} path below the console
 * @param {Record<string, string | null | undefined>} [query] null and empty values are left out
 */
export function href(path, query = {}) {
    const url = new URL(path.replace(/^\//, ""), CONSOLE_URL);
    for (const [name, value] of Object.entries(query)) {
        if (value) url.searchParams.set(name, value);
    }
    return url.pathname + url.search + url.hash;
}

async function mayLeave() {
    // Several changes that ask the same question ask it once.
    for (const guard of new Set(guards)) {
        if (!(await guard())) return false;
    }
    return true;
}

/**
 * Opens a page, unless the person stays on one with unsaved changes; then the answer is false.
 * @param {string} path as for `href`
 * @param {{ replace?: boolean, query?: Record<string, string | null | undefined> }} [options]
 */
export async function navigate(path, { replace = false, query } = {}) {
    if (!(await mayLeave())) return false;
    if (!replace) index += 1;
    history[replace ? "replaceState" : "pushState"]({ index }, "", href(path, query));
    locationStore.set(read());
    if (!replace) scrollTo(0, 0);
    return true;
}

/**
 * Changes the query of this page in place.
 * @param {Record<string, string | null>} changes null and empty values are removed
 */
export function setQuery(changes) {
    const { path, query } = read();
    const next = { ...Object.fromEntries(query), ...changes };
    history.replaceState({ index }, "", href(path, next));
    locationStore.set(read());
}

/**
 * @param {() => Promise<boolean>} guard
 * @returns {() => void} removes it
 */
export function addGuard(guard) {
    guards.push(guard);
    return () => void guards.splice(guards.indexOf(guard), 1);
}

addEventListener("popstate", async (event) => {
    const target = Number(event.state?.index ?? 0);
    const steps = target - index;
    if (guards.length === 0 || allowed) {
        allowed = false;
        index = target;
        locationStore.set(read());
    } else if (steps !== 0) {
        // The browser has already moved: move back, ask, and move again.
        history.go(-steps);
        allowed = await mayLeave();
        if (allowed) history.go(steps);
    }
});

addEventListener("beforeunload", (event) => {
    if (guards.length > 0) event.preventDefault();
});
