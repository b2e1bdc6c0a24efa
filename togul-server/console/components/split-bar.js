/** The weights of a split as one bar, with a legend that says the same in words. */

/** @import { Weight } from "../types.js" */
import { html } from "../ui.js";

/** Colours repeat after these; the legend's order tells parts apart as well. */
const COLORS = 6;
const color = (/** @type {number} */ at) => ({ "--part": `var(--part-${at % COLORS})` });

/** @param {{ split: Weight[], label: string }} props */
export function SplitBar({ split, label }) {
    const total = split.reduce((sum, { weight }) => sum + weight, 0) || 1;
    return html`<figure class="split" aria-label=${label}>
        <div class="bar" aria-hidden="true">
            ${split.map(
                ({ variant, weight }, at) => html`<i
                    key=${variant}
                    style=${{ ...color(at), width: `${(weight / total) * 100}%` }}
                ></i>`,
            )}
        </div>
        <figcaption>
            <ul>
                ${split.map(
                    ({ variant, weight }, at) => html`<li key=${variant}>
                        <i style=${color(at)} aria-hidden="true"></i><code>${variant}</code> ${weight} %
                    </li>`,
                )}
            </ul>
        </figcaption>
    </figure>`;
}
