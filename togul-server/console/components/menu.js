/** A button that opens a list of actions or choices. Arrow keys move in it; Escape closes it. */

/** @import { Child } from "../types.js" */
/** @import { Right } from "../permissions.js" */
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from "../ui.js";
import { Icon } from "./icon.js";

/**
 * A `checked` item is the chosen one of several. A `separated` item has a line above it.
 * @typedef {{
 *   label: string,
 *   detail?: string,
 *   icon?: import("./icon.js").IconName,
 *   run: () => void,
 *   right?: Right,
 *   danger?: boolean,
 *   checked?: boolean,
 *   separated?: boolean,
 * }} Item
 */

/**
 * Places the list below the button, or above it where there is no room.
 * @param {HTMLElement} list
 * @param {HTMLElement} button
 */
function place(list, button) {
    const box = button.getBoundingClientRect();
    const { width, height } = list.getBoundingClientRect();
    const below = box.bottom + 4;
    const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
    list.style.top = `${top}px`;
    list.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8))}px`;
}

/**
 * `label` names the button, such as "Actions for new-dashboard"; `children` is what it shows, by default three dots.
 * @param {{ label: string, items: Item[], class?: string, right?: Right, children?: Child }} props
 */
export function Menu({ label, items, class: className, right, children }) {
    const id = useId();
    const button = useRef(/** @type {HTMLElement | null} */ (null));
    const list = useRef(/** @type {HTMLElement | null} */ (null));
    const [open, setOpen] = useState(false);
    const denied = right && !right.allowed;

    useLayoutEffect(() => {
        const element = list.current;
        if (!open || !element || !button.current) return;
        element.showPopover();
        place(element, button.current);
        const chosen = element.querySelector('[aria-checked="true"]') ?? element.firstElementChild;
        if (chosen instanceof HTMLElement) chosen.focus();
    }, [open]);
    useEffect(() => {
        if (!open) return undefined;
        const close = () => setOpen(false);
        addEventListener("resize", close);
        addEventListener("scroll", close);
        return () => {
            removeEventListener("resize", close);
            removeEventListener("scroll", close);
        };
    }, [open]);

    const close = () => {
        setOpen(false);
        button.current?.focus();
    };
    /** @param {KeyboardEvent} event */
    const move = (event) => {
        const all = [...(list.current?.children ?? [])].filter((item) => item instanceof HTMLElement);
        const at = all.findIndex((item) => item === document.activeElement);
        const letter = event.key.length === 1 ? event.key.toLowerCase() : null;
        const target =
            { ArrowDown: (at + 1) % all.length, ArrowUp: at - 1, Home: 0, End: -1 }[event.key] ??
            (letter === null
                ? undefined
                : all.findIndex((item) => item.textContent?.trim().toLowerCase().startsWith(letter)));
        if (event.key === "Escape" || event.key === "Tab") close();
        else if (target !== undefined) all.at(target)?.focus();
        else return;
        if (event.key !== "Tab") event.preventDefault();
        event.stopPropagation();
    };
    /** @param {Item} item */
    const choose = (item) => {
        if (item.right && !item.right.allowed) return;
        close();
        item.run();
    };

    return html`<button
            ref=${button}
            type="button"
            class=${className ?? "button quiet square"}
            aria-label=${label}
            aria-haspopup="menu"
            aria-expanded=${open ? "true" : "false"}
            aria-controls=${open ? id : undefined}
            aria-disabled=${denied ? "true" : undefined}
            title=${denied ? right.reason : undefined}
            onClick=${() => denied || setOpen(!open)}
        >
            ${children ?? html`<${Icon} name="more" />`}
        </button>
        ${
            open &&
            html`<div
            ref=${list}
            id=${id}
            popover="auto"
            role="menu"
            class="menu"
            aria-label=${label}
            onKeyDown=${move}
            onToggle=${(/** @type {any} */ event) => event.newState === "closed" && setOpen(false)}
        >
            ${items.map(
                (item) => html`<button
                    key=${item.label}
                    type="button"
                    tabindex="-1"
                    role=${item.checked === undefined ? "menuitem" : "menuitemradio"}
                    class=${[item.danger && "danger", item.separated && "separated"].filter(Boolean).join(" ")}
                    aria-checked=${item.checked === undefined ? undefined : String(item.checked)}
                    aria-disabled=${item.right && !item.right.allowed ? "true" : undefined}
                    title=${item.right?.reason}
                    onClick=${() => choose(item)}
                >
                    ${item.icon && html`<${Icon} name=${item.icon} />`}
                    <span class="text">${item.label}${item.detail && html`<small>${item.detail}</small>`}</span>
                    ${item.checked && html`<${Icon} name="check" />`}
                </button>`,
            )}
        </div>`
        }`;
}
