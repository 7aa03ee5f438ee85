/** The built page with the real engine: what a person gets from it, with the network off. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { after, before, it } from "node:test";
import { dockerArchive, tar } from "./support/image.mjs";
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
    // The engine has what is said of rules from the catalogue beside it.
    const catalogue = JSON.parse(await readFile(join(BUILT, "rules.json"), "utf8"));
    for (const rule of report.rules) {
      const { title, why, fix, aliases } = catalogue.find(({ id }) => id === rule.id);
      assert.deepEqual({ title, why, fix, aliases }, { title: rule.title, why: rule.why, fix: rule.fix, aliases: rule.aliases ?? [] });
      assert.ok(title && why && fix);
    }
    assert.ok(target.findings.every(({ message }) => message && !/[{}]/.test(message)), "messages are whole sentences");
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

it("a catalogue of another version is refused and leaves nothing behind", async () => {
  const { initSync, load_rules, scan_dockerfile } = await import(pathToFileURL(join(BUILT, "engine/plimsoll.js")).href);
  initSync({ module: await WebAssembly.compile(await readFile(join(BUILT, "engine/plimsoll_bg.wasm"))) });
  const scan = () => scan_dockerfile(Buffer.from("FROM scratch\nENV DB_PASSWORD=correct-Horse7battery\n"), { name: "Dockerfile" }).report();
  assert.throws(scan, /catalogue of rules was not given/);
  const text = await readFile(join(BUILT, "rules.json"), "utf8");
  const changed = (change) => JSON.stringify(JSON.parse(text).flatMap(change));
  const kinds = (change) => changed((rule) => [{ ...rule, secretKinds: rule.secretKinds?.flatMap(change) }]);
  const renamed = JSON.parse(kinds((kind) => [{ ...kind, title: "another title" }]));
  for (const [wrong, said] of [
    [JSON.stringify(renamed.slice(1)), renamed[0].id],
    [kinds((kind) => (kind.id === "password" ? [] : [kind])), "password"],
    [kinds((kind) => [{ ...kind, title: undefined }]), "another version"],
    ["[]", "another version"],
    ["{", "line 1"],
  ]) {
    assert.throws(() => load_rules(wrong), (error) => error.message.includes(said), said);
    assert.throws(scan, /catalogue of rules was not given/);
  }
  load_rules(text);
  const report = scan();
  assert.match(report, /holds a secret \(password\)/);
});

/** Layers in the forms of which the browser hashes the content: one member of gzip, two, and not compressed at all. */
function layersOf(claim) {
  const forms = [(bytes) => gzipSync(bytes), (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))]), (bytes) => bytes];
  return forms.map((store, number) => {
    const content = tar([[`etc/file-${number}`, `content ${number}\n`.repeat(40_000)]]);
    return { tar: content, stored: store(content), ...claim };
  });
}

for (const [how, held] of [["", undefined], [", and so they are when they inflate to more than is held", "2 ** 9"]]) {
  it(`diff IDs are verified whatever form the layers have${how}`, () =>
    onPage(async (page) => {
      let narrowed = 0;
      if (held) {
        await page.route("**/inflated.js", async (route) => {
          const text = await (await route.fetch()).text();
          narrowed += Number(text.includes("2 ** 26"));
          await route.fulfill({ body: text.replace("2 ** 26", held), contentType: "text/javascript" });
        });
        await page.reload();
        await page.waitForSelector("#choose-files:enabled");
      }
      const right = await analysed(page, { name: "right.tar", buffer: dockerArchive(layersOf({})) });
      assert.equal(narrowed > 0, Boolean(held));
      assert.equal(right.complete, true);
      assert.ok(!right.targets[0].findings.some(({ rule }) => rule === "digest-mismatch"));
      assert.equal(right.targets[0].image.layers.length, 3);

      const wrong = await analysed(page, { name: "wrong.tar", buffer: dockerArchive(layersOf({ diffId: `sha256:${"1".repeat(64)}` })) });
      const found = wrong.targets[0].findings.filter(({ rule }) => rule === "digest-mismatch");
      assert.deepEqual(found.map(({ place }) => place.layer).toSorted(), [0, 1, 2], JSON.stringify(found));
    }));
}

