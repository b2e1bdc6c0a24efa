/** What a request can fail with. Every module but `api.js` only reads these. */

/**
 * @typedef {{
 *   field?: string,
 *   reason?: string,
 *   permission?: string,
 *   used_by?: { kind: string, id: string, key: string }[],
 *   [name: string]: unknown,
 * }} Details
 */

/**
 * The field that a conflict is about, by its reason.
 * @type {Record<string, string>}
 */
const FIELDS_OF_CONFLICTS = { email_taken: "username", key_taken: "key", slug_taken: "name" };

/** The server refused: `code` and `message` are the API's, and `details` what it adds. */
export class ApiError extends Error {
    /**
     * @param {number} status
     * @param {{ code?: string, message?: string, details?: Details | null }} body
     * @param {number | null} retryAfter seconds
     */
    constructor(status, body, retryAfter = null) {
        super(body.message ?? `The server answered with the status ${status}.`);
        this.status = status;
        this.code = body.code ?? "internal";
        this.details = body.details ?? {};
        this.retryAfter = retryAfter;
    }

    /** The field that the error is about. */
    get field() {
        return this.details.field ?? FIELDS_OF_CONFLICTS[this.details.reason ?? ""] ?? null;
    }

    /** The permission that is missing. */
    get permission() {
        return this.code === "forbidden" ? (this.details.permission ?? null) : null;
    }
}

/** The object was changed by another request; `theirs` is the present one. */
export class VersionConflict extends ApiError {
    /** The present object, under its singular name, such as `flag`. */
    get theirs() {
        return this.details;
    }
}

/** No answer: the server is down, unreachable, or too slow. */
export class NetworkError extends Error {}

/**
 * Whether the same request may succeed later without a change.
 * @param {unknown} error
 */
export function isPassing(error) {
    return (
        error instanceof NetworkError ||
        (error instanceof ApiError && [429, 502, 503, 504].includes(error.status))
    );
}

/** @param {{ kind: string, key: string }[]} users of a rule, the key is that of its flag */
function usersWords(users) {
    const words = users.map(({ kind, key }) =>
        kind === "rule" ? `a rule of the flag ${key}` : `the ${kind} ${key}`,
    );
    const distinct = [...new Set(words)];
    const more = distinct.length - 5;
    return distinct.slice(0, 5).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * The message for people.
 * @param {unknown} error
 */
export function messageOf(error) {
    if (error instanceof ApiError && error.permission) {
        return `You need the permission ${error.permission} for this.`;
    }
    if (error instanceof VersionConflict)
        return "It was changed meanwhile: look at its present state, and try again.";
    if (error instanceof ApiError && error.code === "in_use" && error.details.used_by?.length) {
        return `It is in use: change ${usersWords(error.details.used_by)} first.`;
    }
    const message = error instanceof Error ? error.message : String(error);
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
