/** Changes what people may set of an environment. A change by another person in the meantime shows beside one's own. */

/** @import { Environment, Project } from "../types.js" */
/** @import { Values } from "./environment-form.js" */
import { changeEnvironment, setRegions } from "../data/environments.js";
import { VersionConflict } from "../errors.js";
import { useForm } from "../form.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Difference } from "./difference.js";
import { EnvironmentFields, valuesOf } from "./environment-form.js";
import { splitValues } from "./list-field.js";
import { Notice } from "./notice.js";
import { toast } from "./toast.js";

/**
 * The fields that differ.
 * @param {Environment} environment
 * @param {Values} values
 */
function changed(environment, values) {
    const before = valuesOf(environment);
    const { name, description, color, confirm_changes } = values;
    return {
        ...(name !== before.name && { name }),
        ...(description !== before.description && { description }),
        ...(color !== before.color && { color: color || null }),
        ...(confirm_changes !== null && confirm_changes !== before.confirm_changes && { confirm_changes }),
    };
}

/**
 * @param {Values} before
 * @param {Values} after
 * @returns {Partial<Values>}
 */
const touched = (before, after) =>
    Object.fromEntries(
        Object.entries(after).filter(([name, value]) => before[/** @type {keyof Values} */ (name)] !== value),
    );

/** @param {{ project: Project, environment: Environment, onClose: () => void }} props */
export function ChangeEnvironment({ project, environment, onClose }) {
    const [base, setBase] = useState(environment);
    const [theirs, setTheirs] = useState(/** @type {Environment | null} */ (null));
    const form = useForm(valuesOf(environment), async (values) => {
        try {
            let current = base;
            const fields = changed(current, values);
            if (Object.keys(fields).length > 0) {
                current = await changeEnvironment(project.id, current, fields);
                setBase(current);
            }
            const regions = splitValues(values.regions);
            if (regions.join() !== current.regions.join()) await setRegions(project.id, current, regions);
        } catch (error) {
            if (!(error instanceof VersionConflict)) throw error;
            const present = /** @type {Environment} */ (error.theirs.environment);
            setTheirs(present);
            // The next save replaces what is shown now, and leaves what the person has not touched as it is there.
            form.set({ ...valuesOf(present), ...touched(valuesOf(base), values) });
            setBase(present);
            return;
        }
        toast(`${values.name} is saved`);
        onClose();
    });
    const save = theirs ? "Save mine" : "Save";
    const actions = html`
        <${Button} onClick=${onClose}>${theirs ? "Keep theirs" : "Cancel"}<//>
        <${Button} submit form="environment" kind="primary" busy=${form.busy}>${save}<//>
    `;
    return html`<${Dialog} title=${`Change ${environment.name}`} onClose=${onClose} actions=${actions}>
        <form id="environment" onSubmit=${form.submit}>
            ${
                theirs &&
                html`<${Notice} tone="warning">
                    <p>Another person has changed the environment in the meantime.</p>
                    <${Difference} before=${valuesOf(theirs)} after=${form.values} beforeLabel="Theirs" afterLabel="Mine" />
                <//>`
            }
            <${EnvironmentFields} form=${form} environment=${environment} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}
