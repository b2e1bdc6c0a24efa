/**
 * Requests to the API. This is the only module that fetches, and the only one that holds the access token.
 *
 * A 401 renews the token through the cookie and repeats the request. When the session has ended, the request waits until
 * the person has signed in again, and then continues: forms lose nothing.
 */

/** @import { Json, Session } from "./types.js" */
import { ApiError, NetworkError, VersionConflict } from "./errors.js";

/** The folder of the console, and the API beside it. Both are below the path of a proxy, if there is one. */
export const CONSOLE_URL = new URL("./", import.meta.url);
const API_URL = new URL("../api/v1/", CONSOLE_URL);

const TIMEOUT_MS = 30_000;
/** With the present token, with a renewed one, and after signing in again. */
const MAX_ATTEMPTS = 3;

/**
 * @typedef {{
 *   query?: Record<string, string | number | boolean | null | undefined>,
 *   ifMatch?: number,
 *   dryRun?: boolean,
 *   signal?: AbortSignal,
 * }} Options
 */
/**
 * `anonymous` goes without the token. With `once`, a 401 does not renew it.
 * @typedef {Options & { body?: unknown, anonymous?: boolean, cookie?: boolean, once?: boolean }} AllOptions
 */

/** @type {string | null} */
let token = null;
/** The account and organization that the token is for. @type {string | null} */
let holder = null;

/**
 * What `session.js` does when the server refuses the token: renew it, or have the person sign in again.
 * @type {(refused: string | null) => Promise<void>}
 */
let renew = () => Promise.reject(new ApiError(401, { code: "unauthorized", message: "not signed in" }));

/**
 * @param {string | null} next
 * @param {string | null} of the account and organization that it is for
 */
export function setToken(next, of) {
    token = next;
    holder = of;
}

/** @param {typeof renew} handler */
export function onUnauthorized(handler) {
    renew = handler;
}

/**
 * @param {string} path below `/api/v1`
 * @param {Options["query"]} query
 */
function address(path, query = {}) {
    const url = new URL(path.replace(/^\//, ""), API_URL);
    for (const [name, value] of Object.entries(query)) {
        if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, String(value));
    }
    return url;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {AllOptions} options
 */
async function send(method, path, options) {
    const headers = new Headers({ Accept: "application/json" });
    if (token && !options.anonymous) headers.set("Authorization", `Bearer ${token}`);
    if (options.cookie) headers.set("X-Togul-Session", "cookie");
    if (options.ifMatch !== undefined) headers.set("If-Match", `"${options.ifMatch}"`);
    if (options.body !== undefined) headers.set("Content-Type", "application/json");
    const query = options.dryRun ? { ...options.query, dry_run: true } : options.query;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    try {
        return await fetch(address(path, query), {
            method,
            headers,
            body: options.body === undefined ? undefined : JSON.stringify(options.body),
            signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
            credentials: options.cookie ? "same-origin" : "omit",
            cache: "no-store",
        });
    } catch (error) {
        if (options.signal?.aborted) throw options.signal.reason;
        if (timeout.aborted)
            throw new NetworkError(`The server did not answer within ${TIMEOUT_MS / 1000} seconds.`);
        throw new NetworkError("The server cannot be reached.", { cause: error });
    }
}

/** @param {Response} response */
async function refusal(response) {
    /** @type {{ code?: string, message?: string, details?: import("./errors.js").Details | null }} */
    let body = {};
    try {
        body = await response.json();
    } catch {
        // A proxy's page instead of the API's error: the status has to do.
    }
    const retryAfter = Number(response.headers.get("Retry-After")) || null;
    return response.status === 412
        ? new VersionConflict(412, body, retryAfter)
        : new ApiError(response.status, body, retryAfter);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {AllOptions} options
 * @returns {Promise<Response>}
 */
async function exchange(method, path, options) {
    const sender = holder;
    for (let attempt = 1; ; attempt += 1) {
        const used = token;
        const response = await send(method, path, options);
        if (response.ok) return response;
        const error = await refusal(response);
        const renewable =
            response.status === 401 && !options.anonymous && !options.once && !error.details.reason;
        if (!renewable || attempt === MAX_ATTEMPTS) throw error;
        await renew(used);
        // What one account has asked for is never sent for another.
        if (holder !== sender) throw error;
        options.signal?.throwIfAborted();
    }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {AllOptions} options
 * @returns {Promise<any>}
 */
async function request(method, path, options) {
    const response = await exchange(method, path, options);
    try {
        return await response.json();
    } catch (error) {
        options.signal?.throwIfAborted();
        throw new NetworkError("The connection ended before the answer was complete.", { cause: error });
    }
}

/** @type {(path: string, options?: Options) => Promise<any>} */
export const get = (path, options = {}) => request("GET", path, options);
/** @type {(path: string, body: unknown, options?: Options) => Promise<any>} */
export const post = (path, body, options = {}) => request("POST", path, { ...options, body });
/** @type {(path: string, body: unknown, options?: Options) => Promise<any>} */
export const put = (path, body, options = {}) => request("PUT", path, { ...options, body });
/** @type {(path: string, body: unknown, options?: Options) => Promise<any>} */
export const patch = (path, body, options = {}) => request("PATCH", path, { ...options, body });
/** @type {(path: string, options?: Options) => Promise<any>} `delete` is a reserved word. */
export const remove = (path, options = {}) => request("DELETE", path, options);

/**
 * All pages of a list.
 * @param {string} path
 * @param {string} name the list's plural name
 * @param {Options} options
 * @returns {Promise<any[]>}
 */
export async function list(path, name, options = {}) {
    const all = [];
    let cursor = null;
    do {
        /** @type {any} */
        const page = await get(path, { ...options, query: { ...options.query, cursor } });
        all.push(...page[name]);
        cursor = page.next_cursor;
    } while (cursor);
    return all;
}

/** @type {(path: string) => Promise<any>} */
export const getAnonymously = (path) => request("GET", path, { anonymous: true });
/** @type {(path: string, body: unknown) => Promise<any>} Without a token: registration and invitations. */
export const postAnonymously = (path, body) => request("POST", path, { body, anonymous: true });

/**
 * A session by password or by the cookie, which the server renews with each.
 * @param {"login" | "refresh-token"} path
 * @param {Json} body
 * @returns {Promise<Session>}
 */
export const openSession = (path, body) => request("POST", path, { body, anonymous: true, cookie: true });

/** @type {(organization: string) => Promise<Session>} Does not renew the token: the caller holds the lock for that. */
export const switchSession = (organization) =>
    request("POST", "me/switch-organization", {
        body: { organization_id: organization },
        cookie: true,
        once: true,
    });

/** @type {() => Promise<unknown>} */
export const closeSession = () => request("POST", "logout", { body: {}, anonymous: true, cookie: true });

/**
 * The bytes of the change stream, or of an export. Only the signal ends it.
 * @param {string} path
 * @param {{ signal: AbortSignal, query?: Options["query"], accept: string }} options
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function open(path, { signal, query, accept }) {
    const reader = holder;
    for (;;) {
        const used = token;
        const response = await fetch(address(path, query), {
            headers: { Accept: accept, Authorization: `Bearer ${used}` },
            signal,
            credentials: "omit",
            cache: "no-store",
        }).catch((error) => {
            signal.throwIfAborted();
            throw new NetworkError("The server cannot be reached.", { cause: error });
        });
        if (response.ok && response.body) return response.body;
        const error = await refusal(response);
        if (response.status !== 401) throw error;
        await renew(used);
        if (holder !== reader) throw error;
        signal.throwIfAborted();
    }
}
