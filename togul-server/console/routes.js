/** The pages of the console. A page with `nav` stands in the navigation, in this order. */

/** @import { Route } from "./router.js" */

/** @type {Route[]} */
export const ROUTES = [
    { path: "/sign-in", load: () => import("./pages/sign-in.js"), open: true },
    { path: "/register", load: () => import("./pages/register.js"), open: true },
    { path: "/accept-invitation", load: () => import("./pages/accept-invitation.js"), open: true },
    { path: "/reset-password", load: () => import("./pages/reset-password.js"), open: true },
    { path: "/start", load: () => import("./pages/start.js") },
    { path: "/projects", load: () => import("./pages/projects.js"), nav: "Projects", icon: "project" },
    { path: "/projects/:project/flags", load: () => import("./pages/flags.js"), nav: "Flags", icon: "flag" },
    { path: "/projects/:project/flags/:flag", load: () => import("./pages/flag.js") },
    {
        path: "/projects/:project/segments",
        load: () => import("./pages/segments.js"),
        nav: "Segments",
        icon: "segment",
    },
    { path: "/projects/:project/segments/:segment", load: () => import("./pages/segment.js") },
    {
        path: "/projects/:project/playground",
        load: () => import("./pages/playground.js"),
        nav: "Playground",
        icon: "play",
    },
    {
        path: "/projects/:project/environments",
        load: () => import("./pages/environments.js"),
        nav: "Environments and keys",
        icon: "environment",
    },
    {
        path: "/projects/:project/members",
        load: () => import("./pages/project-members.js"),
        nav: "Project members",
        icon: "members",
        permission: "project_members.read",
    },
    {
        path: "/projects/:project/activity",
        load: () => import("./pages/activity.js"),
        nav: "Activity",
        icon: "activity",
        permission: "audit.read",
    },
    {
        path: "/members",
        load: () => import("./pages/members.js"),
        nav: "Members",
        icon: "members",
        permission: "members.read",
    },
    {
        path: "/roles",
        load: () => import("./pages/roles.js"),
        nav: "Roles",
        icon: "role",
        permission: "roles.read",
    },
    {
        path: "/tokens",
        load: () => import("./pages/tokens.js"),
        nav: "Machine tokens",
        icon: "key",
        permission: "tokens.read",
    },
    {
        path: "/activity",
        load: () => import("./pages/activity.js"),
        nav: "Activity",
        icon: "activity",
        permission: "audit.read",
    },
    { path: "/settings", load: () => import("./pages/settings.js"), nav: "Settings", icon: "settings" },
];
