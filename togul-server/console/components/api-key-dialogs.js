/** Creates an API key, and gives one a new secret. */

/** @import { ApiKey, Environment, Project } from "../types.js" */
/** @import { KeyWithSecret, Scope } from "../data/api-keys.js" */
import { createApiKey, rotateApiKey } from "../data/api-keys.js";
import { useForm } from "../form.js";
import { html, useState } from "../ui.js";
import { Button } from "./button.js";
import { RadioField, SelectField } from "./choice-field.js";
import { Dialog } from "./dialog.js";
import { expiryOf, ExpiryField } from "./expiry-field.js";
import { TextField } from "./field.js";
import { Notice } from "./notice.js";
import { SecretDialog } from "./secret.js";

const SCOPES = [
    {
        value: "server",
        label: "server: back ends",
        hint: "Reads the whole environment with its rules. Keep it secret.",
    },
    {
        value: "sdk",
        label: "sdk: web pages and apps",
        hint: "Gets answers, and never sees rules.",
    },
    { value: "stream", label: "stream: only changes", hint: "Learns which flags change, and no answers." },
];

const OVERLAPS = [
    { value: "0", label: "at once" },
    { value: "300", label: "after 5 minutes" },
    { value: "3600", label: "after an hour" },
    { value: "86400", label: "after a day" },
];

/** @param {{ project: Project, environment: Environment, onClose: () => void }} props */
export function NewApiKey({ project, environment, onClose }) {
    const [made, setMade] = useState(/** @type {KeyWithSecret | null} */ (null));
    const initial = { name: "", scope: /** @type {Scope} */ ("server"), expires: "", expires_at: "" };
    const form = useForm(initial, async (values) => {
        const { name, scope } = values;
        const expires_at = expiryOf(values) ?? null;
        setMade(await createApiKey(project.id, { environment_id: environment.id, name, scope, expires_at }));
    });
    if (made)
        return html`<${Made} title=${`${made.api_key.name} is created`} made=${made} environment=${environment} onClose=${onClose} />`;
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="new-api-key" kind="primary" busy=${form.busy}>Create the key<//>
    `;
    return html`<${Dialog} title=${`New API key for ${environment.name}`} onClose=${onClose} actions=${actions}>
        <form id="new-api-key" onSubmit=${form.submit}>
            <${TextField} form=${form} name="name" label="Name" hint="The program that uses it, such as Back end" autofocus />
            <${RadioField} form=${form} name="scope" label="Scope" options=${SCOPES} />
            <${ExpiryField} form=${form} />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

/** @param {{ project: Project, environment: Environment, apiKey: ApiKey, onClose: () => void }} props */
export function RotateApiKey({ project, environment, apiKey, onClose }) {
    const [made, setMade] = useState(/** @type {KeyWithSecret | null} */ (null));
    const initial = { overlap_seconds: "3600", expires: "keep", expires_at: "" };
    const form = useForm(initial, async (values) => {
        const expires_at = expiryOf(values);
        const overlap_seconds = Number(values.overlap_seconds);
        setMade(
            await rotateApiKey(project.id, apiKey.id, {
                overlap_seconds,
                ...(expires_at !== undefined && { expires_at }),
            }),
        );
    });
    if (made)
        return html`<${Made} title=${`${apiKey.name} has a new secret`} made=${made} environment=${environment} onClose=${onClose} />`;
    const actions = html`
        <${Button} onClick=${onClose}>Cancel<//>
        <${Button} submit form="rotate-api-key" kind="primary" busy=${form.busy}>Rotate the key<//>
    `;
    return html`<${Dialog} title=${`Rotate ${apiKey.name}`} onClose=${onClose} actions=${actions}>
        <form id="rotate-api-key" onSubmit=${form.submit}>
            <p>The key gets a new secret, and keeps its name, scope and history.</p>
            <${SelectField} form=${form} name="overlap_seconds" label="The old secret ends" options=${OVERLAPS} hint="Give programs the new secret within this time." />
            <${ExpiryField} form=${form} keep />
            ${form.error && html`<${Notice} tone="error">${form.error}<//>`}
        </form>
    <//>`;
}

/** @param {{ title: string, made: KeyWithSecret, environment: Environment, onClose: () => void }} props */
function Made({ title, made, environment, onClose }) {
    const { name, scope } = made.api_key;
    return html`<${SecretDialog} title=${title} secret=${made.secret} of=${name} onClose=${onClose}>
        <p>Programs send it as <code>X-API-Key</code>; SDKs call it the API key. It opens ${environment.name} alone, with the scope ${scope}.</p>
    <//>`;
}
