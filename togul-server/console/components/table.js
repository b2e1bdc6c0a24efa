/** A table. Of long lists only the rows in view are in the document, so that 1,000 rows scroll and filter without delay. */

/** @import { Child } from "../types.js" */
import { Component, html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";

/**
 * `header` is text, or what `head` renders; `cell` renders the row's cell. One column is the row's `heading`.
 * @template R
 * @typedef {{ key: string, header: string, head?: Child, class?: string, heading?: boolean, cell: (row: R) => Child }} Column
 */

/** Lists up to this length are rendered whole. */
const SMALL = 60;
/** Rows rendered above and below the view. */
const MARGIN = 12;
const ASSUMED_HEIGHT = 44;

/**
 * The rows in view while the page scrolls.
 * @param {number} count
 * @param {import("../vendor/hooks.js").Ref<HTMLElement | null>} body
 */
function useWindow(count, body) {
    const [view, setView] = useState({ from: 0, to: SMALL, height: ASSUMED_HEIGHT });
    const small = count <= SMALL;
    useLayoutEffect(() => {
        if (small) return undefined;
        let frame = 0;
        const measure = () => {
            frame = 0;
            const element = body.current;
            if (!element) return;
            const height =
                element.querySelector("tr[aria-rowindex]")?.getBoundingClientRect().height || ASSUMED_HEIGHT;
            const above = Math.max(0, -element.getBoundingClientRect().top);
            const from = Math.min(Math.max(0, Math.floor(above / height) - MARGIN), count);
            const to = Math.min(count, Math.ceil((above + innerHeight) / height) + MARGIN);
            setView((held) =>
                held.from === from && held.to === to && held.height === height ? held : { from, to, height },
            );
        };
        const schedule = () => {
            if (frame === 0) frame = requestAnimationFrame(measure);
        };
        measure();
        addEventListener("scroll", schedule, { passive: true });
        addEventListener("resize", schedule);
        return () => {
            cancelAnimationFrame(frame);
            removeEventListener("scroll", schedule);
            removeEventListener("resize", schedule);
        };
    }, [small, count]);
    return small ? { from: 0, to: count, height: ASSUMED_HEIGHT } : { ...view, to: Math.min(view.to, count) };
}

/**
 * `label` names the table. Rows have the same height; a page gives `class` to set it.
 * @template R
 * @param {{
 *   label: string,
 *   columns: Column<R>[],
 *   rows: R[],
 *   keyOf: (row: R) => string,
 *   class?: string,
 * }} props
 */
export function Table({ label, columns, rows, keyOf, class: className }) {
    const body = useRef(/** @type {HTMLElement | null} */ (null));
    const { from, to, height } = useWindow(rows.length, body);
    const spacer = (/** @type {string} */ key, /** @type {number} */ count) =>
        count > 0 &&
        html`<tr key=${key} aria-hidden="true" class="spacer">
            <td colspan=${columns.length} style=${{ height: `${count * height}px` }}></td>
        </tr>`;
    return html`<${ScrollBox} label=${label}>
        <table class=${className} aria-label=${label} aria-rowcount=${rows.length + 1}>
            <thead>
                <tr aria-rowindex="1">
                    ${columns.map(
                        (column) => html`<th key=${column.key} scope="col" class=${column.class}>
                            ${column.head ?? (column.header || html`<span class="hidden">Actions</span>`)}
                        </th>`,
                    )}
                </tr>
            </thead>
            <tbody ref=${body}>
                ${spacer("above", from)}
                ${rows
                    .slice(from, to)
                    .map(
                        (row, at) =>
                            html`<${Row} key=${keyOf(row)} row=${row} columns=${columns} index=${from + at + 2} />`,
                    )}
                ${spacer("below", rows.length - to)}
            </tbody>
        </table>
    <//>`;
}

/**
 * One row. Scrolling renders only the rows that come into view.
 * @extends {Component<{ row: any, columns: Column<any>[], index: number }>}
 */
class Row extends Component {
    /** @param {{ row: any, columns: Column<any>[], index: number }} next */
    shouldComponentUpdate(next) {
        const { row, columns, index } = this.props;
        return next.row !== row || next.columns !== columns || next.index !== index;
    }

    render() {
        const { row, columns, index } = this.props;
        return html`<tr aria-rowindex=${index}>
            ${columns.map((column) =>
                column.heading
                    ? html`<th key=${column.key} scope="row" class=${column.class}>${column.cell(row)}</th>`
                    : html`<td key=${column.key} class=${column.class}>${column.cell(row)}</td>`,
            )}
        </tr>`;
    }
}

/**
 * Lets a wide table scroll sideways, by keyboard as well when it does not fit.
 * @param {{ label: string, children?: Child }} props
 */
function ScrollBox({ label, children }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const [scrolls, setScrolls] = useState(false);
    useEffect(() => {
        const element = box.current;
        if (!element) return undefined;
        const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth));
        observer.observe(element);
        for (const child of element.children) observer.observe(child);
        return () => observer.disconnect();
    }, []);
    return html`<div
        ref=${box}
        class=${scrolls ? "table scrolls" : "table"}
        role=${scrolls ? "region" : undefined}
        aria-label=${scrolls ? `${label}, scrolls sideways` : undefined}
        tabindex=${scrolls ? 0 : undefined}
    >
        ${children}
    </div>`;
}
