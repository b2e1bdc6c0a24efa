/** The state of a form: its values, whether it is being sent, and the errors that the API gave. */

import { ApiError, messageOf } from "./errors.js";
import { useState } from "./ui.js";

/**
 * @template {Record<string, any>} V
 * @typedef {{
 *   values: V,
 *   set: (changes: Partial<V>) => void,
 *   dirty: boolean,
 *   busy: boolean,
 *   submit: (event: Event) => Promise<void>,
 *   errorOf: (name: string) => string | null,
 *   error: string | null,
 * }} Form
 */

/**
 * `error` is what belongs to no field of the form; `errorOf` what the API says about one.
 * @template {Record<string, any>} V
 * @param {V} initial
 * @param {(values: V) => Promise<unknown>} send
 * @returns {Form<V>}
 */
export function useForm(initial, send) {
    const [start] = useState(initial);
    const [values, setValues] = useState(initial);
    const [busy, setBusy] = useState(false);
    const [failure, setFailure] = useState(/** @type {unknown} */ (null));
    const field = failure instanceof ApiError ? ownField(failure.field, values) : null;
    return {
        values,
        set: (changes) => {
            setValues((held) => ({ ...held, ...changes }));
            if (field && field in changes) setFailure(null);
        },
        dirty: Object.keys(values).some((name) => values[name] !== start[name]),
        busy,
        submit: async (event) => {
            event.preventDefault();
            if (busy) return;
            setBusy(true);
            setFailure(null);
            try {
                await send(values);
            } catch (error) {
                setFailure(error);
            } finally {
                setBusy(false);
            }
        },
        errorOf: (name) => (name === field ? messageOf(failure) : null),
        error: failure && !field ? messageOf(failure) : null,
    };
}

/**
 * The form's field that the API means: `variants[1].key` is in `variants`.
 * @param {string | null} field
 * @param {Record<string, unknown>} values
 */
export function ownField(field, values) {
    const name = field?.match(/^\w+/)?.[0] ?? "";
    return name in values ? name : null;
}