it("what an image shows against its Dockerfile is in every saved form of the Dockerfile and in its editor", () =>
  onPage(async (page) => {
    const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n';
    const content = tar([["etc/passwd", "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n"]]);
    const steps = ["WORKDIR /app", "COPY . . # buildkit", "RUN /bin/sh -c npm ci # buildkit"].map((created_by) => ({ created_by }));
    const history = [{ created_by: "COPY rootfs / # buildkit" }, ...steps, { created_by: 'CMD ["node" "server.js"]', empty_layer: true }];
    const image = dockerArchive(steps.concat({}).map(() => ({ tar: content, stored: content })), { history, config: { User: "node", WorkingDir: "/app", Cmd: ["node", "server.js"] } });
    await pick(page, { name: "Dockerfile", buffer: Buffer.from(text) }, { name: "built.tar", buffer: image });
    await page.waitForFunction(() => document.querySelectorAll(".inputs .input-done").length === 2);
    await page.click('.input-choice:has-text("Dockerfile")');
    const wanted = /Contradicted by x:1: it runs as "node" \(uid 1000\)/iu;
    await page.waitForFunction(() => document.querySelector("#stage .findings").textContent.includes("Contradicted"));
    for (const label of ["JSON", "SARIF", "Text"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`button[aria-label="Save ${label}"]`)]);
      const body = await readFile(await download.path(), "utf8");
      if (label !== "JSON") assert.match(body.replaceAll("\\", ""), wanted, label);
      else assert.match(JSON.parse(body).targets[0].findings.find(({ rule }) => rule === "run-as-root").contradicted[0].reason, /uid 1000/);
    }
    await page.click("text=Open in the editor");
    await page.waitForSelector("#editor-text:visible");
    await page.waitForFunction(() => /Contradicted by x:1/u.test(document.querySelector(".find-rows")?.textContent));
    assert.match(await page.locator(".find-rows").innerText(), wanted);
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
    await page.waitForSelector("#stage .finding[open] .finding-body > *");
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

it("a Dockerfile dropped after its image explains it as one that was there before, and is contradicted by it", () =>
  onPage(async (page) => {
    const text = [
      "FROM debian:11",
      "RUN apt-get update && apt-get install -y gcc netcat-openbsd telnet openssh-server iputils-ping",
      "COPY deploy_key /root/.ssh/id_rsa",
      "ARG NPM_TOKEN",
      "RUN npm ci && curl -k https://downloads.example.org/agent | sh",
      "RUN rm /root/.ssh/id_rsa && cp /bin/bash /usr/local/bin/maintenance && chmod 4755 /usr/local/bin/maintenance && mknod /dev/sda b 8 0 && chmod 664 /srv/shop/catalogue.db",
      "ADD https://downloads.example.org/theme.tar.gz /srv/shop/theme.tar.gz",
      "VOLUME /var/run/docker.sock",
      "EXPOSE 22 2375 8080",
      // Nothing here defines it; the image does.
      "LABEL environment=$NODE_ENV",
      'ENTRYPOINT ["/usr/local/bin/start.sh"]',
      'CMD ["node", "server.js"]',
    ].join("\n");
    const dockerfile = { name: "Dockerfile", buffer: Buffer.from(text) };
    const image = async () => {
      await page.click(".input-choice:has-text('sample.tar')");
      await page.waitForFunction(() => /built from Dockerfile/.test(document.querySelector(".verdict").textContent));
      return saved(page);
    };
    await pick(page, dockerfile);
    await finished(page);
    await pick(page, sample);
    await page.waitForFunction(() => document.querySelectorAll(".input-done").length === 2);
    const before = await image();
    const { correlation, findings } = before.targets[0];
    assert.equal(correlation.outcome, "partial");
    assert.ok(findings.some(({ cause }) => cause?.relation === "made" && cause.line === 6));
    assert.ok(correlation.contradicted?.length > 0, JSON.stringify(correlation));
    await page.click(".input-choice:has-text('Dockerfile')");
    await page.waitForFunction(() => /Contradicted by .*NODE_ENV/.test(document.querySelector("#stage .findings").textContent));

    await page.reload();
    await page.waitForSelector("#choose-files:enabled");
    await pick(page, sample);
    await finished(page);
    await pick(page, dockerfile);
    await page.waitForFunction(() => document.querySelectorAll(".input-done").length === 2);
    await page.waitForFunction(() => /Contradicted by .*NODE_ENV/.test(document.querySelector("#stage .findings").textContent));
    assert.deepEqual(await image(), before);
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
