/** From an input to a report: every way in, progress, cancel, errors, and what the report offers. */

import assert from "node:assert/strict";
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, describe, it } from "node:test";
import { drop, finished, launch, open, pick, serve } from "./support/page.mjs";
import { archive, file, finding, image, layer, ordinary } from "./support/recipes.mjs";

let server, browser, folder;

before(async () => {
  server = await serve();
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "plimsoll-layout-"));
  await mkdir(join(folder, "layout/blobs"), { recursive: true });
  await writeFile(join(folder, "layout/index.json"), JSON.stringify(ordinary({ format: "oci-layout", layers: [{ bytes: 9000, path: "blobs/one" }] })));
  await writeFile(join(folder, "layout/blobs/one"), Buffer.alloc(9000));
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Runs a test on a fresh page and fails it on anything that the browser complained of. */
async function onPage(use, options) {
  const opened = await open(browser, server.url, options);
  try {
    await use(opened.page, opened);
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(await opened.violations(), []);
  } finally {
    await opened.context.close();
  }
}

const text = (page, selector) => page.locator(selector).first().innerText();

/** The report that the page would save. */
async function saved(page, button = "Save JSON") {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`button[aria-label="${button}"]`)]);
  return { name: download.suggestedFilename(), body: await readFile(await download.path(), "utf8") };
}

/** Ending a worker that is busy takes the browser a moment. */
async function workersLeft(page, expected) {
  for (let tries = 0; page.workers().length !== expected && tries < 40; tries += 1) await page.waitForTimeout(50);
  assert.equal(page.workers().length, expected);
}

