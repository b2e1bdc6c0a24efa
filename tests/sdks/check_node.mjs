// Togul's official JavaScript SDK against a server: set-up, evaluation, targeting, errors, cache invalidation.
//
// Runs under scripts/test-sdks, which sets TOGUL_URL to a fresh server.

import assert from "node:assert/strict";
import { TogulApiError, TogulClient } from "@togul/js";
import { evaluateFlag, evaluateFlags } from "@togul/js/server";

const baseUrl = process.env.TOGUL_URL;
const password = "correct horse battery";

async function call(method, path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer;
}

await call("POST", "/register", { name: "Js", username: "js@example.com", password });
const { token } = await call("POST", "/login", { username: "js@example.com", password });
const { project } = await call("POST", "/projects", { name: "Node shop" }, token);
const path = `/projects/${project.id}`;
const { environment } = await call("POST", `${path}/environments`, { key: "production", name: "Production" }, token);
const keys = {};
for (const scope of ["sdk", "stream", "server"]) {
  const body = { environment_id: environment.id, name: scope, scope };
  keys[scope] = (await call("POST", `${path}/api-keys`, body, token)).secret;
}
async function flag(key, fields) {
  const body = { environment_id: environment.id, key, name: key, ...fields };
  return (await call("POST", `${path}/flags`, body, token)).flag;
}
const dashboard = await flag("new-dashboard");
await flag("color", { value_type: "string", default_value: "blue" });
await flag("limit", { value_type: "number", default_value: 2.5 });
await flag("settings", { value_type: "json", default_value: { a: [1, null, "x"] } });
await call("POST", `${path}/rules`, {
  flag_id: dashboard.id, priority: 1, rule_type: "attribute", attribute: "country", operator: "eq",
  value_json: '"TR"', return_value: true,
}, token);

const config = { baseUrl, apiKey: keys.sdk, environment: "production", cacheTtl: 600000, fallbackMode: "fail-open" };
const client = new TogulClient(config);
assert.equal(await client.isEnabled("new-dashboard", { user_id: "u", country: "TR" }), true);
assert.equal(await client.isEnabled("new-dashboard", { user_id: "u", country: "DE" }), false);
assert.equal(await client.isEnabled("color"), "blue");
assert.equal(await client.isEnabled("limit"), 2.5);
assert.deepEqual(await client.isEnabled("settings"), { a: [1, null, "x"] });
assert.equal(await evaluateFlag(config, "new-dashboard", { country: "TR" }), true);
assert.deepEqual(await evaluateFlags(config, ["new-dashboard", "color"], { country: "TR" }), {
  "new-dashboard": true,
  color: "blue",
});

async function refused(fields, key = "color") {
  const error = await new TogulClient({ ...config, ...fields }).isEnabled(key).then(
    () => assert.fail("the request was not refused"),
    (error) => error,
  );
  assert(error instanceof TogulApiError, String(error));
  return [error.statusCode, error.code];
}
assert.deepEqual(await refused({}, "no-such-flag"), [404, "evaluate.flag_not_found"]);
assert.deepEqual(await refused({ apiKey: "tgl_sdk_wrong" }), [401, "unauthorized"]);
assert.deepEqual(await refused({ apiKey: keys.stream }), [403, "forbidden"]);
assert.deepEqual(await refused({ environment: "staging" }), [403, "evaluate.environment_forbidden"]);

let invalidations = 0;
let wake = () => {};
client.onCacheInvalidated(() => {
  invalidations += 1;
  wake();
});
async function until(count) {
  const late = setTimeout(() => assert.fail(`${invalidations} of ${count} invalidations`), 10000);
  while (invalidations < count) await new Promise((resolve) => (wake = resolve));
  clearTimeout(late);
}
client.startStream();
await until(1);
assert.equal(await client.isEnabled("new-dashboard", { country: "TR" }), true);
await call("PATCH", `${path}/flags/${dashboard.id}`, { enabled: false }, token);
await until(2);
assert.equal(await client.isEnabled("new-dashboard", { country: "TR" }), false);

// After a change of a segment or of a prerequisite, every answer that depends on it is the new one.
const { segment } = await call(
  "POST", `${path}/segments`, { environment_id: environment.id, key: "beta", name: "Beta testers" }, token,
);
const on = { default_value: true, off_value: false };
const base = await flag("base", on);
await flag("mid", { ...on, prerequisites: [{ flag: "base", values: [true] }] });
await flag("top", { ...on, prerequisites: [{ flag: "mid", values: [true] }] });
const members = await flag("members", {});
await call("POST", `${path}/rules`, {
  flag_id: members.id, priority: 1, rule_type: "boolean", return_value: true,
  conditions: [{ operator: "in_segment", value: "beta" }],
}, token);
// The segment, four flags and a rule.
await until(8);
async function values() {
  const answers = {};
  for (const key of ["base", "mid", "top", "members"]) {
    answers[key] = await client.isEnabled(key, { user_id: "ada" });
  }
  return answers;
}
assert.deepEqual(await values(), { base: true, mid: true, top: true, members: false });
await call("POST", `${path}/segments/${segment.id}/included`, { add: ["ada"] }, token);
await until(9);
assert.deepEqual(await values(), { base: true, mid: true, top: true, members: true });
await call("PATCH", `${path}/flags/${base.id}`, { enabled: false }, token);
await until(10);
assert.deepEqual(await values(), { base: false, mid: false, top: false, members: true });
client.stopStream();

await assert.rejects(new TogulClient({ ...config, apiKey: "tgl_str_wrong" }).startStream(), { statusCode: 401 });

console.log("node: the official SDK works");
