/** The changes of an object, newest first: who, when, and the fields before and after. */

/** @import { AuditEntry, Child } from "../types.js" */
import { actionWords } from "../data/audit.js";
import { readOlder, useHistory } from "../data/history.js";
import { ApiError } from "../errors.js";
import { html, useEffect, useState } from "../ui.js";
import { Button } from "./button.js";
import { Difference } from "./difference.js";
import { Empty } from "./empty.js";
import { LoadError, Notice } from "./notice.js";
import { Skeleton } from "./skeleton.js";
import { toastError } from "./toast.js";

/** @typedef {(entry: AuditEntry) => Child} Show */

/** Fields that every change sets. */
const NOISE = ["updated_at", "version"];
const FORMAT = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/**
 * `what` is the object, such as "new-dashboard". Where entries are about several, `about` says which, and `more` goes below.
 * @param {{ id: string, filter: Record<string, string>, what: string, about?: Show, more?: Show }} props
 */
export function History({ id, filter, what, about, more }) {
    const { data, error, reload } = useHistory(id, filter);
    const [older, setOlder] = useState(/** @type {AuditEntry[]} */ ([]));
    const [cursor, setCursor] = useState(/** @type {string | null | undefined} */ (undefined));
    const [busy, setBusy] = useState(false);
    // A new first page moves the others.
    useEffect(() => {
        setOlder([]);
        setCursor(undefined);
    }, [data]);
    if (error instanceof ApiError && error.permission) {
        return html`<${Notice} tone="info"><p>The history needs the permission <code>${error.permission}</code>.</p><//>`;
    }
    if (!data) {
        return error
            ? html`<${LoadError} error=${error} what="The history" retry=${reload} />`
            : html`<${Skeleton} what="The changes" rows=${4} />`;
    }
    const entries = [...data.entries, ...older];
    const next = cursor === undefined ? data.next_cursor : cursor;
    const readMore = async () => {
        setBusy(true);
        try {
            const page = await readOlder(filter, next ?? "");
            setOlder([...older, ...page.entries]);
            setCursor(page.next_cursor);
        } catch (failure) {
            toastError(`Reading older changes of ${what}`, failure);
        } finally {
            setBusy(false);
        }
    };
    if (entries.length === 0)
        return html`<${Empty} icon="activity" title="No changes yet">Each change is listed here, with the fields before and after.<//>`;
    return html`<ol class="history" aria-label=${`Changes of ${what}`}>
            ${entries.map((entry) => html`<li key=${entry.id}><${Entry} entry=${entry} about=${about} more=${more} /></li>`)}
        </ol>
        ${next && html`<${Button} label=${`Older changes of ${what}`} busy=${busy} onClick=${readMore}>Older changes<//>`}`;
}

/** @param {{ entry: AuditEntry, about?: Show, more?: Show }} props */
function Entry({ entry, about, more }) {
    const { action, actor, before, after, created_at, truncated, address, request_id } = entry;
    const fields = changedFields(entry);
    return html`<details>
        <summary>
            <span class="history-what"><strong>${capitalized(actionWords(action))}</strong>${about?.(entry)}${fields.length > 0 && html` <span class="muted">${about ? "· " : ""}${fields.join(", ")}</span>`}</span>
            <span class="muted">${actor?.name ?? "unknown"}</span>
            <time class="muted" datetime=${created_at}>${FORMAT.format(new Date(created_at))}</time>
        </summary>
        <${Difference} before=${without(before)} after=${without(after)} />
        ${truncated && html`<p class="muted">Large values are cut.</p>`}
        <p class="muted">${address && `From ${address}, `}request <code>${request_id}</code> ${more?.(entry)}</p>
    </details>`;
}

/** @param {Record<string, any> | null} fields */
function without(fields) {
    if (!fields) return null;
    return Object.fromEntries(
        Object.entries(fields).filter(
            ([name]) => !NOISE.includes(name) && name !== "salt" && !/(^|_)id$/.test(name),
        ),
    );
}

/**
 * What a change of an existing object is about.
 * @param {AuditEntry} entry
 */
function changedFields({ before, after }) {
    if (!before || !after) return [];
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].filter((name) => !NOISE.includes(name)).map((name) => name.replaceAll("_", " "));
}

/** @param {string} words */
const capitalized = (words) => words.charAt(0).toUpperCase() + words.slice(1);
