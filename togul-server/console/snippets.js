/** Lines to paste into a program, for each language, with a flag's key, type and default. */

/** @import { Flag, Json, ValueType } from "./types.js" */

/** The address of the server, as the browser reaches it. */
/** @typedef {{ flag: Pick<Flag, "key" | "value_type" | "default_value">, environment: string, server: string }} Use */
/** @typedef {{ key: string, label: string, install: string, code: string }} Snippet */

const KEY = "tgl_srv_…";

/** @param {string} text */
const rustString = (text) =>
    JSON.stringify(text)
        .replace(/\\u([0-9a-f]{4})/g, "\\u{$1}")
        .replace(/\\([bf])/g, (_, c) => (c === "b" ? "\\u{8}" : "\\u{c}"));

/**
 * A number as a float: `10` is `10.0`.
 * @param {Json} value
 */
const float = (value) =>
    Number.isInteger(value) && Math.abs(Number(value)) < 1e15 ? `${value}.0` : String(value);

/**
 * JSON as Python writes it.
 * @param {Json} value
 * @returns {string}
 */
function python(value) {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
    if (typeof value !== "object") return JSON.stringify(value);
    return `{${Object.entries(value)
        .map(([name, one]) => `${JSON.stringify(name)}: ${python(one)}`)
        .join(", ")}}`;
}

/** @type {Record<ValueType, { rust: (key: string, value: Json) => string, openFeature: string, python: string }>} */
const TYPES = {
    boolean: {
        rust: (key, value) => `client.bool(${key}, &context, ${value})`,
        openFeature: "getBooleanValue",
        python: "get_boolean_value",
    },
    string: {
        rust: (key, value) => `client.string(${key}, &context, ${rustString(String(value))})`,
        openFeature: "getStringValue",
        python: "get_string_value",
    },
    number: {
        rust: (key, value) => `client.number(${key}, &context, ${float(value)})`,
        openFeature: "getNumberValue",
        python: "get_float_value",
    },
    json: {
        rust: (key, value) => `client.json(${key}, &context, serde_json::json!(${JSON.stringify(value)}))`,
        openFeature: "getObjectValue",
        python: "get_object_value",
    },
};

/**
 * @param {Use} use
 * @returns {Snippet[]}
 */
export function snippets({ flag, environment, server }) {
    const type = TYPES[flag.value_type];
    const key = JSON.stringify(flag.key);
    const value = flag.default_value;
    const comment = `${flag.value_type}; the default is`;
    const pythonDefault = flag.value_type === "number" ? float(value) : python(value);
    return [
        {
            key: "curl",
            label: "curl",
            install: "",
            code: `curl -s ${server}/api/v1/evaluate -H "X-API-Key: ${KEY}" -H "Content-Type: application/json" \\
    -d '{"flag_key": ${key}, "context": {"user_id": "user-7"}}'
# {"flag_key":${key},"value_type":"${flag.value_type}","value": …}`,
        },
        {
            key: "rust",
            label: "Rust",
            install: "togul-client, in process",
            code: `use std::time::Duration;
use togul_client::{Client, Context};

let client = Client::connect("${server}", "${KEY}", Duration::from_secs(5)).await?;
let context = Context::new().with("user_id", "user-7");
let value = ${type.rust(key, value)};`,
        },
        {
            key: "python",
            label: "Python",
            install: "pip install togul",
            code: `from togul import Config, TogulClient

config = Config(api_key="${KEY}", environment=${JSON.stringify(environment)}, base_url="${server}")
with TogulClient(config) as client:
    # ${comment} ${python(value)}
    value = client.evaluate(${key}, {"user_id": "user-7"}).value`,
        },
        {
            key: "javascript",
            label: "JavaScript",
            install: "npm install @togul/js",
            code: `import { TogulClient } from "@togul/js/server";

const client = new TogulClient({ apiKey: "${KEY}", environment: ${JSON.stringify(environment)}, baseUrl: "${server}" });
// ${comment} ${JSON.stringify(value)}
const value = await client.isEnabled(${key}, { user_id: "user-7" });`,
        },
        {
            key: "openfeature-js",
            label: "OpenFeature, JavaScript",
            install: "npm install @openfeature/server-sdk @openfeature/ofrep-provider",
            code: `import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";

const headers = [["X-API-Key", "${KEY}"]];
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: "${server}", headers }));
const client = OpenFeature.getClient();
const value = await client.${type.openFeature}(${key}, ${JSON.stringify(value)}, { targetingKey: "user-7" });`,
        },
        {
            key: "openfeature-python",
            label: "OpenFeature, Python",
            install: "pip install openfeature-sdk openfeature-provider-ofrep",
            code: `from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

headers = {"X-API-Key": "${KEY}"}
api.set_provider(OFREPProvider("${server}", headers_factory=lambda: headers))
value = api.get_client().${type.python}(${key}, ${pythonDefault}, EvaluationContext("user-7"))`,
        },
    ];
}
