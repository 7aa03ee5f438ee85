/** That everybody can use it: axe, keyboard, small screens, both colour schemes. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { finished, launch, open, pick, serve } from "./support/page.mjs";
import { file, finding, image, ordinary } from "./support/recipes.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function onPage(use, options) {
  const opened = await open(browser, server.url, options);
  try {
    await use(opened.page);
  } finally {
    await opened.context.close();
  }
}

async function assertAccessible(page, where) {
  // Evaluated by the driver and not by the page, whose policy would not let it in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(" | ")}`), []);
}

const withGaps = () => {
  const recipe = ordinary();
  recipe.targets[0].gaps = [{ kind: "layer-missing", layer: 2, what: "The layer is not in the archive", action: "Save the image again" }];
  recipe.targets.push({ name: "other:1", image: image(), findings: [] });
  recipe.notAnalysed = [{ name: "c:3", platform: "linux/s390x", reason: "Another platform" }];
  return recipe;
};

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  describe(`axe finds nothing to complain of, ${colorScheme}`, () => {
    it("on every view", () =>
      onPage(
        async (page) => {
          await assertAccessible(page, "start");
          await pick(page, { name: "bad.bin", buffer: Buffer.from("junk") }, file("service.tar", withGaps()));
          await page.waitForSelector(".input-done");
          await assertAccessible(page, "failure");
          await page.click(".input-choice:has-text('service.tar')");
          await page.click("#stage .finding summary >> nth=0");
          for (const tab of ["findings", "layers", "config", "history"]) {
            await page.click(`#tab-${tab}`);
            await assertAccessible(page, tab);
          }
          await page.click("nav a[href='#rules']");
          await page.click(".rule summary >> nth=0");
          await assertAccessible(page, "rules");
          await page.click("nav a[href='#data']");
          await assertAccessible(page, "data");
          await page.click("nav a[href='#analyse']");
          await page.click("#paste");
          await assertAccessible(page, "paste");
        },
        { colorScheme },
      ));

    it("while it runs", () =>
      onPage(
        async (page) => {
          await pick(page, file("slow.tar", ordinary({ layers: [{ bytes: 60_000_000, slow: 600 }] })));
          await page.waitForSelector(".progress-layers li");
          await assertAccessible(page, "progress");
        },
        { colorScheme },
      ));
  });
}

describe("keyboard", () => {
  it("reaches and works everything from an empty page to a finding's inside", () =>
    onPage(async (page) => {
      const focusedId = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className || document.activeElement?.tagName);
      await page.keyboard.press("Tab");
      assert.equal(await focusedId(), "skip");
      for (let presses = 0; (await focusedId()) !== "try-sample" && presses < 20; presses += 1) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await finished(page);
      for (let presses = 0; (await focusedId()) !== "tab-findings" && presses < 20; presses += 1) await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      assert.equal(await focusedId(), "tab-layers");
      assert.equal(await page.isVisible("#panel-layers"), true);
      await page.keyboard.press("End");
      assert.equal(await focusedId(), "tab-history");
      await page.keyboard.press("ArrowRight");
      assert.equal(await focusedId(), "tab-findings");
      assert.equal(await page.locator("[role=tab][tabindex='0']").count(), 1);
      await page.keyboard.press("/");
      assert.equal(await focusedId(), "search");
      await page.keyboard.type("id_ed25519");
      await page.waitForFunction(() => document.querySelectorAll("#stage .finding").length === 1);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("#stage .finding[open]").count(), 1);
    }));

  it("opens and closes the paste dialog", () =>
    onPage(async (page) => {
      await page.focus("#paste");
      await page.keyboard.press("Enter");
      assert.equal(await page.isVisible("#paste-dialog"), true);
      await page.keyboard.press("Escape");
      assert.equal(await page.isVisible("#paste-dialog"), false);
      assert.equal(await page.evaluate(() => document.activeElement.id), "paste");
    }));

  it("says progress and completion to a screen reader", () =>
    onPage(async (page) => {
      await page.evaluate(() => {
        globalThis.said = [];
        new MutationObserver(() => globalThis.said.push(document.querySelector("#live").textContent)).observe(document.querySelector("#live"), { childList: true, subtree: true });
      });
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      await page.waitForFunction(() => globalThis.said.some((text) => text.startsWith("service.tar: 1 critical")));
      assert.ok((await page.evaluate(() => globalThis.said)).includes("service.tar: Being analysed"));
    }));
});

describe("small screens", () => {
  for (const width of [320, 768]) {
    it(`nothing scrolls sideways at ${width} px, with long paths and commands`, () =>
      onPage(
        async (page) => {
          const long = `/usr/share/${"a-very-long-directory-name/".repeat(8)}${"x".repeat(200)}`;
          const recipe = withGaps();
          recipe.targets[0].name = `registry.example/${"n".repeat(150)}:latest`;
          recipe.targets[0].findings.push(finding("setuid-file", { kind: "file", path: long, layer: 1 }, { command: `RUN ${"y".repeat(300)}`, details: { [long]: long } }));
          recipe.targets[0].image = image({ config: { ...image().config, labels: { ["l".repeat(120)]: long } }, history: [{ created: null, command: long, layer: 0 }] });
          const check = async (where) => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, where);
          await check("start");
          await pick(page, { name: `${"f".repeat(150)}.bin`, buffer: Buffer.from("junk") }, file("service.tar", recipe));
          await page.waitForSelector(".input-done");
          await check("failure");
          await page.click(".input-choice:has-text('service.tar')");
          for (const summary of await page.locator("#stage .finding summary").all()) await summary.click();
          for (const tab of ["findings", "layers", "config", "history"]) {
            await page.click(`#tab-${tab}`);
            await check(tab);
          }
          await page.click("nav a[href='#rules']");
          await page.click(".rule summary >> nth=0");
          await check("rules");
          await page.click("nav a[href='#data']");
          await check("data");
        },
        { viewport: { width, height: 640 } },
      ));
  }
});

describe("colours", () => {
  it("follow the system until one is chosen, which is remembered", () =>
    onPage(
      async (page) => {
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = await ground();
        await page.selectOption("#theme", "light");
        const light = await ground();
        assert.notEqual(light, dark);
        await page.reload();
        assert.equal(await ground(), light);
        assert.equal(await page.locator("#theme").inputValue(), "light");
        await page.selectOption("#theme", "system");
        assert.equal(await ground(), dark);
      },
      { colorScheme: "dark" },
    ));
});

describe("paper", () => {
  it("gets every finding unfolded and no controls", () =>
    onPage(async (page) => {
      await pick(page, file("service.tar", ordinary()));
      await finished(page);
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator("#stage .finding[open]").count(), 14);
      assert.ok((await page.innerText("#stage")).includes("/root/.ssh/id_ed25519"));
      assert.equal(await page.isVisible("#choose-files"), false);
      assert.equal(await page.isVisible(".filters"), false);
    }));
});
