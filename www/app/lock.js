/**
 * The airlock. Everything is fetched first; then the page forbids itself every further request, and only then may files
 * come in. A policy can be added to a page but never taken away. It does not stop navigation: the page says so.
 *
 * @import { Airlock } from "../types/page"
 */

import { Workers, workerSources } from "./engine/workers.js";

/** Nothing may be loaded from anywhere; workers may start from texts, the icon be drawn from text that the page holds. */
const LOCK_POLICY = "default-src 'none'; connect-src 'none'; worker-src blob:; img-src data:; form-action 'none'; base-uri 'none'";

/** @param {string} path Relative to this module. */
async function get(path) {
  const response = await fetch(new URL(path, import.meta.url));
  if (!response.ok) throw new Error(`${path} could not be loaded: the server answered ${response.status}`);
  return response;
}

async function compile() {
  const response = await get("../engine/plimsoll_bg.wasm");
  // Streaming needs the right MIME type, which not every static host sends.
  if (response.headers.get("content-type")?.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Something that the page can do without.
 * @template T
 * @param {Promise<T>} loading
 */
const optional = (loading) => loading.catch(() => undefined);

/** The editor cannot be loaded later. */
async function loadEditor() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "editor/editor.css";
  const styled = new Promise((resolve, reject) => Object.assign(style, { onload: resolve, onerror: reject }));
  document.head.append(style);
  const [editor] = await Promise.all([import("../editor/main.js"), styled]);
  return editor;
}

/**
 * Fetches everything.
 * @returns {Promise<Airlock>}
 */
export async function load() {
  const text = async (/** @type {string} */ path) => (await get(path)).text();
  const [module, sources, rules, sample, editor] = await Promise.all([
    compile(),
    workerSources((name) => text(`./engine/${name}`)),
    text("../rules.json"),
    optional(get("../sample-image.tar").then((response) => response.blob())),
    optional(loadEditor()),
  ]);
  return { workers: new Workers(module, rules, sources), rules: JSON.parse(rules), sample, editor };
}

/** Locks the page. Workers must be started after this: each keeps the policy it started under. */
export function lock() {
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = LOCK_POLICY;
  document.head.append(meta);
}

/**
 * Tries to break the lock, for a person who wants to see it hold: asks the page's own server for the page.
 * @returns {Promise<boolean>} Whether the browser refused.
 */
export async function lockHolds() {
  let refusedByPolicy = false;
  const notice = () => (refusedByPolicy = true);
  document.addEventListener("securitypolicyviolation", notice);
  try {
    await fetch(document.location.href, { cache: "no-store" });
    return false;
  } catch {
    // Offline, too, a request fails: only the violation tells that it was the lock. It is reported a moment later.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return refusedByPolicy;
  } finally {
    document.removeEventListener("securitypolicyviolation", notice);
  }
}
