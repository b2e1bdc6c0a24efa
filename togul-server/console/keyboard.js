/** Keyboard shortcuts. The help dialog lists those of the page that is shown. */

import { Store, useStore } from "./store.js";
import { useEffect, useRef } from "./ui.js";

/** `keys` is one key such as `/`, or `mod+k`, where `mod` is ⌘ on a Mac and Ctrl elsewhere. */
/** @typedef {{ keys: string, label: string, run: () => void }} Shortcut */

/** @type {Store<Shortcut[]>} */
export const shortcutStore = new Store(/** @type {Shortcut[]} */ ([]));

const SETTING = "togul-single-keys";
/** Whether keys act without a modifier; speech input and motor impairments may need them off. */
export const singleKeysStore = new Store(localStorage.getItem(SETTING) !== "off");

const isMac = navigator.platform.startsWith("Mac");

/** @param {boolean} on */
export function setSingleKeys(on) {
    localStorage.setItem(SETTING, on ? "on" : "off");
    singleKeysStore.set(on);
}

/**
 * @param {string} keys
 * @returns {string[]} as they are printed on keys
 */
export function keyNames(keys) {
    return keys.split("+").map((key) => (key === "mod" ? (isMac ? "⌘" : "Ctrl") : key.toUpperCase()));
}

/** @param {EventTarget | null} target */
function isTyping(target) {
    return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const withModifier = isMac ? event.metaKey : event.ctrlKey;
    const keys = (withModifier ? "mod+" : "") + event.key.toLowerCase();
    const shortcut = shortcutStore.value.findLast((one) => one.keys === keys);
    if (!shortcut) return;
    if (!withModifier && (isTyping(event.target) || !singleKeysStore.value)) return;
    if (!withModifier && document.querySelector("dialog[open]")) return;
    event.preventDefault();
    shortcut.run();
});

/**
 * Adds a shortcut while the component is shown.
 * @param {string} keys
 * @param {string} label what it does, for the help dialog
 * @param {() => void} run
 */
export function useShortcut(keys, label, run) {
    const latest = useRef(run);
    latest.current = run;
    useEffect(() => {
        const shortcut = { keys, label, run: () => latest.current() };
        shortcutStore.set([...shortcutStore.value, shortcut]);
        return () => shortcutStore.set(shortcutStore.value.filter((one) => one !== shortcut));
    }, [keys, label]);
}

/** The shortcuts that act now. */
export const useShortcuts = () => useStore(shortcutStore);
