/**
 * What was read from the server, by key, shared by all components that show it.
 *
 * Data stays while it is read again. A passing failure is repeated with growing pauses, and the old data stays meanwhile.
 */

import { isPassing } from "./errors.js";
import { Store, useStore } from "./store.js";
import { useEffect } from "./ui.js";

/**
 * @template T
 * @typedef {{ data: T | undefined, error: unknown, loading: boolean }} State
 */
/**
 * @template T
 * @typedef {(signal: AbortSignal) => Promise<T>} Load
 */

const FRESH_MS = 5_000;
const MAX_PAUSE_MS = 15_000;

class Entry {
    /** @param {Load<any>} load */
    constructor(load) {
        this.load = load;
        /** @type {Store<State<any>>} */
        this.store = new Store(/** @type {State<any>} */ ({ data: undefined, error: null, loading: false }));
        this.users = 0;
        this.loadedAt = -Infinity;
        this.failures = 0;
        /** @type {AbortController | null} */
        this.controller = null;
        /** @type {number | undefined} */
        this.timer = undefined;
        this.again = false;
        /** What was changed in place since the answer on its way was asked for. @type {((data: any) => any)[]} */
        this.changes = [];
    }

    /** Reads again. An answer that was on its way is dropped: it may be older than what led to this. */
    async reload() {
        this.stop();
        const controller = new AbortController();
        this.controller = controller;
        this.store.set({ ...this.store.value, loading: true });
        try {
            const data = await this.load(controller.signal);
            if (this.controller !== controller) return;
            this.failures = 0;
            this.loadedAt = performance.now();
            const changed = this.changes.reduce((held, change) => change(held), data);
            this.store.set({ data: changed, error: null, loading: false });
        } catch (error) {
            if (this.controller !== controller) return;
            this.store.set({ ...this.store.value, error, loading: false });
            if (isPassing(error)) this.retry();
        } finally {
            if (this.controller === controller) this.controller = null;
        }
        if (this.again) await this.reload();
    }

    stop() {
        this.controller?.abort();
        this.controller = null;
        clearTimeout(this.timer);
        this.again = false;
        this.changes = [];
    }

    /** The data may be old. An answer that is on its way is shown before it is read again: changes may follow each other quickly. */
    invalidate() {
        this.loadedAt = -Infinity;
        if (this.controller) this.again = true;
        else if (this.users > 0) void this.reload();
    }

    /** Nothing shows the data, so changes by others are missed from now on. */
    leave() {
        this.stop();
        this.loadedAt = -Infinity;
        this.store.set({ ...this.store.value, loading: false });
    }

    retry() {
        const pause = Math.min(1000 * 2 ** this.failures, MAX_PAUSE_MS) * (0.75 + Math.random() / 2);
        this.failures += 1;
        this.timer = setTimeout(() => this.reload(), pause);
    }

    /** @param {(data: any) => any} change */
    update(change) {
        const { data } = this.store.value;
        if (data !== undefined) this.store.set({ ...this.store.value, data: change(data) });
        // The answer on its way may not have the change.
        if (this.controller) this.changes.push(change);
    }
}

/** @type {Map<string, Entry>} */
const entries = new Map();
const nothing = new Entry(() => Promise.reject(new Error("there is nothing to load")));

/**
 * @template T
 * @param {string | null} key identifies the data; null loads nothing yet
 * @param {Load<T>} load
 * @returns {State<T> & { reload: () => Promise<void> }}
 */
export function useResource(key, load) {
    let entry = key === null ? nothing : entries.get(key);
    if (!entry && key !== null) entries.set(key, (entry = new Entry(load)));
    const held = entry ?? nothing;
    const state = useStore(held.store);
    useEffect(() => {
        if (key === null) return undefined;
        held.load = load;
        held.users += 1;
        const fresh = performance.now() - held.loadedAt < FRESH_MS && !held.store.value.error;
        if (!fresh && !held.controller) void held.reload();
        return () => {
            held.users -= 1;
            if (held.users === 0) held.leave();
        };
    }, [held]);
    return {
        ...state,
        loading: state.loading || (key !== null && !state.data && !state.error),
        reload: () => held.reload(),
    };
}

/**
 * The newer of two versions of an object: answers may arrive in another order than the server gave them.
 * @template {{ id: string, version: number }} O
 * @param {O | undefined} held
 * @param {O} next
 * @returns {O}
 */
export const newer = (held, next) => (held?.id === next.id && held.version > next.version ? held : next);

/**
 * Changes data in place with what the server has answered. It is repeated on an answer that is on its way, which may have the
 * change already.
 * @param {(key: string) => boolean} concerns
 * @param {(data: any) => any} change
 */
export function update(concerns, change) {
    for (const [key, entry] of entries) {
        if (concerns(key)) entry.update(change);
    }
}

/**
 * Reads again what is shown, and marks the rest as old.
 * @param {(key: string) => boolean} concerns
 */
export function invalidate(concerns) {
    for (const [key, entry] of entries) {
        if (concerns(key)) entry.invalidate();
    }
}

/** Forgets everything, when another account or organization signs in. */
export function clear() {
    for (const entry of entries.values()) entry.stop();
    entries.clear();
}
