/**
 * Who is signed in, in which organization, in all tabs of the browser.
 *
 * The refresh token is a cookie that scripts cannot read, and can be used once. So tabs take turns (Web Locks), and the
 * tab that renewed the session shares it (BroadcastChannel).
 */

/** @import { Session } from "./types.js" */
import {
    closeSession,
    onUnauthorized,
    openSession,
    postAnonymously,
    setToken,
    switchSession,
} from "./api.js";
import { ApiError } from "./errors.js";
import { Store } from "./store.js";

/**
 * `starting`: the cookie is being tried. `expired`: the password is asked for in place. `elsewhere`: another tab has
 * signed in as another account or switched the organization, and this one must follow.
 * @typedef {"starting" | "unreachable" | "signed-out" | "signed-in" | "expired" | "elsewhere"} Status
 * @typedef {{ status: Status, session: Session | null }} State
 */

/** @type {Store<State>} */
export const sessionStore = new Store(/** @type {State} */ ({ status: "starting", session: null }));

const RETRY_MS = 3_000;
const LOCK = "togul-session";
/** Whether this browser has a session; spares a request that would be refused. Not a secret. */
const MARK = "togul-signed-in";
const channel = new BroadcastChannel("togul-session");
/** Requests that wait until the person has signed in again. @type {Set<{ resume: () => void, reject: (error: unknown) => void }>} */
const waiting = new Set();
/** @type {string | null} */
let current = null;
/** @type {number | undefined} */
let retry;

/** @param {Session} session */
function identity(session) {
    return `${session.user.id} ${session.current_organization?.id}`;
}

/** @param {Session} session */
function adopt(session) {
    current = session.token;
    setToken(session.token, identity(session));
    localStorage.setItem(MARK, "1");
    sessionStore.set({ status: "signed-in", session });
    for (const { resume } of waiting) resume();
    waiting.clear();
}

/** @param {Session} session */
function share(session) {
    adopt(session);
    channel.postMessage({ session });
}

const signedOut = () => new ApiError(401, { code: "unauthorized", message: "You are signed out." });

function end() {
    current = null;
    setToken(null, null);
    localStorage.removeItem(MARK);
    sessionStore.set({ status: "signed-out", session: null });
    for (const { reject } of waiting) reject(signedOut());
    waiting.clear();
}

/**
 * Continues with a session that this tab has not asked for, unless it is of another account or organization.
 * @param {Session} session
 */
function receive(session) {
    const held = sessionStore.value.session;
    if (!held || identity(held) === identity(session)) adopt(session);
    else sessionStore.set({ status: "elsewhere", session: held });
}

channel.onmessage = ({ data }) => (data.session ? receive(data.session) : end());

/**
 * A new session through the cookie, unless another tab has just renewed it.
 * @param {string | null} refused
 */
function refresh(refused) {
    return navigator.locks.request(LOCK, async () => {
        if (current !== refused) return;
        const session = await openSession("refresh-token", {});
        channel.postMessage({ session });
        receive(session);
    });
}

/** @param {unknown} error */
function isEnded(error) {
    return error instanceof ApiError && [400, 401, 403].includes(error.status);
}

/**
 * Returns when the token that the server has refused is replaced, perhaps after the person has signed in again.
 * @param {string | null} refused
 */
async function renew(refused) {
    try {
        if (sessionStore.value.status === "signed-in") await refresh(refused);
    } catch (error) {
        if (!isEnded(error)) throw error;
        if (current === refused) sessionStore.set({ ...sessionStore.value, status: "expired" });
    }
    if (sessionStore.value.status === "signed-in") return;
    if (sessionStore.value.status === "signed-out") throw signedOut();
    await new Promise((resolve, reject) => waiting.add({ resume: () => resolve(null), reject }));
}
onUnauthorized(renew);

/** Continues the session of this browser, if there is one. While the server cannot be reached, it tries again. */
export async function start() {
    clearTimeout(retry);
    if (!localStorage.getItem(MARK)) return end();
    try {
        await refresh(null);
    } catch (error) {
        if (isEnded(error)) return end();
        sessionStore.set({ status: "unreachable", session: null });
        retry = setTimeout(start, RETRY_MS);
    }
}

/**
 * Signs in. An ended session continues, and so do the requests that wait for it, if the account is the same.
 * @param {string} username
 * @param {string} password
 */
export function signIn(username, password) {
    return navigator.locks.request(LOCK, async () => {
        const held = sessionStore.value.session;
        let session = await openSession("login", { username, password });
        const organization = held?.current_organization?.id;
        if (
            held &&
            held.user.id === session.user.id &&
            organization &&
            organization !== session.current_organization?.id
        ) {
            setToken(session.token, identity(session));
            session = await switchSession(organization);
        }
        if (held && identity(held) !== identity(session)) return location.reload();
        share(session);
    });
}

/** @type {(name: string, username: string, password: string) => Promise<void>} */
export async function register(name, username, password) {
    await postAnonymously("register", { name, username, password });
    await signIn(username, password);
}

/** @param {string} organization its id */
export async function switchOrganization(organization) {
    const enter = () =>
        navigator.locks.request(LOCK, async () => share(await switchSession(organization)));
    const used = current;
    try {
        await enter();
    } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        // Renewing takes the same lock.
        await renew(used);
        await enter();
    }
}

/**
 * Shows in all tabs what has changed of the account or of its organizations.
 * @param {Partial<Session>} changes
 */
export function amendSession(changes) {
    const { session } = sessionStore.value;
    if (session) share({ ...session, ...changes });
}

/** Shows in all tabs that the session has ended on the server. */
export function forgetSession() {
    end();
    channel.postMessage({ session: null });
}

export async function signOut() {
    try {
        await closeSession();
    } finally {
        forgetSession();
    }
}
