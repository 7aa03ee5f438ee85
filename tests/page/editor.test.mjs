/** The Dockerfile editor: with the fake engine what it does to text, with the real one that a finding is found and fixed. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { BUILT, ROOT, drop, finished, launch, open, serve } from "./support/page.mjs";

const { fromBytes, joined, rangeOf, lineStarts, together, visible } = await import(join(ROOT, "www/editor/places.js"));
const { START, paint } = await import(join(ROOT, "www/editor/highlight.js"));
const { fromFragment, toFragment } = await import(join(ROOT, "www/editor/share.js"));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let fake, real, browser;

before(async () => {
  [fake, real, browser] = await Promise.all([serve(), serve({ engine: "real" }), launch()]);
});

after(async () => {
  await browser?.close();
  await Promise.all([fake?.close(), real?.close()]);
});

/** Opens the editor, and sees to it that nothing was complained of. */
async function inEditor(use, { server = fake, ...options } = {}) {
  const opened = await open(browser, server.url, options);
  try {
    await opened.page.click("nav a[href='#editor']");
    await opened.page.waitForSelector("#editor-text");
    await use(opened.page, opened);
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(await opened.violations(), []);
  } finally {
    await opened.context.close();
  }
}

const status = (page, pattern) => page.waitForFunction((source) => new RegExp(source, "u").test(document.querySelector("#editor-status").textContent), pattern.source);
const text = (page) => page.inputValue("#editor-text");
const shown = (page) => page.$$eval(".layer-text .line", (lines) => lines.map((line) => line.textContent).join("\n"));
const selected = (page) => page.$eval("#editor-text", (area) => area.value.slice(area.selectionStart, area.selectionEnd));
const announced = (page, pattern) => page.waitForFunction((source) => new RegExp(source, "u").test(document.querySelector("#live").textContent), pattern.source);

describe("places", () => {
  it("bytes become UTF-16", () => {
    const mixed = "aé漢😀z";
    assert.deepEqual([...fromBytes(mixed, [0, 1, 3, 6, 10, 11, 99])], [[0, 0], [1, 1], [3, 2], [6, 3], [10, 5], [11, 6], [99, 6]]);
  });

  it("edits become one replacement", () => {
    const change = joined("é sudo a && sudo b", [{ start: 3, end: 8, text: "" }, { start: 13, end: 18, text: "X" }]);
    assert.deepEqual(change, { start: 2, end: 17, text: "a && X" });
    assert.equal(joined("a", []), undefined);
  });

  it("columns count characters, and stay in their line", () => {
    const lines = "FROM a\nRUN 😀 x\nEND";
    const range = rangeOf(lines, lineStarts(lines), { kind: "instruction", line: 2, column: 5, endLine: 2, endColumn: 6 });
    assert.equal(lines.slice(range.start, range.end), "😀");
    const beyond = rangeOf(lines, lineStarts(lines), { kind: "instruction", line: 2, column: 5, endLine: 2, endColumn: 600 });
    assert.equal(lines.slice(beyond.start, beyond.end), "😀 x");
    assert.equal(rangeOf(lines, lineStarts(lines), { kind: "image" }), undefined);
  });

  it("fixes that touch wait for the next round", () => {
    const fix = (start, end) => ({ title: "", safe: true, edits: [{ start, end, text: "" }] });
    const { edits, count } = together([fix(7, 9), fix(0, 3), fix(3, 5)]);
    assert.deepEqual([count, edits.map(({ start }) => start)], [2, [0, 7]]);
  });

  it("odd characters are written out", () => assert.equal(visible("a\u202eb\u0000\u{200b}c"), "a\\u{202e}b\\u{0}\\u{200b}c"));
});

