export interface VNode {
    type: unknown;
    props: unknown;
    key: unknown;
}
export type Child = VNode | string | number | bigint | boolean | null | undefined | Child[];
export type ComponentType<P = any> = (props: P) => Child;
export interface Context<T> {
    Provider: ComponentType<{ value: T; children?: Child }>;
}
export function h(type: string | ComponentType, props: object | null, ...children: Child[]): VNode;
export function render(node: Child, parent: Element): void;
export function createContext<T>(initial: T): Context<T>;
export function createPortal(node: Child, container: Element): VNode;
export const Fragment: ComponentType<{ children?: Child }>;
export class Component<P = any, S = any> {
    constructor(props: P);
    props: P;
    state: S;
    setState(state: Partial<S>): void;
    shouldComponentUpdate(next: P): boolean;
    render(): Child;
}
