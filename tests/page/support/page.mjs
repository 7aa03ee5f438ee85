/**
 * The page in a real Chromium: the sources with the fake engine, or the built page with the real one, over a server that
 * sends the security headers (or, like some hosts, none).
 */

import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { securityHeaders } from "../../../pkg-scripts/lib/security-headers.mjs";
import { CATALOGUE, EMPTY_WASM, archive, ordinary } from "./recipes.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../..");
/** The page with the real engine, once `pkg-scripts/build` has made it. */
export const BUILT = join(ROOT, "build/www");
const FAKE_ENGINE = join(ROOT, "tests/page/fake-engine/plimsoll.js");

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".tar": "application/x-tar" };

/**
 * @param {{ engine?: "fake" | "real", headers?: boolean, missing?: string[] }} [options] `headers: false` is a static host that sets
 *   no policy and knows no MIME type of wasm; `missing` files answer 404.
 */
export async function serve({ engine = "fake", headers = true, missing = [] } = {}) {
  const fakes = {
    "/engine/plimsoll.js": () => readFile(FAKE_ENGINE),
    "/engine/plimsoll_bg.wasm": async () => EMPTY_WASM,
    "/rules.json": async () => Buffer.from(JSON.stringify(CATALOGUE)),
    "/sample-image.tar": async () => archive(ordinary()),
  };
  const root = engine === "real" ? BUILT : join(ROOT, "www");
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname)).replace(/\/$/u, "/index.html");
    requests.push(path);
    const type = TYPES[extname(path)];
    if (headers) {
      for (const [name, value] of Object.entries(securityHeaders(path))) response.setHeader(name, value);
    }
    if (type && (headers || extname(path) !== ".wasm")) response.setHeader("Content-Type", type);
    try {
      if (missing.includes(path)) throw new Error("missing");
      response.end(await (engine === "fake" && fakes[path] ? fakes[path]() : readFile(join(root, path))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, requests, close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
}

/**
 * Opens the page and waits until it takes files. What the browser complained of is collected in `complaints`.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @param {() => void} [before] Runs in the page before its own scripts.
 */
export async function open(browser, url, options = {}, before = undefined) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  if (before) await page.addInitScript(before);
  await page.goto(url);
  await page.waitForSelector("#lock[data-state=locked]");
  await page.waitForSelector("#choose-files:enabled");
  return { page, context, complaints, requests, violations: () => page.evaluate(() => globalThis.violations) };
}

/** Gives files to the page as its picker does: `{ name, buffer }`, by way of the disk, since big ones crawl otherwise. */
export async function pick(page, ...files) {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-pick-"));
  page.context().on("close", () => rm(folder, { recursive: true, force: true }));
  const paths = files.map(({ name }) => join(folder, name));
  await Promise.all(files.map(({ buffer }, position) => writeFile(paths[position], buffer)));
  await page.setInputFiles("#pick-files", paths);
}

/** Waits until the report is complete. */
export const finished = (page) => page.waitForFunction(() => /done after/.test(document.querySelector("#timing")?.textContent ?? ""));

/** Drops files on the page: `[{ name, buffer }]`. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      for (const { name, base64 } of given) data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
      return data;
    },
    files.map(({ name, buffer }) => ({ name, base64: buffer.toString("base64") })),
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}