describe("ways in", () => {
  it("a picked archive is analysed, every layer read in full", () =>
    onPage(async (page) => {
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      assert.match(await text(page, ".verdict-line"), /14 findings: 1 critical, 2 high, 9 medium, 1 low, 1 info/);
      const report = JSON.parse((await saved(page)).body);
      assert.deepEqual(
        report.facts.toSorted((left, right) => left.id - right.id),
        [{ id: 0, bytes: 200_000 }, { id: 1, bytes: 50_000 }, { id: 2, bytes: 10 }],
      );
      assert.match(report.options.asOf, /^\d{4}-\d\d-\d\d$/);
      assert.equal(report.options.name, "service.tar");
    }));

  it("a layer larger than a window is read to its end", () =>
    onPage(async (page) => {
      const bytes = 20_000_003;
      await pick(page, file("big.tar", ordinary({ layers: [{ bytes }] })));
      await finished(page);
      assert.deepEqual(JSON.parse((await saved(page)).body).facts, [{ id: 0, bytes }]);
    }));

  for (const [hashed, fails] of [["browser", ""], ["engine", "throw new DOMException('', 'OperationError');"]]) {
    it(`a promised digest of a layer is computed by the ${hashed}${fails && ", if the browser fails to"}`, () =>
      onPage(async (page) => {
        const start = "export async function digestOf(bytes) {";
        await page.route("**/inflated.js", async (route) => {
          const body = await (await route.fetch()).text();
          assert.ok(body.includes(start));
          await route.fulfill({ body: body.replace(start, start + fails), contentType: "text/javascript" });
        });
        await page.reload();
        await page.waitForSelector("#choose-files:enabled");
        await pick(page, file("service.tar", ordinary({ layers: [{ bytes: 9000, hashBlob: true }, { bytes: 4, hashBlob: true }] })));
        await finished(page);
        const facts = JSON.parse((await saved(page)).body).facts.toSorted((left, right) => left.id - right.id);
        // Four bytes are too few to be worth it.
        assert.deepEqual(facts, [{ id: 0, bytes: 9000, hashed }, { id: 1, bytes: 4, hashed: "engine" }]);
      }));
  }

  describe("an image and the only Dockerfile in the list", () => {
    const message = "caused by Dockerfile:3 RUN chmod u+s /usr/bin/tool";
    const caused = finding("setuid-file", { kind: "file", path: "/usr/bin/tool", layer: 0 }, { cause: { message, dockerfile: "Dockerfile", relation: "made", line: 3, column: 1, endLine: 3, endColumn: 31, instruction: "RUN chmod u+s /usr/bin/tool" } });
    // As the fake engine numbers the finding of the first line.
    const contradicted = [{ message: "contradicts the finding at Dockerfile:1", rule: "unpinned-base-image", fingerprint: "d0unpinned-base-image", line: 1, reason: "it was pinned all the same" }];
    const notes = ["built from Dockerfile: 3 of 3 instructions", contradicted[0].message];
    const recipe = (more) => ordinary({ targets: [{ name: "built:1", image: image(), findings: [caused], notes, contradicted }], ...more });
    const built = (more) => file("built.tar", recipe(more));
    const dockerfile = (name = "Dockerfile", content = "FROM debian:latest\n") => ({ name, buffer: Buffer.from(content) });

    const done = (page, count) => page.waitForFunction((count) => document.querySelectorAll(".inputs .input-done").length === count, count);
    const chosen = (page, name) => page.click(`.input-choice:has-text("${name}")`);
    /** Waits, since what one says of the other may come after both are done. */
    const says = (page, selector, wanted) => page.waitForFunction(([selector, wanted]) => new RegExp(wanted).test(document.querySelector(selector)?.textContent ?? ""), [selector, wanted]);
    const saysNothing = (page, selector, unwanted) => page.waitForFunction(([selector, unwanted]) => !new RegExp(unwanted).test(document.querySelector(selector).textContent), [selector, unwanted]);
    const CONTRADICTED = "Contradicted by built:1: it was pinned all the same";

    async function belongTogether(page, name = "Dockerfile") {
      await done(page, 2);
      await chosen(page, "built.tar");
      await says(page, ".verdict", "built from Dockerfile: 3 of 3 instructions.*contradicts the finding at Dockerfile:1");
      // The list is made anew a moment later, so it is opened until it stays open.
      await page.waitForFunction((message) => {
        const found = document.querySelector("#stage details.finding");
        if (found) found.open = true;
        return found?.textContent.includes(message);
      }, message);
      assert.deepEqual(JSON.parse((await saved(page)).body).options.builtFrom, { name, text: "FROM debian:latest\n" });
      await chosen(page, name);
      await says(page, "#stage .finding", CONTRADICTED);
      const [own] = JSON.parse((await saved(page)).body).targets[0].findings;
      assert.deepEqual(own.contradicted.map(({ image, reason }) => [image, reason]), [["built:1", "it was pinned all the same"]]);
    }

    it("dropped together", () =>
      onPage(async (page) => {
        await drop(page, [built(), dockerfile()]);
        await belongTogether(page);
      }));

    it("the Dockerfile first", () =>
      onPage(async (page) => {
        await drop(page, [dockerfile()]);
        await finished(page);
        await drop(page, [built()]);
        await belongTogether(page);
      }));

    it("the image first", () =>
      onPage(async (page) => {
        await pick(page, built());
        await finished(page);
        const took = await text(page, "#timing");
        await drop(page, [dockerfile()]);
        await belongTogether(page);
        await chosen(page, "built.tar");
        assert.equal(await text(page, "#timing"), took);
        // Nothing was read again.
        assert.equal(JSON.parse((await saved(page)).body).facts.length, 3);
      }));

    it("the Dockerfile pasted while the image is read", () =>
      onPage(async (page) => {
        await pick(page, built({ layers: [{ bytes: 20_000_000, slow: 300 }] }));
        await page.waitForSelector(".progress");
        await page.evaluate(() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "FROM debian:latest\n");
          document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        });
        await belongTogether(page);
      }));

    it("the Dockerfile known only by what is in it", () =>
      onPage(async (page) => {
        await drop(page, [built(), dockerfile("build.txt")]);
        await belongTogether(page, "build.txt");
      }));

    it("part when one of them is removed, and nothing else of the reports changes", () =>
      onPage(async (page) => {
        await drop(page, [built(), dockerfile()]);
        await belongTogether(page);
        await page.click("button[aria-label='Remove built.tar']");
        await saysNothing(page, "#stage .finding", "Contradicted");
        assert.deepEqual(JSON.parse((await saved(page)).body).targets[0].findings[0].contradicted, []);
        await pick(page, built());
        await belongTogether(page);
        await page.click("button[aria-label='Remove Dockerfile']");
        await saysNothing(page, ".verdict", "built from");
        assert.equal(JSON.parse((await saved(page)).body).options.builtFrom, undefined);
        assert.equal(await page.locator("#stage .finding").count(), 1);
      }));

    it("with a second Dockerfile it is not known which, and that one removed, it is known again", () =>
      onPage(async (page) => {
        await drop(page, [built(), dockerfile()]);
        await belongTogether(page);
        await drop(page, [dockerfile("Dockerfile.other"), file("late.tar", recipe())]);
        await done(page, 4);
        for (const name of ["late.tar", "built.tar"]) {
          await chosen(page, name);
          await saysNothing(page, ".verdict", "built from");
        }
        assert.match(await text(page, "#inputs"), /There are 2 Dockerfiles, so no image is compared with one/);
        await page.click("button[aria-label='Remove Dockerfile.other']");
        await says(page, ".verdict", "built from");
        await saysNothing(page, "#inputs", "2 Dockerfiles");
      }));

    it("the editor of the Dockerfile says what the image shows, as long as the text is the one that the image was compared with", () =>
      onPage(async (page) => {
        await drop(page, [built(), dockerfile("Dockerfile", "FROM debian:latest\r\n")]);
        await done(page, 2);
        await chosen(page, "Dockerfile");
        await page.click("text=Open in the editor");
        await says(page, ".find", CONTRADICTED);
        await says(page, "#editor-here", CONTRADICTED);
        await page.focus("#editor-text");
        await page.keyboard.press("Control+End");
        await page.keyboard.type("x");
        await saysNothing(page, ".find", "Contradicted");
        await page.keyboard.press("Backspace");
        await says(page, ".find", CONTRADICTED);
        // An image that goes takes with it what it said.
        await page.click("nav a[href='#analyse']");
        await page.click("button[aria-label='Remove built.tar']");
        await page.click("nav a[href='#editor']");
        await saysNothing(page, ".find", "Contradicted");
      }));

    it("a contradicted finding is copied with what contradicts it", () =>
      onPage(
        async (page) => {
          await drop(page, [built(), dockerfile()]);
          await belongTogether(page);
          await page.click("#stage .finding summary");
          await page.waitForSelector("#stage .finding[open] .finding-body > *");
          await page.click("text=Copy this finding");
          await page.waitForFunction(() => /Finding copied/.test(document.querySelector("#live").textContent));
          assert.ok((await page.evaluate(() => navigator.clipboard.readText())).includes(CONTRADICTED));
        },
        { permissions: ["clipboard-read", "clipboard-write"] },
      ));
  });

  it("dropped files are analysed one after another and listed", () =>
    onPage(async (page) => {
      await drop(page, [file("one.tar", ordinary()), file("two.tar", ordinary({ targets: [{ name: "second:1", image: image(), findings: [] }] })), { name: "Dockerfile", buffer: Buffer.from("FROM debian:latest\n") }]);
      await page.waitForFunction(() => document.querySelectorAll(".inputs .input-done").length === 3);
      assert.equal(await text(page, "#result-heading"), "registry.example/team/service:1.4.2");
      await page.click(".input-choice:has-text('two.tar')");
      assert.equal(await text(page, "#result-heading"), "second:1");
      assert.match(await text(page, ".verdict-line"), /No findings by 30 rules/);
      await page.click(".input-choice:has-text('Dockerfile')");
      assert.match(await text(page, ".finding-message"), /not pinned/);
      await page.click("button[aria-label='Remove two.tar']");
      assert.equal(await page.locator(".inputs li").count(), 2);
    }));

  it("a picked folder is analysed by its paths", () =>
    onPage(async (page) => {
      await page.setInputFiles("#pick-folder", join(folder, "layout"));
      await finished(page);
      const { body, name } = await saved(page);
      assert.deepEqual(JSON.parse(body).facts, [{ id: 0, bytes: 9000 }]);
      assert.equal(name, "layout.plimsoll.json");
    }));

  it("a dropped folder is walked and analysed", () =>
    onPage(async (page) => {
      const devtools = await page.context().newCDPSession(page);
      const data = { items: [], files: [join(folder, "layout")], dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"]) await devtools.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data });
      await finished(page);
      assert.deepEqual(JSON.parse((await saved(page)).body).facts, [{ id: 0, bytes: 9000 }]);
      assert.equal(await page.evaluate(() => document.body.classList.contains("dragging")), false);
    }));

  it("a pasted Dockerfile is analysed", () =>
    onPage(async (page) => {
      await page.click("#paste");
      await page.fill("#paste-text", "# hello\nFROM alpine:latest\n");
      await page.click("#paste-form button[type=submit]");
      await finished(page);
      assert.match(await text(page, ".finding-message"), /FROM alpine:latest/);
      await page.click(".finding summary");
      await page.waitForSelector("#stage .finding[open] .finding-body > *");
      assert.match(await text(page, ".evidence"), /Line 2/);
      await page.click("#tab-layers");
      assert.match(await text(page, "#panel-layers"), /no image/);
    }));

  it("text pasted into the page itself is a Dockerfile", () =>
    onPage(async (page) => {
      await page.evaluate(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", "FROM alpine:latest\n");
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
      });
      await finished(page);
      assert.match(await text(page, ".verdict-line"), /1 finding: 1 medium/);
    }));

  it("the sample is analysed", () =>
    onPage(async (page) => {
      await page.click("#try-sample");
      await finished(page);
      assert.match(await text(page, ".facts"), /sample-image\.tar/);
    }));

  it("a compressed archive is read in one pass", () =>
    onPage(async (page) => {
      const buffer = gzipSync(archive(ordinary({ layers: [{ bytes: 500_000 }] })), { level: 0 });
      await pick(page, { name: "image.tar.gz", mimeType: "application/gzip", buffer });
      await finished(page);
      assert.match(await text(page, ".finding-message"), new RegExp(`Read ${buffer.length} bytes`));
      assert.equal((await saved(page, "Save SARIF")).name, "image.sarif");
    }));
});

