/** What the page may weigh, so that it stays quick on a bad line and small enough to read. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { gzipSync } from "node:zlib";
import { BUILT, ROOT } from "./support/page.mjs";

/** All files of the built page but the engine's that the choice takes, compressed one by one as a server would. */
function weight(choice) {
  const files = readdirSync(BUILT, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("engine/") && choice(name));
  assert.ok(files.length > 0);
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(join(BUILT, name)), { level: 9 }).length, 0);
}

const ofEditor = (name) => /^editor\/.*\.(js|css)$/u.test(name);
const first = (extension) => weight((name) => name.endsWith(extension) && !ofEditor(name));

it("scripts weigh at most 40 KiB compressed", () => assert.ok(first(".js") <= 40 * 1024, String(first(".js"))));
it("styles weigh at most 12 KiB compressed", () => assert.ok(first(".css") <= 12 * 1024, String(first(".css"))));
it("the editor weighs at most 30 kB compressed", () => assert.ok(weight(ofEditor) <= 30_000, String(weight(ofEditor))));

it("only comments are missing from the built scripts, whose lines keep their numbers", () => {
  for (const name of readdirSync(join(ROOT, "www"), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const [source, built] = [join(ROOT, "www"), BUILT].map((folder) => readFileSync(join(folder, name), "utf8").split("\n"));
    assert.equal(built.length, source.length, name);
    const changed = source.filter((line, at) => line !== built[at]);
    assert.ok(changed.every((line) => /^\s*(\/\/|\/?\*)/u.test(line)), name);
    assert.ok(built.every((line, at) => line === source[at] || line === ""), name);
  }
});

it("no source writes markup, runs text as code or styles inline", () => {
  const www = join(ROOT, "www");
  for (const name of readdirSync(www, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|html)$/u.test(name)) continue;
    const source = readFileSync(join(www, name), "utf8");
    assert.doesNotMatch(source, /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setHTMLUnsafe)\b/u, name);
    if (name.endsWith(".html")) assert.doesNotMatch(source, /\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)/u, name);
  }
});

it("every module that the page imports is announced ahead, so that none waits for another", () => {
  const www = join(ROOT, "www");
  const announced = [...readFileSync(join(www, "index.html"), "utf8").matchAll(/rel="modulepreload" href="([^"]+)"/gu)].map(([, href]) => href);
  const imported = new Set(["app/main.js"]);
  for (const name of imported) {
    for (const [, path] of readFileSync(join(www, name), "utf8").matchAll(/^import\s[^;]*?from "([^"]+)";$/gmu)) imported.add(join(name, "..", path));
  }
  assert.deepEqual(announced.toSorted(), [...imported].filter((name) => name !== "app/main.js").toSorted());
});
