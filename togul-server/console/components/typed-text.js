/** The text of a field whose value has other forms: the person may write 1 as "1.0", and is not corrected while typing. */

import { useLayoutEffect, useRef, useState } from "../ui.js";

/**
 * The text follows the value, unless the value is what the text already says. `read` gives undefined for a text that is no
 * value. The third part of the result replaces the text by another form of the same value.
 * @template T
 * @template {T} R
 * @param {{ value: T, show: (value: T) => string, read: (text: string) => R, onChange: (value: R) => void }} field
 * @returns {[string, (next: string) => void, (next: string) => void]}
 */
export function useTypedText({ value, show, read, onChange }) {
    const present = show(value);
    const [text, setText] = useState(present);
    const said = useRef(present);
    useLayoutEffect(() => {
        if (said.current === present) return;
        said.current = present;
        setText(present);
    }, [present]);
    /** @param {string} next */
    const type = (next) => {
        const typed = read(next);
        said.current = show(typed);
        setText(next);
        onChange(typed);
    };
    return [text, type, setText];
}
