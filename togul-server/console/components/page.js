/** The frame of a page: its title, the way to it, and its main actions. Takes the focus when the page opens. */

/** @import { Child } from "../types.js" */
import { html, useEffect, useRef } from "../ui.js";
import { Breadcrumb } from "./breadcrumb.js";

/**
 * `name` is the title in the browser's tab when it must say more, such as "new-dashboard in Production".
 * @param {{
 *   title: string,
 *   name?: string,
 *   levels?: { label: string, to: string }[],
 *   lead?: Child,
 *   actions?: Child,
 *   children?: Child,
 * }} props
 */
export function Page({ title, name = title, levels = [], lead, actions, children }) {
    const heading = useRef(/** @type {HTMLElement | null} */ (null));
    useEffect(() => {
        document.title = `${name} · Togul`;
    }, [name]);
    useEffect(() => {
        // A control with autofocus, or what the person has begun to use, keeps the focus.
        if (document.activeElement === document.body || !document.activeElement?.closest("main, dialog")) {
            heading.current?.focus({ preventScroll: true });
        }
    }, []);
    return html`<div class="page">
        ${levels.length > 0 && html`<${Breadcrumb} levels=${levels} />`}
        <header class="page-header">
            <div>
                <h1 tabindex="-1" ref=${heading}>${title}</h1>
                ${lead && html`<p class="lead">${lead}</p>`}
            </div>
            ${actions && html`<div class="actions">${actions}</div>`}
        </header>
        ${children}
    </div>`;
}
