// OpenFeature's web SDK with its OFREP provider, unmodified, against a server: values, reasons, errors, a changed
// context, live changes, and a revoked key. check_ofrep_page.mjs has live changes in a browser.
//
// Runs under scripts/test-sdks, which sets TOGUL_URL to a fresh server.

import assert from "node:assert/strict";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";
import { EventSource } from "eventsource";
import { openShop, until } from "./shop.mjs";

// Node has none. The provider looks it up when it connects.
globalThis.EventSource = EventSource;
const baseUrl = process.env.TOGUL_URL;
const shop = await openShop(baseUrl, "Web");
const dashboard = await shop.flag("new-dashboard");
await shop.rule(dashboard, { rule_type: "attribute", attribute: "plan", operator: "eq", value_json: '"pro"' });
const color = await shop.flag("color", { value_type: "string", default_value: "blue" });
await shop.flag("limit", { value_type: "number", default_value: 2.5 });
await shop.flag("count", { value_type: "number", default_value: 5 });
await shop.flag("settings", { value_type: "json", default_value: { a: [1, null, "x"] } });
await shop.flag("off", { enabled: false, default_value: true, off_value: false });
const required = [{ flag: "off", values: [true] }];
await shop.flag("dependent", { default_value: false, off_value: true, prerequisites: required });
const share = await shop.flag("share");
const shareRule = await shop.rule(share, { rule_type: "percentage", rollout_percentage: 100 });
const variants = [
  { key: "calm", value: "#00f" },
  { key: "loud", value: "#f00" },
];
const theme = await shop.flag("theme", { value_type: "string", default_value: "#00f", variants });
const pro = { rule_type: "attribute", attribute: "plan", operator: "eq", value_json: '"pro"' };
await shop.rule(theme, { ...pro, variant: "loud", return_value: null });
const tested = await shop.flag("tested", { value_type: "string", default_value: "none", variants });
const split = [
  { variant: "calm", weight: 0 },
  { variant: "loud", weight: 100 },
];
await shop.rule(tested, { split, return_value: null });
const other = await shop.flag("other-default");
await shop.rule(other, { rule_type: "percentage", rollout_percentage: 0 });

const options = { baseUrl, cacheMode: "disabled" };
await OpenFeature.setContext({ targetingKey: "user-1", plan: "free" });
await OpenFeature.setProviderAndWait(new OFREPWebProvider({ ...options, headers: [["X-API-Key", shop.keys.sdk]] }));
const client = OpenFeature.getClient();

function check(details, value, reason, variant) {
  assert.deepEqual(details.value, value, JSON.stringify(details));
  assert.deepEqual([details.reason, details.variant, details.errorCode], [reason, variant, undefined]);
  assert.equal(details.flagMetadata.flagSetId, "production");
}
check(client.getBooleanDetails("new-dashboard", true), false, "DEFAULT", "default");
check(client.getStringDetails("color", ""), "blue", "STATIC", "default");
check(client.getNumberDetails("limit", 0), 2.5, "STATIC", "default");
check(client.getNumberDetails("count", 0), 5, "STATIC", "default");
check(client.getObjectDetails("settings", {}), { a: [1, null, "x"] }, "STATIC", "default");
check(client.getBooleanDetails("off", true), false, "DISABLED", "off");
check(client.getBooleanDetails("dependent", false), true, "DEFAULT", "off");
check(client.getBooleanDetails("share", false), true, "SPLIT", shareRule.id);
check(client.getStringDetails("theme", ""), "#00f", "DEFAULT", "calm");
check(client.getStringDetails("tested", ""), "#f00", "SPLIT", "loud");
check(client.getBooleanDetails("other-default", true), false, "DEFAULT", "default");
assert.equal(client.getBooleanDetails("absent", true).errorCode, "FLAG_NOT_FOUND");
assert.equal(client.getBooleanDetails("color", true).errorCode, "TYPE_MISMATCH");

// The provider sends the entity tag that it has, unless the targeting key changes.
await OpenFeature.setContext({ targetingKey: "user-1", plan: "pro" });
const matched = client.getBooleanDetails("new-dashboard", false);
assert.deepEqual([matched.value, matched.reason], [true, "TARGETING_MATCH"]);
check(client.getStringDetails("theme", ""), "#f00", "TARGETING_MATCH", "loud");
await OpenFeature.setContext({ targetingKey: "user-1", plan: "free" });
assert.equal(client.getBooleanValue("new-dashboard", true), false);

// A change reaches the provider through its event stream.
let changes = 0;
client.addHandler("PROVIDER_CONFIGURATION_CHANGED", () => (changes += 1));
for (const value of ["green", "red"]) {
  await shop.patchFlag(color, { default_value: value });
  await until(`the color is ${value}`, () => client.getStringValue("color", "") === value);
}
assert(changes >= 2, `${changes} events`);

async function refusal(headers) {
  const provider = new OFREPWebProvider({ ...options, headers });
  return OpenFeature.setProviderAndWait("refused", provider).then(
    () => assert.fail("the provider is ready"),
    (error) => error,
  );
}
const withoutScope = await refusal([["X-API-Key", shop.keys.stream]]);
assert.match(String(withoutScope), /ProviderFatalError/);
const bearer = new OFREPWebProvider({ ...options, headers: [["Authorization", `Bearer ${shop.keys.server}`]] });
await OpenFeature.setProviderAndWait("bearer", bearer);
assert.equal(OpenFeature.getClient("bearer").getStringValue("color", ""), "red");

await shop.revoke("sdk");
await until("the revoked key is refused", async () => {
  const error = await refusal([["X-API-Key", shop.keys.sdk]]).catch(() => null);
  return error && /ProviderFatalError/.test(String(error));
});
await OpenFeature.close();
console.log("OpenFeature web provider: ok");