describe("colours", () => {
  const kinds = (source) => {
    let state = START;
    return source.split("\n").map((line) => {
      const { tokens, after: next } = paint(state, line);
      state = next;
      assert.equal(tokens.map(([, piece]) => piece).join(""), line);
      return tokens.filter(([kind]) => kind).map(([kind, piece]) => `${kind} ${piece}`).join("|");
    });
  };

  it("tell directives, keywords, flags, strings and variables", () => {
    assert.deepEqual(kinds('# escape=`\nFROM a AS b\nCOPY --from=b "x $A y" \\$B ${C} `\n  # note\n  d\nRUN a && b'), ["directive # escape=`", "keyword FROM|keyword AS", 'keyword COPY|flag --from|string "x |variable $A|string  y"|variable ${C}|operator `', "comment   # note", "", "keyword RUN|operator &&"]);
  });

  it("know heredocs, quoted ones and those with tabs", () => {
    assert.deepEqual(kinds("RUN <<A <<-'B'\n# c\n$X\nA\n$X\n\tB\nRUN x"), ["keyword RUN|heredoc <<A|heredoc <<-'B'", "comment # c", "variable $X", "heredoc A", "document $X", "heredoc \tB", "keyword RUN"]);
  });

  it("follow a string over lines", () => {
    assert.deepEqual(kinds('RUN "a \\\nb" c\nUSER d'), ['keyword RUN|string "a |operator \\', 'string b"', "keyword USER"]);
  });

  it("take any line in no time", () => {
    const started = performance.now();
    for (const part of ['"', "'", "$", "${", "\\", "<<A", "-", " #", "--a "]) kinds(`RUN ${part.repeat(4000)}`);
    assert.ok(performance.now() - started < 2000);
  });
});

describe("links", () => {
  it("hold text, configuration and .dockerignore", async () => {
    const draft = { text: "FROM a\n# é😀\n", config: "[rules]\n", dockerignore: "x" };
    const fragment = await toFragment(draft);
    assert.match(fragment, /^d=[\w-]+&c=[\w-]+&i=[\w-]+$/u);
    assert.deepEqual(await fromFragment(fragment), draft);
  });

  it("that unfold to very much are refused", async () => {
    const bomb = await toFragment({ text: "a".repeat(3_000_000) });
    assert.ok(bomb.length < 16_000);
    await assert.rejects(fromFragment(bomb), /too long/u);
    await assert.rejects(fromFragment("d=%%%"));
  });
});