describe("while it runs", () => {
  // Five windows of 400 ms each: long enough to look.
  const slow = () => ordinary({ layers: [{ bytes: 40_000_000, slow: 400 }, { bytes: 10, slow: 0 }] });

  it("first findings are shown before the layers are read, within 300 ms of the drop", () =>
    onPage(async (page) => {
      await page.waitForTimeout(500);
      await pick(page, file("slow.tar", slow()));
      await page.waitForSelector(".finding");
      assert.equal(await page.locator(".progress").count(), 1);
      assert.match(await text(page, ".verdict-line"), /3 findings so far/);
      await page.waitForFunction(() => /First findings after \d+ ms/.test(document.querySelector("#timing").textContent));
      const took = Number(/after (\d+) ms/.exec(await text(page, "#timing"))[1]);
      // Twice the goal: this machine may be busy with other tests.
      assert.ok(took < 600, `${took} ms`);
      await finished(page);
      assert.match(await text(page, ".verdict-line"), /14 findings:/);
    }));

  it("what was opened in the preview stays open, and a half-typed search keeps its focus", () =>
    onPage(async (page) => {
      await pick(page, file("slow.tar", slow()));
      await page.locator(".finding", { hasText: "config.User" }).locator("summary").click();
      await page.keyboard.press("/");
      await page.keyboard.type("config");
      await finished(page);
      assert.equal(await page.evaluate(() => document.activeElement.id), "search");
      assert.equal(await page.locator(".finding[open]").count(), 1);
    }));

  it("progress counts bytes and layers", () =>
    onPage(async (page) => {
      await pick(page, file("slow.tar", slow()));
      await page.waitForFunction(() => /1 of 2 layers done/.test(document.querySelector(".progress-text")?.textContent ?? ""));
      assert.match(await text(page, ".progress-text"), /of 40 MB read/);
      assert.equal(await page.locator(".progress-layers li").count(), 2);
      await finished(page);
      assert.equal(await page.locator(".progress").count(), 0);
    }));

  it("cancelling ends the workers at once, and another input works after it", () =>
    onPage(async (page) => {
      await pick(page, file("slow.tar", slow()));
      await page.waitForFunction(() => /MB read/.test(document.querySelector(".progress-text")?.textContent ?? ""));
      await page.click("text=Cancel >> visible=true");
      assert.match(await text(page, "#stage"), /cancelled/);
      // The coordinator that waits for the next input is the only one left.
      await workersLeft(page, 1);
      await pick(page, file("quick.tar", ordinary()));
      await finished(page);
    }));

  it("the pool is gone after an analysis", () =>
    onPage(async (page) => {
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      // The report's coordinator and the spare.
      await workersLeft(page, 2);
    }));
});

