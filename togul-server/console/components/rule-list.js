/** The rules of a flag in their order. They move by drag or with the arrow keys; the order is saved as one change. */

/** @import { Environment, Flag, Project, Rule } from "../types.js" */
/** @import { Right } from "../permissions.js" */
import { orderRules } from "../data/flag.js";
import { messageOf, VersionConflict } from "../errors.js";
import { useGuard } from "../router.js";
import { orderChanges, ordered } from "../rules.js";
import { html, useLayoutEffect, useRef, useState } from "../ui.js";
import { Button } from "./button.js";
import { confirmLeaving } from "./confirm.js";
import { Icon } from "./icon.js";
import { Notice } from "./notice.js";
import { review } from "./review.js";
import { RuleCard } from "./rule-card.js";
import { RuleEditor } from "./rule-editor.js";
import { toast } from "./toast.js";

const CHANGED =
    "The flag was changed meanwhile. The list shows its present rules in your order: look at it, and save again.";

/**
 * What the parts of the page need to know of the flag.
 * @typedef {{
 *   project: Project,
 *   environment: Environment,
 *   flag: Flag,
 *   rules: Rule[],
 *   rights: { flags: Right, rules: Right },
 *   suggestions: import("./condition-editor.js").Suggestions,
 * }} Targeting
 */

/** @param {{ targeting: Targeting }} props */
export function RuleList({ targeting }) {
    const { flag, rules, rights } = targeting;
    const order = useOrder(targeting);
    const [edited, setEdited] = useState(/** @type {Rule[]} */ ([]));
    const list = useRef(/** @type {HTMLElement | null} */ (null));
    const may = rights.rules;
    const known = ordered(rules, order.ids);
    // A rule that another request has deleted stays while it is edited, so that nothing typed is lost.
    const deleted = edited.filter(({ id }) => !rules.some((rule) => rule.id === id));
    const shown = [...known, ...deleted];
    const close = (/** @type {string} */ id) => setEdited((held) => held.filter((one) => one.id !== id));
    if (shown.length === 0) return html`<p class="muted">No rules yet: all users get the default.</p>`;
    return html`<ol class="rules" ref=${list} aria-label=${`Rules of ${flag.key}`}>
            ${shown.map((rule, at) => {
                const move = (/** @type {number} */ steps) => order.move(rule.id, at + steps);
                return html`<li key=${rule.id} data-rule=${rule.id} class=${order.dragged === rule.id ? "rule dragged" : "rule"}>
                    <${Handle} number=${at + 1} right=${may} order=${order} id=${rule.id} list=${list} onMove=${move} />
                    <div class="rule-body">
                        ${
                            edited.some(({ id }) => id === rule.id)
                                ? html`<${RuleEditor}
                                      targeting=${targeting}
                                      rule=${rule}
                                      deleted=${deleted.includes(rule)}
                                      name=${`Rule ${at + 1}`}
                                      onClose=${() => close(rule.id)}
                                  />`
                                : html`<${RuleCard}
                                      targeting=${{ ...targeting, rules: known }}
                                      rule=${rule}
                                      number=${at + 1}
                                      last=${at === known.length - 1}
                                      onEdit=${() => setEdited([...edited, rule])}
                                      onMove=${move}
                                  />`
                        }
                    </div>
                </li>`;
            })}
        </ol>
        <p role="status" class="hidden">${order.said}</p>
        ${
            order.changed &&
            html`<div class="order-bar">
                <p><strong>The order is changed and not saved.</strong></p>
                ${order.error && html`<${Notice} tone="error">${order.error}<//>`}
                <div class="actions">
                    <${Button} kind="primary" label="Review and save the order of the rules" busy=${order.busy} onClick=${order.save}>
                        Review and save
                    <//>
                    <${Button} label="Undo the change of order" onClick=${order.reset}>Undo<//>
                </div>
            </div>`
        }`;
}

/**
 * @typedef {ReturnType<typeof useOrder>} Order
 * @param {Targeting} targeting
 */
