/** Icons, drawn on a grid of 16. They are decoration: the control beside them has the name. */

import { html } from "../ui.js";

const PATHS = {
    activity: "M1 8h3l2-5 4 10 2-5h3",
    alert: "M8 2 1.5 13.5h13zM8 6.5v3M8 11.7v.1",
    archive: "M2 3h12v3H2zM3 6v7h10V6M6.5 9h3",
    check: "m3 8.5 3.2 3.2L13 4.8",
    chevron: "m4.5 6.5 3.5 3.5 3.5-3.5",
    close: "m4 4 8 8m0-8-8 8",
    copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
    drag: "M6 3.5v.1M6 8v.1M6 12.5v.1M10 3.5v.1M10 8v.1M10 12.5v.1",
    environment: "M2 4.5 8 2l6 2.5L8 7zM2 8l6 2.5L14 8M2 11.5 8 14l6-2.5",
    flag: "M3.5 14.5V2.5h8l-1.5 3 1.5 3h-8",
    help: "M6 6.2a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1.1M8 11.6v.1M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13",
    key: "M10.5 2.5a3 3 0 1 1-2.3 5L3 12.7V14h2v-1.5h1.5V11h1",
    members:
        "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M11 8.2A2.3 2.3 0 0 0 11 3.6M12.5 9.8c1.3.5 2 1.8 2 3.7",
    menu: "M2 4h12M2 8h12M2 12h12",
    more: "M3.5 8v.1M8 8v.1M12.5 8v.1",
    play: "M4.5 2.5v11l9-5.5z",
    plus: "M8 3v10M3 8h10",
    project: "M2 4.5V13h12V5.5H8L6.5 3H2z",
    role: "M8 1.5 13.5 4v3.5c0 3.2-2.2 5.6-5.5 7-3.3-1.4-5.5-3.8-5.5-7V4zM5.7 8l1.7 1.7 3-3.2",
    search: "M7 2a5 5 0 1 1 0 10A5 5 0 0 1 7 2m3.7 8.7L14.5 14.5",
    segment: "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
    settings: "M2 4.5h6m3 0h3M2 11.5h3m3 0h6M9.5 3v3M6.5 10v3",
    trash: "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5",
    undo: "M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6",
};

/** @typedef {keyof typeof PATHS} IconName */

/** @param {{ name: IconName }} props */
export function Icon({ name }) {
    return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
