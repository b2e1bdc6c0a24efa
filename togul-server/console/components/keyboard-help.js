/** The keys that act on this page. */

import { keyNames, setSingleKeys, singleKeysStore, useShortcuts } from "../keyboard.js";
import { useStore } from "../store.js";
import { html } from "../ui.js";
import { Dialog } from "./dialog.js";
import { Switch } from "./switch.js";

/** @param {{ onClose: () => void }} props */
export function KeyboardHelp({ onClose }) {
    const shortcuts = useShortcuts();
    const single = useStore(singleKeysStore);
    return html`<${Dialog} title="Keyboard shortcuts" onClose=${onClose}>
        <dl class="keys">
            ${shortcuts.map(
                ({ keys, label }) => html`<div key=${keys}>
                    <dt>${keyNames(keys).map((name) => html`<kbd key=${name}>${name}</kbd>`)}</dt>
                    <dd>${label}</dd>
                </div>`,
            )}
        </dl>
        <p class="setting">
            <span>Keys without Ctrl or ⌘ act</span>
            <${Switch} on=${single} label="Switch keys without Ctrl or ⌘" onChange=${setSingleKeys} />
        </p>
    <//>`;
}
