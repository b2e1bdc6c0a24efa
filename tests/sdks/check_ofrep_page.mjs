// A page in Chromium shows a flag, and a change of the flag changes the page without a reload.
//
// Runs under scripts/test-sdks, which sets SERVER to the program and CHROMIUM to the browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { launch } from "puppeteer-core";
import { openShop, until } from "./shop.mjs";

const folder = await mkdtemp(join(tmpdir(), "togul-page-"));
await build({ entryPoints: ["page.js"], bundle: true, format: "esm", outfile: join(folder, "page.js"), logLevel: "error" });
const script = await readFile(join(folder, "page.js"));
const pages = createServer((request, response) => {
  const isScript = request.url === "/page.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? script : '<!doctype html><output></output><script type="module" src="/page.js"></script>');
});
await new Promise((resolve) => pages.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${pages.address().port}`;

const server = spawn(process.env.SERVER, ["--log", "warn", "serve"], {
  stdio: ["ignore", "pipe", "inherit"],
  env: {
    ...process.env,
    DATABASE_URL: `sqlite://${folder}/togul.db`,
    TOGUL_JWT_SECRET: randomBytes(32).toString("hex"),
    TOGUL_LISTEN: "127.0.0.1:0",
    TOGUL_REGISTRATION: "open",
    TOGUL_CORS_ORIGINS: origin,
  },
});
const serverUrl = await new Promise((resolve, reject) => {
  server.stdout.on("data", (data) => {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(data));
    if (found) resolve(found[0]);
  });
  server.once("exit", (code) => reject(new Error(`the server exited with ${code}`)));
});

// CI runs as root, and Chromium has no sandbox then.
const browser = await launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
  const shop = await openShop(serverUrl, "Page");
  const flag = await shop.flag("headline", { value_type: "string", default_value: "Welcome" });
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  let loads = 0;
  page.on("load", () => (loads += 1));
  await page.goto(`${origin}/?${new URLSearchParams({ server: serverUrl, key: shop.keys.sdk })}`);
  const shown = () => page.$eval("output", (output) => output.value);
  await until("the page shows the flag", async () => (await shown()) === "Welcome");
  for (const text of ["Hello", "Good morning"]) {
    await shop.patchFlag(flag, { default_value: text });
    await until(`the page shows ${text}`, async () => (await shown()) === text);
  }
  assert.deepEqual([loads, problems], [1, []]);
} finally {
  await browser.close();
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill("SIGINT");
  await ended;
  pages.close();
  await rm(folder, { recursive: true });
}
console.log("OpenFeature web SDK in Chromium: ok");
