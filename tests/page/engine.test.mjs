/** The built page with the real engine: what a person gets from it, with the network off. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, it } from "node:test";
import { BUILT, finished, launch, open, pick, serve } from "./support/page.mjs";

let server, browser, sample;

before(async () => {
  const glue = await readFile(join(BUILT, "engine/plimsoll.js"), "utf8").catch(() => "");
  assert.match(glue, /class Analysis\b/, "the built page has no engine: run ./pkg-scripts/build");
  sample = { name: "sample.tar", buffer: await readFile(join(BUILT, "sample-image.tar")) };
  server = await serve({ engine: "real" });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function onPage(use) {
  const opened = await open(browser, server.url);
  try {
    await use(opened.page, opened);
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(await opened.violations(), []);
  } finally {
    await opened.context.close();
  }
}

async function saved(page, label = "Save JSON") {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`button[aria-label="${label}"]`)]);
  return JSON.parse(await readFile(await download.path(), "utf8"));
}

async function analysed(page, given) {
  await pick(page, given);
  await finished(page);
  return saved(page);
}

it("an image is analysed with the network off and not one request is made", () =>
  onPage(async (page, { context, requests }) => {
    await page.waitForTimeout(300);
    const [asked, served] = [requests.length, server.requests.length];
    await context.setOffline(true);
    const report = await analysed(page, sample);
    assert.equal(report.input.name, "sample.tar");
    assert.equal(report.complete, true);
    const [target] = report.targets;
    assert.ok(target.findings.length > 0);
    assert.ok(target.image.layers.every((layer) => layer.verified === true));
    assert.match(await page.innerText(".verdict-line"), new RegExp(`^${target.findings.length} findings?:`));
    assert.equal(await page.locator("#stage .finding").count(), target.findings.length);
    assert.deepEqual(requests.slice(asked).filter((address) => !address.startsWith("blob:")), []);
    assert.equal(server.requests.length, served);
  }));

it("one pass over the compressed archive finds the same as random access", () =>
  onPage(async (page) => {
    const plain = await analysed(page, sample);
    await page.reload();
    await page.waitForSelector("#choose-files:enabled");
    const compressed = await analysed(page, { name: "sample.tar", buffer: gzipSync(sample.buffer) });
    assert.deepEqual(compressed.targets[0].findings, plain.targets[0].findings);
  }));

it("filter, search and groups agree with the report", () =>
  onPage(async (page) => {
    const { findings } = (await analysed(page, sample)).targets[0];
    for (const severity of ["critical", "high", "medium", "low"]) await page.uncheck(`input[value=${severity}]`);
    const info = findings.filter((finding) => finding.severity === "info").length;
    await page.waitForFunction((count) => document.querySelectorAll("#stage .finding").length === count, info);
    for (const severity of ["critical", "high", "medium", "low"]) await page.check(`input[value=${severity}]`);
    await page.fill("#search", findings[0].rule);
    const matching = findings.filter((finding) => finding.rule === findings[0].rule).length;
    await page.waitForFunction((count) => document.querySelectorAll("#stage .finding").length >= count && /match|All/.test(document.querySelector(".shown").textContent), matching);
  }));

it("every finding is explained by its rule, and the catalogue knows it", () =>
  onPage(async (page) => {
    const report = await analysed(page, sample);
    await page.locator("#stage .finding summary").first().click();
    assert.match(await page.innerText("#stage .finding-body >> nth=0"), /Evidence[^]*Why it matters[^]*What to do/);
    for (const { id } of report.rules) assert.equal(await page.locator(`#rule-${id}`).count(), 1, id);
  }));

it("SARIF holds a result for every finding", () =>
  onPage(async (page) => {
    const { targets } = await analysed(page, sample);
    const sarif = await saved(page, "Save SARIF");
    assert.equal(sarif.version, "2.1.0");
    assert.equal(sarif.runs.flatMap((run) => run.results).length, targets.flatMap((target) => target.findings).length);
  }));

it("a Dockerfile is judged", () =>
  onPage(async (page) => {
    await page.click("#paste");
    await page.fill("#paste-text", "FROM debian:latest\nUSER root\nRUN apt-get update\n");
    await page.click("#paste-form button[type=submit]");
    await finished(page);
    const report = await saved(page);
    assert.equal(report.input.format, "dockerfile");
    assert.ok(report.targets[0].findings.length > 0);
  }));

it("a file of another kind and a truncated archive are told, and the next input works", () =>
  onPage(async (page) => {
    await pick(page, { name: "holiday.jpg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.alloc(4096)]) });
    await page.waitForSelector(".failure[role=alert]");
    await pick(page, { name: "cut.tar", buffer: sample.buffer.subarray(0, Math.floor(sample.buffer.length / 2)) });
    await page.waitForSelector(".failure:has-text('cut.tar'), .gaps");
    await pick(page, sample);
    await page.waitForFunction(() => [...document.querySelectorAll(".input-choice")].some((row) => row.textContent.startsWith("sample.tar") && /\d/.test(row.textContent)));
  }));