describe("with the fake engine", () => {
  it("shows the same text behind, marks it and lists what was found", () =>
    inEditor(async (page) => {
      await page.fill("#editor-text", "# é\nFROM a:latest\n\nRUN sudo x\n");
      await status(page, /2 findings: 1 high, 1 medium/u);
      assert.equal(await shown(page), await text(page));
      assert.deepEqual(await page.$$eval(".line", (lines) => lines.map((line) => line.dataset.worst ?? "")), ["", "medium", "", "high", ""]);
      assert.equal(await page.innerText(".found-high"), "sudo");
      await page.focus(".find-jump >> nth=1");
      await page.keyboard.press("Enter");
      assert.equal(await selected(page), "sudo");
      assert.match(await page.innerText("#editor-here"), /high: run-as-root/u);
      await page.hover(".find-jump >> nth=0");
      const box = await page.locator(".found-high").boundingBox();
      await page.mouse.move(box.x + 5, box.y + 5);
      await page.waitForSelector(".tip:visible");
      assert.match(await page.innerText(".tip"), /run-as-root/u);
      // Lines are put in and taken out above, below and between.
      for (const change of ["FROM a:latest\n\nRUN sudo x\n", "FROM a:latest\nRUN <<E\nRUN sudo x\n", "FROM a:latest\nRUN <<E\nE\nRUN sudo x\nRUN sudo x", ""]) {
        await page.fill("#editor-text", change);
        await page.waitForFunction((wanted) => [...document.querySelectorAll(".layer-text .line")].map((line) => line.textContent).join("\n") === wanted, change);
      }
      await status(page, /Nothing to judge/u);
    }));

  it("what cannot be read is marked in its line, told there and gone to", () =>
    inEditor(async (page) => {
      await page.fill("#editor-text", "# é😀\nFRM a\nFROM b\n");
      await page.waitForSelector(".gaps .link");
      await status(page, /No findings\. Not everything could be read/u);
      assert.equal(await page.$$eval(".found-high", (marks) => marks.map((mark) => mark.textContent).join("")), "FRM a");
      await page.click(".gaps .link");
      assert.equal(await selected(page), "FRM a");
      assert.match(await page.innerText("#editor-here"), /^line 2, column 1: FRM is not/u);
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("F8");
      assert.equal(await selected(page), "FRM a");
    }));

  it("text and layer wrap alike", () =>
    inEditor(
      async (page) => {
        await page.fill("#editor-text", `FROM ${"a/".repeat(200)}\nRUN ${"word and \t other  ".repeat(60)}\n${"x".repeat(900)}\n# 漢字😀 ${"é ".repeat(300)}`);
        await status(page, /No findings/u);
        const [area, layer] = await page.$eval("#editor-text", (element) => [element.scrollHeight, document.querySelector(".layer-text").scrollHeight]);
        assert.equal(area, layer);
      },
      { viewport: { width: 700, height: 700 } },
    ));

  it("fixes by button and by key, one undo each, in text that is not ASCII", () =>
    inEditor(async (page) => {
      const before = "# é😀\nFROM a\nRUN sudo x && echo 漢\nRUN sudo y\n";
      await page.click("#editor-text");
      await page.keyboard.insertText(before);
      await status(page, /2 high/u);
      await page.click(".find-fix >> nth=0");
      assert.equal(await text(page), before.replace("sudo ", ""));
      await status(page, /1 high/u);
      await page.focus("#editor-text");
      await page.keyboard.press("Control+z");
      assert.equal(await text(page), before);
      await status(page, /2 high/u);
      await page.click("#editor-fix-all");
      await announced(page, /^2 fixes made/u);
      assert.equal(await text(page), before.replaceAll("sudo ", ""));
      await page.focus("#editor-text");
      await page.keyboard.press("Control+z");
      assert.equal(await text(page), before);
      await status(page, /2 high/u);
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("F8");
      assert.equal(await selected(page), "sudo");
      await page.keyboard.press("Control+.");
      await status(page, /1 high/u);
    }));

  it("what replaces much can be undone and done again, between what is typed", () =>
    inEditor(async (page) => {
      await page.click("#editor-text");
      await page.keyboard.type("FROM a");
      await page.click("#editor-example");
      const example = await text(page);
      assert.ok(example.length > 100);
      await page.keyboard.type("x");
      await page.keyboard.press("Control+z");
      assert.equal(await text(page), example);
      await page.keyboard.press("Control+z");
      assert.equal(await text(page), "FROM a");
      await page.keyboard.press("Control+Shift+z");
      assert.equal(await text(page), example);
      const long = Array.from({ length: 300 }, (_, at) => `RUN sudo ${at}`).join("\n");
      await drop(page, [{ name: "Dockerfile", buffer: Buffer.from(`FROM a\n${long}`) }]);
      await status(page, /300 high/u);
      assert.equal(await page.locator(".find").count(), 100);
      await page.click("#editor-fix-all");
      await announced(page, /^300 fixes made/u);
      assert.equal(await text(page), `FROM a\n${long.replaceAll("sudo ", "")}`);
      await page.focus("#editor-text");
      await page.keyboard.press("Control+z");
      assert.equal(await text(page), `FROM a\n${long}`);
    }));

  it("a mistake in the configuration is told beside it, and the text is judged all the same", () =>
    inEditor(async (page) => {
      await page.fill("#editor-text", "FROM a:latest\n");
      await page.click("#tab-editor-config");
      await page.fill("#editor-config", "broken");
      await page.waitForFunction(() => /broken is no key/u.test(document.querySelector("#editor-config-error").textContent));
      assert.equal(await page.getAttribute("#editor-config", "aria-invalid"), "true");
      await page.fill("#editor-text", "FROM a:latest\nRUN sudo a\n");
      await status(page, /2 findings/u);
      await page.fill("#editor-config", "");
      await page.waitForFunction(() => document.querySelector("#editor-config-error").textContent === "");
    }));

  it("the keyboard gets in and out of the text", () =>
    inEditor(async (page) => {
      await page.focus("#editor-text");
      await page.keyboard.press("Tab");
      assert.equal(await text(page), "    ");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      assert.notEqual(await page.evaluate(() => document.activeElement.id), "editor-text");
      await page.focus("#editor-text");
      await page.keyboard.press("Shift+Tab");
      assert.notEqual(await page.evaluate(() => document.activeElement.id), "editor-text");
      assert.equal(await text(page), "    ");
    }));

  it("opens files by drop, keeps their line ends and escapes their odd characters", () =>
    inEditor(async (page) => {
      await drop(page, [{ name: "web.Dockerfile", buffer: Buffer.from("FROM a:latest\r\n# \u202e<b>x</b>\r\n") }]);
      await status(page, /1 medium/u);
      assert.equal(await text(page), "FROM a:latest\n# \u202e<b>x</b>\n");
      assert.equal(await page.innerText(".editor-name"), "web.Dockerfile");
      assert.match(await page.innerText(".editor-odd"), /^Line 2 .*\\u\{202e\}$/u);
      assert.equal(await page.locator("#editor b").count(), 0);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#editor-download")]);
      assert.equal(download.suggestedFilename(), "web.Dockerfile");
      assert.equal(await readFile(await download.path(), "utf8"), "FROM a:latest\r\n# \u202e<b>x</b>\r\n");
      await drop(page, [{ name: "x.bin", buffer: Buffer.from([0xff, 0xfe, 0x00]) }]);
      await announced(page, /no text in UTF-8/u);
      await drop(page, [{ name: ".dockerignore", buffer: Buffer.from("a\n") }]);
      await page.waitForFunction(() => document.querySelector("#editor-dockerignore").value === "a\n");
      assert.equal(await page.isVisible("#editor"), true);
    }));

  it("a Dockerfile that was analysed can be opened in it", async () => {
    const { page, context, complaints } = await open(browser, fake.url);
    await drop(page, [{ name: "Dockerfile.web", buffer: Buffer.from("FROM a:latest\n") }]);
    await finished(page);
    await page.click("#stage button:has-text('Open in the editor')");
    await status(page, /1 medium/u);
    assert.equal(await text(page), "FROM a:latest\n");
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it("a link brings the text back, on its own page", () =>
    inEditor(async (page) => {
      const draft = "FROM a:latest\n# é😀 <script>\n";
      await page.fill("#editor-text", draft);
      await page.click("#editor-share");
      await page.waitForSelector("#editor-link:visible");
      const link = await page.inputValue("#editor-link");
      assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/#d=[\w-]+$/u);
      const other = await page.context().newPage();
      await other.goto(link);
      await other.waitForFunction((wanted) => document.querySelector("#editor-text")?.value === wanted, draft);
      await status(other, /1 medium/u);
      await other.close();
      await drop(page, [{ name: "long", buffer: Buffer.from(Array.from({ length: 9000 }, (_, at) => `${(at * 2654435761) % 4294967296}`).join("\n")) }]);
      await page.waitForFunction(() => document.querySelectorAll(".layer-text .line").length === 9000);
      await page.click("#editor-share");
      await announced(page, /Download the file instead/u);
      assert.equal(await page.isVisible("#editor-link"), false);
    }));

  it("rules are found and shown, from a finding too", () =>
    inEditor(async (page) => {
      await page.fill("#editor-text", "FROM a:latest\n");
      await status(page, /1 medium/u);
      await page.click(".find .link");
      assert.equal(await page.innerText(".rule-page h3"), "Base image is not pinned");
      await page.click("text=All rules");
      assert.equal(await page.evaluate(() => document.activeElement.dataset.rule), "unpinned-base-image");
      await page.fill("#editor-rule-search", "setuid");
      assert.equal(await page.locator(".browser-list li").count(), 1);
    }));

  it("the page works without it", async () => {
    const server = await serve({ missing: ["/editor/main.js"] });
    const { page, context } = await open(browser, server.url);
    await page.click("nav a[href='#editor']");
    assert.match(await page.innerText("#editor"), /could not be loaded/u);
    await context.close();
    await server.close();
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    it(`axe finds nothing to complain of, ${colorScheme}, and nothing scrolls sideways at 320 px`, () =>
      inEditor(
        async (page) => {
          await page.fill("#editor-text", `# syntax=x\nFROM a:latest AS b\nRUN sudo --x "a $B" && <<E\n# c\n$D\nE\nLABEL x=${"y".repeat(300)}\u202e\nRUN sudo ${"é".repeat(200)}`);
          await status(page, /3 findings/u);
          await page.evaluate(axe);
          for (const tab of ["findings", "rules", "config", "dockerignore"]) {
            await page.click(`#tab-editor-${tab}`);
            if (tab === "rules") await page.click(".browser-list button >> nth=0");
            if (tab === "config") {
              await page.fill("#editor-config", "broken");
              await page.click("#editor-share");
              await page.waitForSelector("#editor-link:visible");
            }
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
            assert.deepEqual(violations.map(({ id, nodes }) => `${tab}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(" | ")}`), []);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, tab);
          }
        },
        { colorScheme, viewport: { width: 320, height: 800 } },
      ));
  }
});

describe("with the real engine", () => {
  before(async () => {
    assert.match(await readFile(join(BUILT, "engine/plimsoll.js"), "utf8").catch(() => ""), /class Analysis\b/u, "the built page has no engine: run ./pkg-scripts/build");
  });

  it("typing finds, a fix mends, and not one request is made", () =>
    inEditor(
      async (page, { context, requests }) => {
        await page.waitForTimeout(300);
        const [asked, served] = [requests.length, real.requests.length];
        await context.setOffline(true);
        await page.click("#editor-text");
        await page.keyboard.type("FROM debian:12\nRUN apt-get update && apt-get install curl\n");
        await page.waitForSelector(".find-fix");
        const before = await text(page);
        const rule = await page.locator(".find:has(.find-fix) .link").first().innerText();
        const same = await page.locator(`.find .link:text-is("${rule}")`).count();
        await page.locator(".find-fix").first().click();
        await page.waitForFunction(([name, count]) => [...document.querySelectorAll(".find .link")].filter((link) => link.textContent === name).length < count, [rule, same]);
        assert.notEqual(await text(page), before);
        await page.click("#tab-editor-config");
        await page.fill("#editor-config", "profil = 1\n");
        await page.waitForFunction(() => /^Line 1: /u.test(document.querySelector("#editor-config-error").textContent));
        await page.fill("#editor-config", '[rules]\nDL3008 = "off"\nno-such-rule = "off"\n');
        await page.waitForFunction(() => document.querySelector("#editor-config-error").textContent === 'No rule is called "no-such-rule".');
        await page.fill("#editor-config", "");
        await page.waitForFunction(() => document.querySelector("#editor-config-error").textContent === "");
        await page.click("#tab-editor-dockerignore");
        await page.fill("#editor-dockerignore", "secret\n");
        await page.click("#tab-editor-findings");
        await page.focus("#editor-text");
        await page.keyboard.press("Control+End");
        await page.keyboard.type("COPY secret /x");
        await page.waitForSelector(".find .link:text-is('copy-of-ignored-file')");
        if (await page.isEnabled("#editor-fix-all")) {
          await page.click("#editor-fix-all");
          await announced(page, /made\. Undo/u);
        }
        assert.equal(await page.isEnabled("#editor-fix-all"), false);
        assert.deepEqual(requests.slice(asked).filter((address) => !address.startsWith("blob:")), []);
        assert.equal(real.requests.length, served);
      },
      { server: real },
    ));

  it("is quick in a long file", () =>
    inEditor(
      async (page) => {
        const lines = Array.from({ length: 100 }, (_, at) => `RUN apt-get update && apt-get install -y package-${at}=1\nENV A${at}=b \\\n  C=$A${at}`).join("\n");
        await page.fill("#editor-text", `FROM debian:12\n${lines}\nUSER nobody\n`);
        await status(page, /finding/u);
        await page.click("#editor-text");
        await page.keyboard.press("Control+End");
        await page.keyboard.type("LABEL a=b");
        await page.waitForFunction(() => document.querySelector(".layer-text").lastElementChild.textContent === "LABEL a=b");
      },
      { server: real },
    ));
});
