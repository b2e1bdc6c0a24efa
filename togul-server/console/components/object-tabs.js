/** The tabs of a flag or a segment. The chosen one stands in the address, and leaving unsaved changes asks. */

/** @import { Child, Environment } from "../types.js" */
import { navigate } from "../history.js";
import { useQuery } from "../router.js";
import { html } from "../ui.js";
import { Tabs } from "./tabs.js";

/**
 * The first tab is that of an address without one.
 * @param {{
 *   label: string,
 *   path: string,
 *   environment: Environment,
 *   tabs: { key: string, label: string, panel: (open: (tab: string) => void) => Child }[],
 * }} props
 */
export function ObjectTabs({ label, path, environment, tabs }) {
    const chosen = useQuery().get("tab") ?? tabs[0].key;
    /** @param {string} tab */
    const open = (tab) => {
        const query = { environment: environment.key, tab: tab === tabs[0].key ? null : tab };
        void navigate(path, { replace: true, query });
    };
    const all = tabs.map((tab) => ({ ...tab, panel: () => tab.panel(open) }));
    return html`<${Tabs} label=${label} tabs=${all} chosen=${chosen} onChoose=${open} />`;
}
