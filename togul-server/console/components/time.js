/** A moment in time: how far away it is, with the exact time beside it for pointers and screen readers. */

import { html, useEffect, useState } from "../ui.js";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/** Each unit with its length in seconds, and from how many of it on it is used: "in 35 days" says more than "next month". */
/** @type {[Intl.RelativeTimeFormatUnit, number, number][]} */
const UNITS = [
    ["year", 365 * 86_400, 1],
    ["month", 30 * 86_400, 2],
    ["day", 86_400, 1],
    ["hour", 3_600, 1],
    ["minute", 60, 1],
];
const REFRESH_MS = 30_000;

/** @param {string} at RFC 3339 */
export const exactTime = (at) => exact.format(new Date(at));

/**
 * @param {string} at RFC 3339
 * @param {number} now in milliseconds
 */
function relativeTime(at, now = Date.now()) {
    const seconds = (Date.parse(at) - now) / 1000;
    const [unit, size] = UNITS.find(([, size, from]) => Math.abs(seconds) >= size * from) ?? ["second", 1];
    if (unit === "second") return seconds > 0 ? "within a minute" : "just now";
    return relative.format(Math.round(seconds / size), unit);
}

/** @param {{ at: string | null, none?: string, absolute?: boolean }} props `none` stands for no time */
export function Time({ at, none = "never", absolute }) {
    const [, render] = useState({});
    useEffect(() => {
        if (!at || absolute) return undefined;
        const timer = setInterval(() => render({}), REFRESH_MS);
        return () => clearInterval(timer);
    }, [at, absolute]);
    if (!at) return html`<span class="muted">${none}</span>`;
    const text = absolute ? exactTime(at) : relativeTime(at);
    return html`<time datetime=${at} title=${absolute ? at : exactTime(at)}>${text}</time>`;
}
