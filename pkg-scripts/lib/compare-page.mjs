// Measures the built page in Chromium against merely reading the Blob and inflating it in wasm in one worker, in turns,
// and prints medians and ratios. Usage: node compare-page.mjs [--runs N] IMAGE.oci.tar

import { createReadStream } from 'node:fs';
import { open as openFile, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT, launch, open, serve } from '../../tests/page/support/page.mjs';

const options = process.argv.slice(2);
const runs = options[0] === '--runs' ? Number(options.splice(0, 2)[1]) : 3;
const [image] = options;

/** Members of an outer tar that are compressed by gzip: where they lie. */
async function gzipMembers(path) {
  const file = await openFile(path);
  const found = [];
  const block = Buffer.alloc(512);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(block, 0, 512, at);
    if (bytesRead < 512 || block[0] === 0) break;
    const length = parseInt(block.toString('latin1', 124, 136), 8);
    const head = Buffer.alloc(2);
    await file.read(head, 0, 2, at + 512);
    if (head[0] === 0x1f && head[1] === 0x8b) found.push({ offset: at + 512, length });
    at += 512 + Math.ceil(length / 512) * 512;
  }
  await file.close();
  return found;
}

/** The baseline's worker: the page's own way of reading, the engine's own inflater, and nothing else. */
const WORKER = `
import { Inflation, initSync } from '/engine/plimsoll.js';
import { windowsOf } from '/app/engine/windows.js';
self.onmessage = async ({ data: { module, blob, members } }) => {
  if (module) return void (initSync({ module }), self.postMessage('ready'));
  let inflated = 0;
  for (const { offset, length } of members) {
    const inflation = new Inflation();
    for await (const bytes of windowsOf(blob, offset, offset + length)) inflation.feed(bytes);
    inflated += inflation.finish();
  }
  self.postMessage(inflated);
};`;

async function serveBaseline() {
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://host').pathname;
    if (path === '/') return response.setHeader('Content-Type', 'text/html').end('<input type="file">');
    response.setHeader('Content-Type', types[path.slice(path.lastIndexOf('.'))] ?? 'text/plain');
    if (path === '/worker.js') return response.end(WORKER);
    createReadStream(join(BUILT, path)).on('error', () => response.writeHead(404).end()).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Milliseconds from the drop to the first findings and to the whole report. */
async function pageRun(browser, url) {
  const { page, context } = await open(browser, url);
  await page.evaluate(() => {
    const times = (globalThis.times = {});
    document.addEventListener('change', () => (times.given ??= performance.now()), true);
    new MutationObserver(() => {
      const text = document.querySelector('#timing')?.textContent ?? '';
      if (/First findings/.test(text)) times.first ??= performance.now();
      if (/done after/.test(text)) times.done ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await page.waitForTimeout(500); // workers started ahead are ready
  await page.setInputFiles('#pick-files', image);
  await page.waitForFunction(() => globalThis.times.done !== undefined, undefined, { timeout: 300_000 });
  const { given, first, done } = await page.evaluate(() => globalThis.times);
  await context.close();
  return { first: first - given, seconds: (done - given) / 1000 };
}

async function baselineRun(browser, url, members) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.setInputFiles('input', image);
  const result = await page.evaluate(async (members) => {
    const answer = (worker) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    const module = await WebAssembly.compileStreaming(fetch('/engine/plimsoll_bg.wasm'));
    const worker = new Worker('/worker.js', { type: 'module' });
    worker.postMessage({ module });
    await answer(worker);
    const [blob] = document.querySelector('input').files;
    const started = performance.now();
    worker.postMessage({ blob, members });
    const inflated = await answer(worker);
    return { inflated, seconds: (performance.now() - started) / 1000 };
  }, members);
  await context.close();
  return result;
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const members = await gzipMembers(image);
if (members.length < 2) throw new Error(`${image} has not several gzip layers`);
const [server, baseline, browser] = await Promise.all([serve({ engine: 'real' }), serveBaseline(), launch()]);
const measured = { page: [], baseline: [] };
for (let run = 1; run <= runs; run += 1) {
  measured.page.push(await pageRun(browser, server.url));
  measured.baseline.push(await baselineRun(browser, baseline.url, members));
  const [page, inflating] = [measured.page.at(-1), measured.baseline.at(-1)];
  console.error(`bench: run ${run}: page ${page.seconds.toFixed(2)} s, first ${page.first.toFixed(0)} ms; inflating ${inflating.seconds.toFixed(2)} s`);
}
await browser.close();
await Promise.all([server.close(), baseline.close()]);

const { size } = await stat(image);
const page = median(measured.page.map(({ seconds }) => seconds));
const inflating = median(measured.baseline.map(({ seconds }) => seconds));
const first = median(measured.page.map(({ first }) => first));
const engine = gzipSync(await readFile(join(BUILT, 'engine/plimsoll_bg.wasm')), { level: 9 }).length;
const row = (name, seconds) => console.log(`| ${name} | ${seconds.toFixed(2)} | ${(size / 1e6 / seconds).toFixed(0)} |`);
console.log(`\n${basename(image)}, ${(size / 1e6).toFixed(0)} MB, ${members.length} gzip layers, in Chromium ${browser.version()} with ${availableParallelism()} processors, median of ${runs} runs in turns\n`);
console.log('| | seconds | MB/s |\n|---|---|---|');
row('page, whole analysis', page);
row('reading the Blob and inflating it in wasm, one worker', inflating);
console.log(`| ratio (wanted: 1.6 or less) | ${(page / inflating).toFixed(2)} | |`);
console.log(`| first findings after the drop (wanted: 300 ms or less) | ${(first / 1000).toFixed(3)} | |`);
console.log(`\nEngine: ${(engine / 1000).toFixed(0)} KB gzipped (wanted: 600 or less).`);