describe("what cannot be analysed", () => {
  const fails = (name, given, expected) =>
    it(name, () =>
      onPage(async (page) => {
        await pick(page, given);
        await page.waitForSelector(".failure[role=alert]");
        assert.match(await text(page, ".failure"), expected);
        await pick(page, file("service.tar", ordinary()));
        await finished(page);
      }),
    );

  fails("a file of another kind is named, with what to do", { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from("\xff\xd8 not an image archive") }, /holiday\.jpg could not be analysed[^]*neither an image archive[^]*docker save/);
  fails("an empty file is told", { name: "empty.tar", mimeType: "application/x-tar", buffer: Buffer.alloc(0) }, /The file is empty/);
  fails("an engine that gives up says why", file("bad.tar", ordinary({ failure: "The manifest names no config" })), /names no config[^]*Try another file/);
  fails("a trap in a layer names the layer, and the next input gets a fresh engine", file("trap.tar", ordinary({ layers: [{ bytes: 10 }, { bytes: 20, trap: true }] })), /stopped unexpectedly[^]*in layer blobs[^]*report it/);

  it("a folder that is no layout is told", () =>
    onPage(async (page) => {
      await page.setInputFiles("#pick-folder", join(folder, "layout/blobs"));
      await page.waitForSelector(".failure");
      assert.match(await text(page, ".failure"), /no index\.json/);
    }));

  it("one bad input does not stop those after it", () =>
    onPage(async (page) => {
      await drop(page, [{ name: "bad.bin", buffer: Buffer.from("junk") }, file("good.tar", ordinary())]);
      await page.waitForSelector(".input-done");
      assert.equal(await page.locator(".input-failed").count(), 1);
    }));

  it("what was not covered stands above the findings", () =>
    onPage(async (page) => {
      const gaps = [{ kind: "layer-missing", layer: 2, member: "blobs/sha256/aa", what: "The layer is not in the archive", action: "Save the image again with all its layers" }];
      await pick(page, file("service.tar", ordinary({ targets: [{ name: "part:1", image: image({ layers: [layer(0), layer(1, { complete: false, verified: false })] }), findings: [], gaps }] })));
      await finished(page);
      assert.match(await text(page, ".gaps"), /Not everything could be read[^]*not in the archive[^]*layer 2, blobs\/sha256\/aa[^]*Save the image again/);
      assert.match(await text(page, ".verdict-line"), /No findings in what could be read/);
      await page.click("#tab-layers");
      assert.match(await text(page, "#layer-1"), /Digests do not match[^]*Not all of it could be read/);
    }));
});

