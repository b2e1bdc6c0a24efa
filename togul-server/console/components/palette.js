/** Ctrl/⌘ K: finds flags, segments, projects and pages by a part of their name. */

/** @import { Project } from "../types.js" */
import { navigate } from "../history.js";
import { useTargets } from "../targets.js";
import { html, useId, useLayoutEffect, useRef, useState } from "../ui.js";
import { Icon } from "./icon.js";

/** @typedef {{ key: string, kind: string, label: string, detail?: string, to: string, icon: import("./icon.js").IconName }} Target */

const MAX_SHOWN = 12;

/**
 * The targets that have all words, those that begin with them first.
 * @param {Target[]} targets
 * @param {string} text
 */
export function search(targets, text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = targets.filter((target) => {
        const all = `${target.label} ${target.detail ?? ""} ${target.kind}`.toLowerCase();
        return words.every((word) => all.includes(word));
    });
    const rank = (/** @type {Target} */ target) =>
        words[0] && target.label.toLowerCase().startsWith(words[0]) ? 0 : 1;
    return found.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN);
}

/** @param {{ projects: Project[], project: Project | null, onClose: () => void }} props */
export function Palette({ projects, project, onClose }) {
    const targets = useTargets(projects, project);
    const id = useId();
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const [text, setText] = useState("");
    const [at, setAt] = useState(0);
    const found = search(targets, text);
    useLayoutEffect(() => dialog.current?.showModal(), []);

    /** @param {Target | undefined} target */
    const go = (target) => {
        if (!target) return;
        onClose();
        void navigate(target.to);
    };
    /** @param {KeyboardEvent} event */
    const move = (event) => {
        if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
        else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
        else if (event.key === "Enter") go(found[at]);
        else return;
        event.preventDefault();
    };
    /** @param {MouseEvent} event */
    const clickOutside = (event) => event.target === dialog.current && onClose();
    return html`<dialog ref=${dialog} class="palette" aria-label="Find" onClose=${onClose} onClick=${clickOutside}>
        <div class="palette-input">
            <${Icon} name="search" />
            <input
                role="combobox"
                aria-label="Find flags, segments, projects and pages"
                aria-expanded="true"
                aria-controls=${id}
                aria-activedescendant=${found[at] ? `${id}-${at}` : undefined}
                placeholder="Find flags, segments, projects and pages"
                autocomplete="off"
                spellcheck=${false}
                autofocus
                value=${text}
                onKeyDown=${move}
                onInput=${(/** @type {any} */ event) => {
                    setText(event.target.value);
                    setAt(0);
                }}
            />
        </div>
        <div role="listbox" id=${id} aria-label="Results">
            ${found.map(
                (target, index) => html`<div
                    key=${target.key}
                    id=${`${id}-${index}`}
                    role="option"
                    aria-selected=${index === at ? "true" : "false"}
                    onMouseMove=${() => setAt(index)}
                    onClick=${() => go(target)}
                >
                    <${Icon} name=${target.icon} />
                    <span>${target.label}${target.detail && html` <span class="muted">${target.detail}</span>`}</span>
                    <span class="muted kind">${target.kind}</span>
                </div>`,
            )}
        </div>
        <p role="status" class=${found.length > 0 ? "hidden" : "muted none"}>
            ${found.length > 0 ? `${found.length} results` : "Nothing found"}
        </p>
    </dialog>`;
}
