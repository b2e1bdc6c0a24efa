/** Whether the screen fits a media query. */

import { useEffect, useState } from "./ui.js";

/** Screens on which a table shows one environment at a time. */
export const NARROW = "(max-width: 44rem)";

/** @param {string} query */
export function useMedia(query) {
    const [matches, setMatches] = useState(() => matchMedia(query).matches);
    useEffect(() => {
        const list = matchMedia(query);
        const change = () => setMatches(list.matches);
        change();
        list.addEventListener("change", change);
        return () => list.removeEventListener("change", change);
    }, [query]);
    return matches;
}