describe("the report", () => {
  it("findings stand by concern, the worst first, with what, why, evidence and fix", () =>
    onPage(async (page) => {
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      const groups = await page.locator("#stage .group h3").allInnerTexts();
      assert.deepEqual(groups, ["Configuration and secrets", "Users and permissions", "Vulnerable software", "Network exposure", "Base image", "Operating system baseline", "Clean and minimal content", "Monitoring and health"]);
      await page.click("#stage .finding summary >> nth=0");
      await page.waitForSelector("#stage .finding[open] .finding-body > *");
      const body = await text(page, ".finding-body");
      for (const part of [/\/root\/\.ssh\/id_ed25519/, /Layer 1/, /Layer 2, but still readable/, /cp \/run\/build/, /OpenSSH private key/, /Why it matters/, /What to do/, /private-key-in-layer/, /CIS Docker 4\.8/, /CWE-250/, /High: read off the image/]) assert.match(body, part);
      await page.click(".finding-body button:has-text('Layer 1')");
      assert.equal(await page.evaluate(() => document.activeElement.id), "layer-1");
      await page.click("#tab-findings");
      await page.click(".finding-body a:has-text('private-key-in-layer')");
      await page.waitForSelector("#rule-private-key-in-layer[open]");
    }));

  it("severities and search narrow the findings, and what matches is said", () =>
    onPage(async (page) => {
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      await page.uncheck("input[value=medium]");
      await page.waitForFunction(() => /5 of 14/.test(document.querySelector(".shown").textContent));
      await page.check("input[value=medium]");
      await page.fill("#search", "/usr/bin/passwd");
      await page.waitForFunction(() => document.querySelectorAll("#stage .finding").length === 1);
      assert.match(await text(page, ".shown"), /1 of 14 findings match/);
      await page.fill("#search", "");
      for (const severity of ["critical", "high", "medium", "low", "info"]) await page.uncheck(`input[value=${severity}]`);
      await page.waitForFunction(() => /0 of 14/.test(document.querySelector(".shown").textContent));
    }));

  it("thousands of findings come fifty at a time", () =>
    onPage(async (page) => {
      const findings = [];
      for (let number = 0; number < 120; number += 1) findings.push({ ...finding("setuid-file", { kind: "file", path: `/f${number}`, layer: 0 }), severity: number % 2 ? "low" : "high" }, { rule: "x", severity: "medium", confidence: "low", category: "not-known-yet", message: `m${number}`, place: { kind: "image" }, fingerprint: `x${number}` });
      await pick(page, file("many.tar", ordinary({ targets: [{ name: "many:1", image: image(), findings }] })));
      await finished(page);
      const group = page.locator("[aria-labelledby=group-permissions]");
      assert.equal(await group.locator(".finding").count(), 50);
      await group.locator("button:has-text('Show 50 more of 120')").click();
      await page.waitForFunction(() => document.querySelectorAll("[aria-labelledby=group-permissions] .finding").length === 100);
      await group.locator("button:has-text('Show 20 more of 120')").click();
      await page.waitForFunction(() => document.querySelectorAll("[aria-labelledby=group-permissions] .finding").length === 120);
      const shownPaths = await group.locator(".finding-message").allInnerTexts();
      assert.equal(new Set(shownPaths).size, 120);
      assert.match(await page.locator("[aria-labelledby=group-not-known-yet] h3").innerText(), /not-known-yet/);
    }));

  it("several images have a chooser, and those left out can be asked for", () =>
    onPage(async (page) => {
      const targets = [{ name: "a:1", image: image(), findings: [] }, { name: "b:2", image: image({ platform: "linux/arm64" }), findings: ordinary().targets[0].findings }];
      await pick(page, file("several.tar", ordinary({ targets, notAnalysed: [{ name: "c:3", platform: "linux/s390x", reason: "Another platform; choose it with platform" }] })));
      await finished(page);
      await page.selectOption("#target", "1");
      assert.equal(await text(page, "#result-heading"), "b:2");
      await page.waitForFunction(() => document.querySelectorAll("#stage .finding").length === 14);
      await page.click("text=Analyse this one");
      await finished(page);
      assert.deepEqual(await saved(page).then(({ body }) => JSON.parse(body).options.platform), "linux/s390x");
      await page.click("text=Analyse all images");
      await page.waitForFunction(() => !document.querySelector(".left-out") && /done after/.test(document.querySelector("#timing")?.textContent ?? ""));
      assert.equal(JSON.parse((await saved(page)).body).options.all, true);
    }));

  it("the head tells the grade of the chosen image, its coverage and a bar for each concern", () =>
    onPage(async (page) => {
      const targets = [{ name: "a:1", image: image(), findings: [] }, { name: "b:2", image: image(), findings: ordinary().targets[0].findings }];
      await pick(page, file("several.tar", ordinary({ targets })));
      await finished(page);
      assert.match(await text(page, ".grade"), /^Grade\s*A\s*100 of 100 points · 80 % assessed \(20 of 25 rules\)$/u);
      await page.selectOption("#target", "1");
      await page.waitForFunction(() => /84 of 100/u.test(document.querySelector(".grade")?.textContent ?? ""));
      assert.match(await text(page, ".verdict"), /At most 84 points because of /u);
      assert.equal(await page.getByRole("meter").count(), 8);
      const network = page.getByRole("meter", { name: "Network exposure: 13 of 25" });
      assert.equal(await network.evaluate(({ value, max }) => value / max), 0.52);
      await page.locator("#stage .finding summary").first().click();
      await page.waitForSelector("#stage .finding[open] .finding-body > *");
      assert.match(await page.locator("#stage .finding[open] .references").innerText(), /\+16 points, lifts the cap to A/u);
    }));

  it("a preview has no grade yet", () =>
    onPage(async (page) => {
      await pick(page, file("slow.tar", ordinary({ layers: [{ bytes: 60_000_000, slow: 600 }] })));
      await page.waitForSelector("#stage .finding");
      assert.equal(await page.locator(".grade").count(), 0);
      await finished(page);
      assert.equal(await page.locator(".grade").count(), 1);
    }));

  it("the report is saved as JSON, SARIF and text, and copied", () =>
    onPage(
      async (page) => {
        await pick(page, file("registry.example_team:1.4.tar", ordinary()));
        await finished(page);
        const json = await saved(page);
        assert.equal(json.name, "registry.example_team-1.4.plimsoll.json");
        assert.equal(JSON.parse(json.body).schemaVersion, "1.2");
        assert.equal(JSON.parse((await saved(page, "Save SARIF")).body).version, "2.1.0");
        assert.match((await saved(page, "Save Text")).body, /1 targets/);
        await page.click("button[aria-label='Copy SARIF']");
        await page.waitForFunction(() => /Report copied/.test(document.querySelector("#live").textContent));
        assert.equal(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())).version, "2.1.0");
        await page.click(".finding summary >> nth=0");
        await page.waitForSelector("#stage .finding[open] .finding-body > *");
        await page.click("text=Copy this finding");
        await page.waitForFunction(() => /Finding copied/.test(document.querySelector("#live").textContent));
        assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^Critical: Private key[^]*Where: \/root\/\.ssh\/id_ed25519, layer 1/);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  it("layers, config and history are shown, secrets as the engine masked them", () =>
    onPage(async (page) => {
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      await page.click("#tab-layers");
      assert.match(await text(page, "#layer-0"), /81 MB \(31 MB stored, gzip\)[^]*4,210 entries[^]*Digests verified[^]*ADD file/);
      await page.click("#tab-config");
      const config = await text(page, "#panel-config");
      for (const part of [/not set: root/, /docker-entrypoint/, /22\/tcp/, /docker\.sock/, /API_TOKEN/, /\(masked, 40 characters\)/, /Debian GNU/]) assert.match(config, part);
      await page.click("#tab-history");
      await page.click("#panel-history button:has-text('Layer 1')");
      assert.equal(await page.evaluate(() => document.activeElement.id), "layer-1");
    }));

  it("the catalogue is searchable and opens a rule by its address", () =>
    onPage(async (page) => {
      await page.evaluate(() => (location.hash = "#rule/setuid-file"));
      await page.waitForSelector("#rule-setuid-file[open] h4");
      assert.match(await text(page, "#rule-setuid-file"), /What it checks[^]*file \/usr\/bin\/su mode=4755[^]*CIS-DI-0008/);
      await page.fill("#rule-search", "cis-di-0008");
      assert.equal(await page.locator(".rule").count(), 1);
      assert.match(await text(page, "#rule-count"), /1 rule of 9/);
    }));
});
