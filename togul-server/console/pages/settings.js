/** Settings of the account and of the organization. */

import { AccountSettings, PasswordSettings, SessionSettings } from "../components/account-settings.js";
import { OrganizationList, OrganizationSettings } from "../components/organization-settings.js";
import { Page } from "../components/page.js";
import { Tabs } from "../components/tabs.js";
import { navigate } from "../history.js";
import { useQuery } from "../router.js";
import { sessionStore } from "../session.js";
import { useStore } from "../store.js";
import { html } from "../ui.js";

export default function Settings() {
    const { session } = useStore(sessionStore);
    const chosen = useQuery().get("tab") ?? "account";
    if (!session) return null;
    const { current_organization: organization } = session;
    const tabs = [
        {
            key: "account",
            label: "Account",
            panel: () => html`<div class="settings">
                <${AccountSettings} session=${session} />
                <${PasswordSettings} session=${session} />
                <${SessionSettings} session=${session} />
            </div>`,
        },
        {
            key: "organization",
            label: "Organization",
            panel: () => html`<div class="settings">
                ${organization && html`<${OrganizationSettings} key=${organization.id} organization=${organization} />`}
                <${OrganizationList} session=${session} />
            </div>`,
        },
    ];
    // The other tab is left as a page is: it asks about unsaved changes.
    const choose = (/** @type {string} */ tab) =>
        void navigate("/settings", { replace: true, query: { tab } });
    return html`<${Page} title="Settings">
        <${Tabs} label="Settings" tabs=${tabs} chosen=${chosen} onChoose=${choose} />
    <//>`;
}