function useOrder({ project, environment, flag, rules }) {
    const [draft, setDraft] = useState(/** @type {string[] | null} */ (null));
    const [dragged, setDragged] = useState(/** @type {string | null} */ (null));
    const [said, setSaid] = useState("");
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState(/** @type {string | null} */ (null));
    const present = rules.map(({ id }) => id);
    const ids = ordered(rules, draft ?? present).map(({ id }) => id);
    const changed = ids.join() !== present.join();
    useGuard(changed, confirmLeaving);
    /**
     * @param {string} id
     * @param {number} to
     */
    const move = (id, to) => {
        const at = Math.min(Math.max(to, 0), ids.length - 1);
        if (ids[at] === id) return;
        const next = ids.filter((one) => one !== id).toSpliced(at, 0, id);
        setDraft(next.join() === present.join() ? null : next);
        setSaid(`The rule is now number ${at + 1} of ${ids.length}`);
    };
    const reset = () => {
        setDraft(null);
        setError(null);
    };
    const save = async () => {
        setBusy(true);
        setError(null);
        try {
            const { warnings } = await orderRules(project.id, flag, ids, {
                dryRun: true,
                ifMatch: flag.version,
            });
            const after = ordered(rules, ids);
            const changes = orderChanges(rules, after);
            const title = `Save the order in ${environment.name}?`;
            if (
                await review({
                    title,
                    action: "Save the order",
                    environment,
                    changes,
                    warnings,
                    rules: after,
                })
            ) {
                await orderRules(project.id, flag, ids, { ifMatch: flag.version });
                toast(`The order of the rules of ${flag.key} is saved`);
                reset();
            }
        } catch (failure) {
            setError(failure instanceof VersionConflict ? CHANGED : messageOf(failure));
        } finally {
            setBusy(false);
        }
    };
    return { ids, changed, move, reset, save, busy, error, said, dragged, setDragged };
}

/** @param {{ number: number, id: string, right: Right, order: Order, list: { current: HTMLElement | null }, onMove: (steps: number) => void }} props */
function Handle({ number, id, right: may, order, list, onMove }) {
    const button = useRef(/** @type {HTMLElement | null} */ (null));
    const refocus = useRef(false);
    const latest = useRef(order);
    latest.current = order;
    // A moved element loses the focus.
    useLayoutEffect(() => {
        if (refocus.current) button.current?.focus();
        refocus.current = false;
    }, [number]);
    // Before the browser hears of the next event: a quick drag may move and end within the frame in which it began.
    useLayoutEffect(() => {
        if (order.dragged !== id) return undefined;
        const drag = (/** @type {PointerEvent} */ event) => {
            const boxes = [...(list.current?.children ?? [])].map((child) => child.getBoundingClientRect());
            const from = latest.current.ids.indexOf(id);
            // Past the middle of a neighbour, the rule takes its place.
            const to = boxes.findIndex((box, at) =>
                at < from ? event.clientY < box.top + box.height / 2 : event.clientY < box.bottom,
            );
            if (to < 0) latest.current.move(id, boxes.length - 1);
            else if (to < from || (to > from && event.clientY > boxes[to].top + boxes[to].height / 2)) {
                latest.current.move(id, to);
            }
        };
        const drop = () => latest.current.setDragged(null);
        addEventListener("pointermove", drag);
        addEventListener("pointerup", drop);
        addEventListener("pointercancel", drop);
        return () => {
            removeEventListener("pointermove", drag);
            removeEventListener("pointerup", drop);
            removeEventListener("pointercancel", drop);
        };
    }, [order.dragged === id]);
    /** @param {KeyboardEvent} event */
    const key = (event) => {
        const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!steps || !may.allowed) return;
        event.preventDefault();
        refocus.current = true;
        onMove(steps);
    };
    /** @param {PointerEvent} event */
    const start = (event) => {
        if (event.button !== 0 || !may.allowed) return;
        order.setDragged(id);
    };
    return html`<button
        type="button"
        ref=${button}
        class="handle"
        aria-label=${`Move rule ${number}: drag, or press the arrow keys up and down`}
        aria-disabled=${may.allowed ? undefined : "true"}
        title=${may.reason ?? "Drag, or press the arrow keys up and down"}
        onKeyDown=${key}
        onPointerDown=${start}
    >
        <${Icon} name="drag" /><span aria-hidden="true">${number}</span>
    </button>`;
}
