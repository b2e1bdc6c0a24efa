/** A page of the organization. Those who lack its permission see which one it needs, and no request is made. */

/** @import { ComponentType } from "../types.js" */
import { useRight } from "../permissions.js";
import { html } from "../ui.js";
import { Notice } from "./notice.js";
import { Page } from "./page.js";

/** @param {{ title: string, permission: string, page: ComponentType<{}> }} props */
export function OrganizationPage({ title, permission, page }) {
    const right = useRight(permission);
    if (right.allowed) return html`<${page} />`;
    return html`<${Page} title=${title}><${Notice} tone="info">${right.reason} to show this page.<//><//>`;
}
