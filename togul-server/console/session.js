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
/** @type {Set<() => void>} */
let waiting = new Set();
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
    setToken(session.token);
    localStorage.setItem(MARK, "1");
    sessionStore.set({ status: "signed-in", session });
    for (const resume of waiting) resume();
    waiting = new Set();
}

/** @param {Session} session */
function share(session) {
    adopt(session);
    channel.postMessage({ session });
}

function end() {
    current = null;
    setToken(null);
    localStorage.removeItem(MARK);
    sessionStore.set({ status: "signed-out", session: null });
}

channel.onmessage = ({ data }) => {
    const held = sessionStore.value.session;
    if (!data.session) return end();
    if (!held || identity(held) === identity(data.session)) return adopt(data.session);
    sessionStore.set({ status: "elsewhere", session: held });
};

/**
 * A new session through the cookie, unless another tab has just renewed it.
 * @param {string | null} refused
 */
function refresh(refused) {
    return navigator.locks.request(LOCK, async () => {
        if (current !== refused) return;
        share(await openSession("refresh-token", {}));
    });
}

/** @param {unknown} error */
function isEnded(error) {
    return error instanceof ApiError && [400, 401, 403].includes(error.status);
}

onUnauthorized(async (refused) => {
    try {
        if (sessionStore.value.status === "signed-in") return await refresh(refused);
    } catch (error) {
        if (!isEnded(error)) throw error;
        if (current === refused) sessionStore.set({ ...sessionStore.value, status: "expired" });
    }
    if (sessionStore.value.status === "signed-in") return;
    if (sessionStore.value.status === "signed-out")
        throw new ApiError(401, { message: "You are signed out." });
    await new Promise((resume) => waiting.add(() => resume(null)));
});

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
export async function signIn(username, password) {
    const held = sessionStore.value.session;
    let session = await openSession("login", { username, password });
    const organization = held?.current_organization?.id;
    if (
        held &&
        held.user.id === session.user.id &&
        organization &&
        organization !== session.current_organization?.id
    ) {
        setToken(session.token);
        session = await switchSession(organization);
    }
    if (held && identity(held) !== identity(session)) return location.reload();
    share(session);
}

/** @type {(name: string, username: string, password: string) => Promise<void>} */
export async function register(name, username, password) {
    await postAnonymously("register", { name, username, password });
    await signIn(username, password);
}

/** @param {string} organization its id */
export async function switchOrganization(organization) {
    share(await navigator.locks.request(LOCK, () => switchSession(organization)));
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
