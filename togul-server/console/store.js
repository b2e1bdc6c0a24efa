/** A value that components subscribe to. */

import { useEffect, useState } from "./ui.js";

/** @template T */
export class Store {
    /** @param {T} value */
    constructor(value) {
        this.value = value;
        /** @type {Set<(value: T) => void>} */
        this.listeners = new Set();
    }

    /** @param {T} value */
    set(value) {
        if (Object.is(value, this.value)) return;
        this.value = value;
        for (const listener of [...this.listeners]) listener(value);
    }

    /**
     * @param {(value: T) => void} listener
     * @returns {() => void} ends the subscription
     */
    subscribe(listener) {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
    }
}

/**
 * The store's value; the component renders again when it changes.
 * @template T
 * @param {Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
    const [, render] = useState({});
    const rendered = store.value;
    useEffect(() => {
        // The value may have changed between rendering and this effect.
        if (!Object.is(rendered, store.value)) render({});
        return store.subscribe(() => render({}));
    }, [store]);
    return rendered;
}
