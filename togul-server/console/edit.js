/**
 * An edit of an object that the server holds: the draft, its save with a dry run and a review, and the conflict when
 * another request changed the object first. The draft follows the object until the person changes it.
 */

/** @import { Warning } from "./types.js" */
/** @import { Form } from "./form.js" */
import { ApiError, messageOf, VersionConflict } from "./errors.js";
import { ownField } from "./form.js";
import { useGuard } from "./router.js";
import { useState } from "./ui.js";
import { confirmLeaving } from "./components/confirm.js";

/** @typedef {{ version: number }} Versioned */
/** @typedef {{ dryRun?: boolean, ifMatch: number }} Options */
/**
 * `base` is the object that the draft began with. `write` sends what differs; `review` shows the change and its warnings,
 * and says whether to go on. `fields` maps the API's fields to the draft's.
 * @template {Versioned} O
 * @template {Record<string, any>} D
 * @typedef {{
 *   object: O,
 *   kind: "flag" | "rule" | "segment",
 *   toDraft: (object: O) => D,
 *   write: (draft: D, base: O, options: Options) => Promise<{ warnings?: Warning[] }>,
 *   review: (draft: D, base: O, warnings: Warning[]) => Promise<boolean>,
 *   onSaved: () => void,
 *   fields?: Record<string, string>,
 * }} Settings
 */
/**
 * @template D
 * @typedef {{ base: D, theirs: D, mine: D, keepTheirs: () => void, keepMine: () => void, close: () => void }} Conflict
 */
/**
 * `conflict` is there while theirs and mine must be compared. `stale`: the object has changed since the draft began.
 * @template {Record<string, any>} D
 * @typedef {Form<D> & {
 *   stale: boolean,
 *   compare: () => void,
 *   reset: () => void,
 *   failure: unknown,
 *   conflict: Conflict<D> | null,
 * }} Edit
 */

const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Theirs, with what the person has changed.
 * @template {Record<string, any>} D
 * @param {D} base
 * @param {D} theirs
 * @param {D} mine
 * @returns {D}
 */
export function merge(base, theirs, mine) {
    const changed = Object.entries(mine).filter(([name, value]) => !same(value, base[name]));
    return { ...theirs, ...Object.fromEntries(changed) };
}

/**
 * What is edited: the draft that the person has changed, or else the object as it is now.
 * @template {Versioned} O
 * @template {Record<string, any>} D
 * @param {{ base: O, draft: D }} held
 * @param {O} object
 * @param {(object: O) => D} toDraft
 */
function following(held, object, toDraft) {
    const isOld = held.base !== object && held.base.version <= object.version;
    return isOld && same(held.draft, toDraft(held.base)) ? { base: object, draft: toDraft(object) } : held;
}

/**
 * @template {Versioned} O
 * @template {Record<string, any>} D
 * @param {Settings<O, D>} settings
 * @returns {Edit<D>}
 */
export function useEdit({ object, kind, toDraft, write, review, onSaved, fields = {} }) {
    const [held, setHeld] = useState(() => ({ base: object, draft: toDraft(object) }));
    const { base, draft } = following(held, object, toDraft);
    const [busy, setBusy] = useState(false);
    const [failure, setFailure] = useState(/** @type {unknown} */ (null));
    const [theirs, setTheirs] = useState(/** @type {O | null} */ (null));
    const dirty = !same(draft, toDraft(base));
    const follow = (/** @type {O} */ next) => setHeld({ base: next, draft: toDraft(next) });
    useGuard(dirty, confirmLeaving);

    /**
     * @param {D} values
     * @param {O} from
     */
    const save = async (values, from) => {
        setBusy(true);
        setFailure(null);
        try {
            const ifMatch = from.version;
            const { warnings = [] } = await write(values, from, { dryRun: true, ifMatch });
            if (!(await review(values, from, warnings))) return;
            await write(values, from, { ifMatch });
            follow(object);
            onSaved();
        } catch (error) {
            const present =
                error instanceof VersionConflict && /** @type {O | undefined} */ (error.theirs[kind]);
            if (!present) setFailure(error);
            // What changed is nothing that is edited here, such as the switch.
            else if (same(toDraft(present), toDraft(from))) await save(values, present);
            else setTheirs(present);
        } finally {
            setBusy(false);
        }
    };
    const close = () => setTheirs(null);
    const named = failure instanceof ApiError ? failure.field : null;
    const first = named?.match(/^\w+/)?.[0] ?? "";
    const field = ownField(fields[first] ?? named, draft);
    return {
        values: draft,
        set: (changes) => {
            setHeld((latest) => {
                const present = following(latest, object, toDraft);
                return { ...present, draft: { ...present.draft, ...changes } };
            });
            if (field && field in changes) setFailure(null);
        },
        dirty,
        busy,
        submit: async (event) => {
            event.preventDefault();
            if (!busy) await save(draft, base);
        },
        errorOf: (name) => (name === field ? messageOf(failure) : null),
        error: failure && !field ? messageOf(failure) : null,
        failure,
        reset: () => {
            setFailure(null);
            follow(object);
        },
        stale: dirty && object.version > base.version && !same(toDraft(object), toDraft(base)),
        compare: () => setTheirs(object),
        conflict: theirs && {
            base: toDraft(base),
            theirs: toDraft(theirs),
            mine: draft,
            close,
            keepTheirs: () => {
                close();
                follow(theirs);
            },
            keepMine: () => {
                const merged = merge(toDraft(base), toDraft(theirs), draft);
                close();
                setHeld({ base: theirs, draft: merged });
                void save(merged, theirs);
            },
        },
    };
}

/**
 * The fields of `after` that are not as in `before`, for a PATCH.
 * @param {Record<string, unknown>} before
 * @param {Record<string, unknown>} after
 */
export function changed(before, after) {
    return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(value, before[name])));
}
