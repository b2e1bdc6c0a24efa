/** What the palette finds: pages, projects, and the flags and segments of the project. */

/** @import { Project } from "./types.js" */
/** @import { Target } from "./components/palette.js" */
import { useEnvironments } from "./data/environments.js";
import { rowsOf, useFlags } from "./data/flags.js";
import { rowsOf as segmentRowsOf, useSegments } from "./data/segments.js";
import { fill } from "./router.js";
import { ROUTES } from "./routes.js";
import { useMemo } from "./ui.js";

/**
 * @param {Project[]} projects
 * @param {Project | null} project
 * @returns {Target[]}
 */
export function useTargets(projects, project) {
    const { data: environments } = useEnvironments(project?.id);
    const { data: flags } = useFlags(project?.id, environments, false);
    const { data: segments } = useSegments(project?.id);
    return useMemo(() => {
        const pages = ROUTES.flatMap(({ path, nav, icon }) => {
            if (!nav || (path.includes(":") && !project)) return [];
            const to = fill(path, { project: project?.slug ?? "" });
            const detail = path.includes(":") ? project?.name : undefined;
            return [{ key: `page ${path}`, kind: "Page", label: nav, detail, to, icon: icon ?? "project" }];
        });
        return [
            ...pages,
            ...projects.map((one) => ({
                key: `project ${one.id}`,
                kind: "Project",
                label: one.name,
                detail: one.slug,
                to: `/projects/${one.slug}/flags`,
                icon: /** @type {const} */ ("project"),
            })),
            ...rowsOf(flags ?? {}).map((row) => ({
                key: `flag ${row.key}`,
                kind: "Flag",
                label: row.key,
                detail: row.name,
                to: `/projects/${project?.slug}/flags/${encodeURIComponent(row.key)}`,
                icon: /** @type {const} */ ("flag"),
            })),
            ...segmentRowsOf(segments ?? []).map((row) => ({
                key: `segment ${row.key}`,
                kind: "Segment",
                label: row.key,
                detail: row.name,
                to: `/projects/${project?.slug}/segments/${encodeURIComponent(row.key)}`,
                icon: /** @type {const} */ ("segment"),
            })),
        ];
    }, [projects, project, flags, segments]);
}
