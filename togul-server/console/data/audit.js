/** The audit log as a whole: its filters, and its export as a file. The pages of it are read by `history.js`. */

/** @import { AuditEntry, Environment, Flag } from "../types.js" */
import * as api from "../api.js";
import { useResource } from "../resource.js";

/**
 * What can be filtered by; empty fields are no filter. `what` is a kind of object, an action such as `flag.updated`, or
 * `everything`. Without it, the sessions are left out: there are many, and they change nothing.
 */
/** @typedef {{ project: string, person: string, what: string, object: string, since: string, until: string }} Filters */

/** The actions on each kind of object. */
export const ACTIONS = {
    flag: ["created", "updated", "archived", "restored", "deleted"],
    rule: ["created", "updated", "deleted"],
    segment: ["created", "updated", "deleted"],
    environment: ["created", "updated", "deleted"],
    api_key: ["created", "rotated", "revoked"],
    project: ["created", "updated", "deleted"],
    project_member: ["added", "updated", "removed"],
    member: ["updated", "removed", "password_reset_issued"],
    invitation: ["created", "withdrawn", "accepted"],
    role: ["created", "updated", "deleted"],
    token: ["created", "deleted"],
    organization: ["created", "updated", "deleted"],
    user: ["registered", "updated", "password_changed", "password_reset", "login_refused"],
    session: ["created", "refreshed", "replayed", "switched", "ended"],
    permission: ["denied"],
};
/** Also the sessions. */
export const EVERYTHING = "everything";
/** Kinds that no project has. */
export const OUTSIDE_OF_PROJECTS = [
    "member",
    "invitation",
    "role",
    "token",
    "organization",
    "user",
    "session",
];

/** `api_key` is "API key". @param {string} kind */
export const kindWords = (kind) => kind.replaceAll("_", " ").replace(/^api /, "API ");

/** `api_key.created` is "API key created". @param {string} action */
export const actionWords = (action) => kindWords(action.replace(".", " "));

/**
 * The start of a day of the calendar here, some days later.
 * @param {string} day such as 2030-01-31
 * @param {number} later
 */
function startOfDay(day, later) {
    const [year, month, date] = day.split("-").map(Number);
    const start = new Date(year, month - 1, date + later);
    return Number.isNaN(start.getTime()) ? "" : start.toISOString();
}

/**
 * The filters as the API takes them. `until` includes its day.
 * @param {Filters} filters
 * @returns {Record<string, string>}
 */
export function auditQuery({ project, person, what, object, since, until }) {
    const all = {
        project_id: project,
        actor_id: person,
        target_type: what.includes(".") || what === EVERYTHING ? "" : what,
        exclude_target_type: what === "" ? "session" : "",
        action: what.includes(".") ? what : "",
        target_id: object,
        since: startOfDay(since, 0),
        until: startOfDay(until, 1),
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/**
 * The entries as JSON Lines, newest first.
 * @param {Record<string, string>} query
 * @param {AbortSignal} signal
 */
export async function exportAudit(query, signal) {
    const accept = "application/x-ndjson";
    const body = await api.open("audit-log/export", { signal, query: { ...query, order: "desc" }, accept });
    return new Response(body).blob();
}

/** @typedef {{ name: string, environment?: string }} Name */

/**
 * The names of the project's flags and environments, by id.
 * @param {string} project its id
 */
export const useNames = (project) =>
    useResource(`audit-names/${project}`, async (signal) => {
        /** @type {[Environment[], Flag[], Flag[]]} */
        const [environments, flags, archived] = await Promise.all([
            api.list(`projects/${project}/environments`, "environments", { signal }),
            api.list(`projects/${project}/flags`, "flags", { signal }),
            api.list(`projects/${project}/flags`, "flags", { signal, query: { archived: true } }),
        ]);
        /** @type {Map<string, Name>} */
        const names = new Map(environments.map(({ id, name }) => [id, { name }]));
        for (const { id, key, environment_id } of [...flags, ...archived]) {
            names.set(id, { name: key, environment: names.get(environment_id)?.name });
        }
        return names;
    });

/**
 * What the entry is about, as far as the entry says; an entry about a change has only the fields that differ.
 * @param {AuditEntry} entry
 * @returns {string | null}
 */
export function targetName({ target_name, before, after }) {
    /** @type {Record<string, any>} */
    const fields = { ...before, ...after };
    const name =
        target_name ?? fields.key ?? fields.name ?? fields.email ?? fields.user?.name ?? fields.route;
    return typeof name === "string" ? name : null;
}
