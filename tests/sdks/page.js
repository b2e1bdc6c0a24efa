// A page that shows a flag, with OpenFeature's web SDK and its OFREP provider, unmodified. The address has the server and
// the key.

import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";

const parameters = new URLSearchParams(location.search);
const headers = [["X-API-Key", parameters.get("key")]];
const provider = new OFREPWebProvider({ baseUrl: parameters.get("server"), headers });
await OpenFeature.setContext({ targetingKey: "user-1" });
await OpenFeature.setProviderAndWait(provider);
const client = OpenFeature.getClient();
function show() {
  document.querySelector("output").value = client.getStringValue("headline", "fallback");
}
client.addHandler("PROVIDER_CONFIGURATION_CHANGED", show);
show();
