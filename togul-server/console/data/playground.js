/** Answers to a question that a person asks: flags and segments for a context, with the path to each answer. */

/** @import { Json } from "../types.js" */
/** @import { Context } from "../contexts.js" */
import * as api from "../api.js";
import { isPassing } from "../errors.js";
import { onChange } from "../stream.js";
import { useEffect, useState } from "../ui.js";

/** @typedef {"holds" | "fails" | "unknown"} Result */
/** @typedef {{ segment: string, result: Result, decided_by: string | { rule: number } | null, unreadable?: string }} SegmentPath */
/**
 * A condition with what the context had, or a group of such.
 * @typedef {{
 *   result: Result,
 *   attribute?: string,
 *   operator?: string,
 *   expected?: Json,
 *   actual?: Json,
 *   missing?: boolean,
 *   problem?: string | null,
 *   in_segment?: SegmentPath[],
 *   any?: ConditionPath[],
 *   all?: ConditionPath[],
 *   not?: ConditionPath,
 *   unreadable?: string,
 * }} ConditionPath
 * @typedef {{
 *   bucket_by: string,
 *   actual: Json,
 *   bucket: number | null,
 *   problem: string | null,
 *   bound: number,
 *   split_bucket?: number,
 *   variant?: string,
 * }} Rollout
 * @typedef {{
 *   rule_id: string | null,
 *   rule_type: string | null,
 *   matched: boolean,
 *   conditions: ConditionPath[],
 *   rollout: Rollout | null,
 *   unreadable: string | null,
 * }} RulePath
 * @typedef {{ flag: string, value: Json, variant: string | null, reason: string | null, held: boolean | null }} PrerequisitePath
 * @typedef {{ prerequisites?: PrerequisitePath[], rules: RulePath[] }} Explanation
 * @typedef {{
 *   flag_key: string,
 *   enabled: boolean,
 *   value: Json,
 *   reason: "disabled" | "prerequisite_failed" | "rule_match" | "default",
 *   rule_id: string | null,
 *   variant: string | null,
 *   prerequisite: string | null,
 *   explanation?: Explanation,
 * }} Answer
 * @typedef {{ flags: Record<string, Answer>, segments: Record<string, Result>, unreadable: string[], version: number }} Answers
 */

const TYPING_MS = 250;
const RETRY_MS = 3_000;

/**
 * The answers for the context, again with each change of it or of the environment. Old answers stay until new ones come.
 * @param {string} project its id
 * @param {string | undefined} environment its id
 * @param {Context | null} context null asks nothing
 * @param {string | null} flag only this one, without segments
 */
export function useAnswers(project, environment, context, flag) {
    const [state, setState] = useState(
        /** @type {{ subject: string, answers: Answers | undefined, error: unknown }} */ ({
            subject: "",
            answers: undefined,
            error: null,
        }),
    );
    const [round, setRound] = useState(0);
    const subject = `${environment} ${flag}`;
    const asked = context && environment ? `${subject} ${JSON.stringify(context)}` : null;
    useEffect(
        () =>
            onChange((event) => {
                if (!event.environment_id || event.environment_id === environment)
                    setRound((held) => held + 1);
            }),
        [environment],
    );
    useEffect(() => {
        if (asked === null) return undefined;
        const controller = new AbortController();
        const { signal } = controller;
        let timer = setTimeout(ask, state.subject ? TYPING_MS : 0);
        async function ask() {
            try {
                const body = { context, ...(flag && { flag_keys: [flag], segment_keys: [] }) };
                const path = `projects/${project}/environments/${environment}/evaluate`;
                const answers = await api.post(path, body, { signal });
                if (!signal.aborted) setState({ subject, answers, error: null });
            } catch (error) {
                if (signal.aborted) return;
                setState({ subject, answers: undefined, error });
                if (isPassing(error)) timer = setTimeout(ask, RETRY_MS);
            }
        }
        return () => {
            controller.abort();
            clearTimeout(timer);
        };
    }, [asked, round]);
    // Answers of another flag or environment would be wrong; those of the context before are only a moment old.
    const fits = subject === state.subject;
    return {
        ...(fits ? state : { ...state, answers: undefined, error: null }),
        retry: () => setRound(round + 1),
    };
}
