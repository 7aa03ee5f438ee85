/** What the page promises: nothing leaves, nothing hostile runs, and the lock is what it says. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { finished, launch, open, pick, serve } from "./support/page.mjs";
import { archive, file, finding, image, layer, ordinary } from "./support/recipes.mjs";

let server, browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function onPage(use, url = server.url) {
  const opened = await open(browser, url);
  try {
    await use(opened.page, opened);
  } finally {
    await opened.context.close();
  }
}

/** Uses everything that a person would. */
async function useAll(page) {
  await pick(page, file("service.tar", ordinary()));
  await finished(page);
  await page.click("#stage .finding summary >> nth=0");
  for (const tab of ["layers", "config", "history", "findings"]) await page.click(`#tab-${tab}`);
  await page.click("nav a[href='#rules']");
  await page.click(".rule summary >> nth=0");
  await page.click("nav a[href='#data']");
  await page.click("nav a[href='#analyse']");
  await page.click("#try-sample");
  await page.waitForFunction(() => document.querySelectorAll(".input-done").length === 2);
}

describe("the lock", () => {
  it("is closed before any file can come in", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    // Watches every change of the page: the intake must never be open while the policy is missing.
    await page.addInitScript(() => {
      globalThis.early = 0;
      new MutationObserver(() => {
        const locked = [...document.querySelectorAll("head meta[http-equiv]")].some((meta) => meta.content.includes("connect-src 'none'"));
        const isOpen = document.querySelector("#intake button:enabled, #intake input:enabled");
        if (isOpen && !locked) globalThis.early += 1;
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await page.goto(server.url);
    await page.waitForSelector("#choose-files:enabled");
    assert.equal(await page.evaluate(() => globalThis.early), 0);
    assert.match(await page.innerText("#lock"), /Locked: no network/);
    await context.close();
  });

  it("lets no request out afterwards, from the page or from a worker", () =>
    onPage(async (page, { complaints, requests, violations }) => {
      await page.waitForTimeout(300);
      const before = server.requests.length;
      const seen = requests.length;
      await useAll(page);
      assert.equal(server.requests.length, before);
      assert.deepEqual(requests.slice(seen).filter((address) => !address.startsWith("blob:")), []);
      assert.deepEqual(complaints, []);
      assert.deepEqual(await violations(), []);
    }));

  it("works the same with the network off", () =>
    onPage(async (page, { context }) => {
      await context.setOffline(true);
      await useAll(page);
    }));

  for (const [kind, headers] of [["with headers", true], ["on a host that sets no headers", false]]) {
    it(`binds page and workers ${kind}`, async () => {
      const other = await serve();
      const own = await serve({ headers });
      try {
        await onPage(async (page) => {
          // Slow enough that the workers are still there when each has been asked, on a busy machine too.
          await pick(page, file("slow.tar", ordinary({ layers: [{ bytes: 40_000_000, slow: 600 }, { bytes: 40_000_000, slow: 600 }] })));
          await page.waitForFunction(() => /MB read/.test(document.querySelector(".progress-text")?.textContent ?? ""));
          const [mine, others] = [own.requests.length, other.requests.length];
          const attempt = (address) => fetch(address, { mode: "no-cors" }).then(() => "sent", () => "refused");
          for (const address of [own.url, other.url]) {
            assert.equal(await page.evaluate(attempt, address), "refused");
            assert.ok(page.workers().length >= 2);
            for (const worker of page.workers()) assert.equal(await worker.evaluate(attempt, address), "refused");
          }
          assert.deepEqual([own.requests.length, other.requests.length], [mine, others]);
          await finished(page);
        }, own.url);
      } finally {
        await own.close();
        await other.close();
      }
    });
  }

  it("can be tried by the person", () =>
    onPage(async (page) => {
      await page.click("nav a[href='#data']");
      const before = server.requests.length;
      await page.click("#test-lock");
      await page.waitForFunction(() => /the lock holds/.test(document.querySelector("#test-lock-result").textContent));
      assert.equal(server.requests.length, before);
    }));
});

describe("hostile text", () => {
  const HOSTILE = `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>\u202egpj.exe\u2066"'`;

  it("is shown as text wherever a report shows text", () =>
    onPage(async (page, { complaints, violations }) => {
      const config = { user: HOSTILE, env: [{ name: HOSTILE, value: HOSTILE }], entrypoint: [HOSTILE], cmd: [HOSTILE], workingDir: HOSTILE, exposedPorts: [HOSTILE], volumes: [HOSTILE], labels: { [HOSTILE]: HOSTILE, ["__proto__"]: HOSTILE }, healthcheck: [HOSTILE], stopSignal: HOSTILE };
      const hostileImage = image({ names: [HOSTILE], platform: HOSTILE, created: HOSTILE, distribution: { id: HOSTILE, version: HOSTILE, name: HOSTILE }, config, layers: [layer(0, { command: HOSTILE, compression: HOSTILE, diffId: HOSTILE })], history: [{ created: HOSTILE, command: HOSTILE, layer: 0 }], evidence: [{ kind: HOSTILE, digest: HOSTILE, contents: [HOSTILE] }] });
      const findings = [finding("setuid-file", { kind: "file", path: HOSTILE, layer: 0 }, { command: HOSTILE, details: { [HOSTILE]: HOSTILE } }), { rule: HOSTILE, severity: "high", confidence: "high", category: HOSTILE, message: HOSTILE, place: { kind: "member", name: HOSTILE }, fingerprint: HOSTILE }];
      const gaps = [{ kind: "entry-damaged", member: HOSTILE, path: HOSTILE, what: HOSTILE, action: HOSTILE }];
      const target = { name: HOSTILE, image: hostileImage, findings, gaps };
      await pick(page, { name: `<b>${"x".repeat(120)}‮.tar`, buffer: archive(ordinary({ targets: [target, target], notAnalysed: [{ name: HOSTILE, platform: HOSTILE, reason: HOSTILE }] })) });
      await finished(page);
      for (const summary of await page.locator("#stage .finding summary").all()) await summary.click();
      for (const tab of ["layers", "config", "history", "findings"]) {
        await page.click(`#tab-${tab}`);
        assert.equal(await page.evaluate(() => document.querySelectorAll("#stage :is(img, script, b)").length), 0, tab);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, tab);
      }
      assert.ok((await page.innerText("#result-heading")).includes("<img src=x onerror="));
      // Every text that can hold directional marks stands in an element that isolates it.
      const loose = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector("#stage"), NodeFilter.SHOW_TEXT);
        const found = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (node.data.includes("\u202e") && !node.parentElement.closest("bdi, option")) found.push(node.parentElement.outerHTML.slice(0, 200));
        }
        return found;
      });
      assert.deepEqual(loose, []);
      assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
      assert.deepEqual(complaints, []);
      assert.deepEqual(await violations(), []);
    }));
});

describe("a page that is not whole", () => {
  for (const name of ["engine/plimsoll_bg.wasm", "rules.json"]) {
    it(`says what is missing when ${name} is`, async () => {
      const broken = await serve({ missing: [`/${name}`] });
      const page = await browser.newPage();
      try {
        await page.goto(broken.url);
        await page.waitForSelector("#intake-state[role=alert]");
        const state = await page.innerText("#intake-state");
        assert.ok(/could not start[^]*404/.test(state) && state.includes(name), state);
        assert.equal(await page.locator("#intake button:enabled").count(), 0);
        assert.equal(await page.getAttribute("#lock", "data-state"), "failed");
      } finally {
        await page.close();
        await broken.close();
      }
    });
  }

  it("does without the sample", async () => {
    const bare = await serve({ missing: ["/sample-image.tar"] });
    try {
      await onPage(async (page) => {
        assert.equal(await page.isVisible("#try-sample"), false);
        await pick(page, file("service.tar", ordinary()));
        await finished(page);
      }, bare.url);
    } finally {
      await bare.close();
    }
  });
});
