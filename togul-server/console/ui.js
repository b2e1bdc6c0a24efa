/** What components are written with: Preact, its hooks and the template tag `html`. */

import { Component, createContext, Fragment, h, render } from "./vendor/preact.js";
import htm from "./vendor/htm.js";

export const html = htm.bind(h);
export { Component, createContext, Fragment, render };
export {
    useCallback,
    useContext,
    useEffect,
    useId,
    useLayoutEffect,
    useMemo,
    useRef,
    useState,
} from "./vendor/hooks.js";
