/** Tabs: arrow keys move between them, and the chosen one's panel follows. */

/** @import { Child } from "../types.js" */
import { html, useId, useLayoutEffect, useRef } from "../ui.js";

/**
 * @param {{
 *   label: string,
 *   tabs: { key: string, label: string, panel: () => Child }[],
 *   chosen: string,
 *   onChoose: (key: string) => void,
 * }} props
 */
export function Tabs({ label, tabs, chosen, onChoose }) {
    const id = useId();
    const list = useRef(/** @type {HTMLElement | null} */ (null));
    const at = Math.max(
        0,
        tabs.findIndex((tab) => tab.key === chosen),
    );
    // Where not all tabs fit, the chosen one is in view; the page itself does not scroll.
    useLayoutEffect(() => {
        const box = list.current?.getBoundingClientRect();
        const tab = list.current?.children[at]?.getBoundingClientRect();
        if (!list.current || !box || !tab) return;
        list.current.scrollLeft += Math.max(0, tab.right - box.right) + Math.min(0, tab.left - box.left);
    }, [at]);
    /** @param {KeyboardEvent} event */
    const move = (event) => {
        const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
        const tab = target === undefined ? undefined : tabs.at(target % tabs.length);
        if (!tab) return;
        event.preventDefault();
        onChoose(tab.key);
        const button = list.current?.children[tabs.indexOf(tab)];
        if (button instanceof HTMLElement) button.focus();
    };
    return html`<div class="tabs">
        <div role="tablist" aria-label=${label} ref=${list} onKeyDown=${move}>
            ${tabs.map(
                (tab, index) => html`<button
                    key=${tab.key}
                    type="button"
                    role="tab"
                    id=${`${id}-tab-${tab.key}`}
                    aria-selected=${index === at ? "true" : "false"}
                    aria-controls=${`${id}-panel`}
                    tabindex=${index === at ? 0 : -1}
                    onClick=${() => onChoose(tab.key)}
                >
                    ${tab.label}
                </button>`,
            )}
        </div>
        <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-tab-${tabs[at].key}`} key=${tabs[at].key}>
            ${tabs[at].panel()}
        </div>
    </div>`;
}
