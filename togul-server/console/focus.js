/** Where the focus goes when an editor takes the place of a button, and when it closes again. */

import { useLayoutEffect, useRef } from "./ui.js";

/**
 * Focuses the first control of the editor, and, when it closes, the button with this name, if nothing else has the focus.
 * @param {string} opener the name of the button, such as "Edit rule 2"
 * @returns {{ current: HTMLElement | null }} for the editor's element
 */
export function useEditorFocus(opener) {
    const editor = useRef(/** @type {HTMLElement | null} */ (null));
    const latest = useRef(opener);
    latest.current = opener;
    // At once: what is typed after a press of the button belongs to the editor.
    useLayoutEffect(() => {
        const control = editor.current?.querySelector("input, select, textarea, button");
        if (control instanceof HTMLElement) control.focus({ preventScroll: true });
        editor.current?.scrollIntoView({ block: "nearest" });
        return () => {
            requestAnimationFrame(() => {
                if (document.activeElement !== document.body) return;
                const button = document.querySelector(`[aria-label="${CSS.escape(latest.current)}"]`);
                if (button instanceof HTMLElement) button.focus();
            });
        };
    }, []);
    return editor;
}

/**
 * Moves the focus to what was added to a list, and back to the list's buttons (`.actions` beside it) when the last item that
 * had the focus is removed.
 * @param {number} count of the items
 * @returns {{ current: HTMLElement | null }} for the list's element
 */
export function useListFocus(count) {
    const list = useRef(/** @type {HTMLElement | null} */ (null));
    const last = useRef(count);
    useLayoutEffect(() => {
        const added = count > last.current;
        if (count === last.current) return;
        last.current = count;
        const target = added
            ? list.current?.lastElementChild?.querySelector("input, select, textarea")
            : document.activeElement === document.body &&
              list.current?.parentElement?.querySelector(":scope > .actions button");
        if (target instanceof HTMLElement) target.focus();
    }, [count]);
    return list;
}
