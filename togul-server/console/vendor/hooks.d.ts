import type { Context } from "./preact.js";

export interface Ref<T> {
    current: T;
}
export type Update<S> = (next: S | ((previous: S) => S)) => void;
type Effect = () => void | (() => void);
export function useState<S>(initial: S | (() => S)): [S, Update<S>];
export function useReducer<S, A>(reducer: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
export function useEffect(effect: Effect, inputs?: readonly unknown[]): void;
export function useLayoutEffect(effect: Effect, inputs?: readonly unknown[]): void;
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export function useCallback<F extends (...args: any[]) => unknown>(
    callback: F,
    inputs: readonly unknown[],
): F;
export function useRef<T>(initial: T): Ref<T>;
export function useContext<T>(context: Context<T>): T;
export function useId(): string;
