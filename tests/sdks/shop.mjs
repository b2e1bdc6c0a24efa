// A project with one environment, a key of each scope, and functions that change it: the setting of the checks.

import assert from "node:assert/strict";

const password = "correct horse battery";

export async function openShop(baseUrl, name) {
  async function call(method, path, body, token) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const response = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }
  const username = `${name.toLowerCase()}@example.com`;
  await call("POST", "/register", { name, username, password });
  const { token } = await call("POST", "/login", { username, password });
  const { project } = await call("POST", "/projects", { name: `${name}'s shop` }, token);
  const path = `/projects/${project.id}`;
  const { environment } = await call("POST", `${path}/environments`, { key: "production", name: "Production" }, token);
  const keys = {};
  const ids = {};
  for (const scope of ["sdk", "stream", "server"]) {
    const body = { environment_id: environment.id, name: scope, scope };
    const created = await call("POST", `${path}/api-keys`, body, token);
    keys[scope] = created.secret;
    ids[scope] = created.api_key.id;
  }
  return {
    keys,
    async flag(key, fields) {
      const body = { environment_id: environment.id, key, name: key, ...fields };
      return (await call("POST", `${path}/flags`, body, token)).flag;
    },
    async rule(flag, fields) {
      const body = { flag_id: flag.id, priority: 10, rule_type: "boolean", return_value: true, ...fields };
      return (await call("POST", `${path}/rules`, body, token)).rule;
    },
    patchFlag: (flag, fields) => call("PATCH", `${path}/flags/${flag.id}`, fields, token),
    revoke: (scope) => call("DELETE", `${path}/api-keys/${ids[scope]}`, undefined, token),
  };
}

// Waits until the condition holds.
export async function until(what, holds) {
  const start = Date.now();
  while (!(await holds())) {
    assert(Date.now() - start < 20_000, `not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
