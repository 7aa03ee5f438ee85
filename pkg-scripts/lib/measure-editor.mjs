// Measures the editor of the built page in Chromium while somebody types into a Dockerfile: what one judgement costs the
// engine's worker, the view around it, and the layout behind it. Usage: node measure-editor.mjs [--runs N]
//
// Two files: the usual one of 30 lines ten times over, as stages of their own, and one with something wrong in every line.
// What is measured is each key: it is typed, judged and shown before the next one.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROOT, launch, open, serve } from '../../tests/page/support/page.mjs';

const options = process.argv.slice(2);
const runs = options[0] === '--runs' ? Number(options.splice(0, 2)[1]) : 3;
const LINES = 300;
const WARM_KEYS = 40; // until the engine is compiled for speed
const KEYS = 100;

/** The usual file as many times as it takes, each with stage names of its own. */
function longFile(usual) {
  const [directive, ...rest] = usual.trimEnd().split('\n');
  const lines = [directive];
  for (let copy = 0; lines.length < LINES; copy += 1) {
    lines.push(...rest.map((line) => line.replace(/ AS build$/u, ` AS build-${copy}`).replaceAll('--from=build', `--from=build-${copy}`)));
  }
  return `${lines.slice(0, LINES).join('\n')}\n`;
}

/** A file with as many findings as lines, or more. */
function badFile() {
  const lines = ['FROM debian'];
  for (let number = 0; lines.length < LINES; number += 1) {
    lines.push(
      `RUN apt-get update && apt-get install -y package-${number}`,
      `RUN cd /srv/${number} && sudo make install`,
      `ADD https://example.org/${number}.tar.gz /opt/`,
      `RUN curl http://example.org/${number}.sh | sh`,
      `ENV A${number}=$B${number}`,
    );
  }
  return `${lines.slice(0, LINES).join('\n')}\n`;
}

/** Notes, of each judgement, when its frame begins, when the page asks, when the answer is there, and when it is shown. */
function watchPage() {
  globalThis.judged = [];
  let frame = 0;
  const inFrame = globalThis.requestAnimationFrame;
  globalThis.requestAnimationFrame = (callback) =>
    inFrame((time) => {
      frame = performance.now();
      callback(time);
    });
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(...given) {
      super(...given);
      let answered;
      // Before the page's own listener, which is set in this very turn, and behind it and the promises that it resolves.
      this.addEventListener('message', () => (answered = performance.now()));
      queueMicrotask(() =>
        this.addEventListener('message', ({ data }) => {
          if (data?.report === undefined || !this.asked) return;
          const shown = performance.now();
          document.body.getBoundingClientRect(); // lays out what was changed
          judged.push({ draw: this.asked - this.frame, answer: answered - this.asked, view: shown - answered, layout: performance.now() - shown, bytes: data.report.length });
          this.asked = undefined;
        }),
      );
    }
    postMessage(message, ...rest) {
      if (message?.type === 'lint') Object.assign(this, { frame, asked: performance.now() });
      super.postMessage(message, ...rest);
    }
  };
}

/** In the engine's worker: how long it is busy with each text. */
function watchWorker() {
  const judge = self.onmessage;
  self.busy = [];
  self.onmessage = (event) => {
    const started = performance.now();
    judge(event);
    self.busy.push(performance.now() - started);
  };
}

const median = (values) => values.toSorted((left, right) => left - right)[values.length >> 1];

async function run(browser, url, text) {
  const { page, context, complaints } = await open(browser, url, {}, watchPage);
  await page.evaluate(() => (location.hash = '#editor'));
  await page.fill('#editor-text', text);
  await page.waitForFunction(() => /finding/u.test(document.querySelector('#editor-status')?.textContent ?? ''));
  let worker;
  for (const one of page.workers()) if (await one.evaluate(() => self.name === 'plimsoll linter')) worker = one;
  await worker.evaluate(watchWorker);
  // In the middle of the file, at the end of a line of RUN.
  const at = text.indexOf('\n', text.indexOf('\nRUN ', text.length / 2) + 1);
  await page.evaluate((at) => document.querySelector('#editor-text').setSelectionRange(at, at), at);
  await page.focus('#editor-text');
  for (let key = 0; key < WARM_KEYS + KEYS; key += 1) {
    const before = await page.evaluate(() => judged.length);
    await page.keyboard.press(key % 2 ? 'Backspace' : 'x');
    await page.waitForFunction((before) => judged.length > before, before);
  }
  const seen = (await page.evaluate(() => judged)).slice(-KEYS);
  const busy = (await worker.evaluate(() => self.busy)).slice(-KEYS);
  const findings = await page.innerText('#editor-status');
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  await context.close();
  const of = (name) => median(seen.map((one) => one[name]));
  return { engine: median(busy), draw: of('draw'), answer: of('answer'), view: of('view'), layout: of('layout'), kB: of('bytes') / 1000, findings };
}

const texts = [longFile(await readFile(join(ROOT, 'tests/dockerfile/usual.Dockerfile'), 'utf8')), badFile()];
const [server, browser] = await Promise.all([serve({ engine: 'real' }), launch()]);
/** For each text its runs. */
const measured = texts.map(() => []);
for (let number = 1; number <= runs; number += 1) {
  for (const [which, text] of texts.entries()) {
    measured[which].push(await run(browser, server.url, text));
    console.error(`bench: run ${number}: ${Object.entries(measured[which].at(-1)).map(([name, value]) => `${name} ${typeof value === 'number' ? +value.toFixed(2) : value}`).join(', ')}`);
  }
}
await browser.close();
await server.close();

const row = (name, value) => console.log(`| ${name} | ${measured.map((runs) => median(runs.map((one) => one[value])).toFixed(2)).join(' | ')} |`);
console.log(`\nTyping into a Dockerfile of ${LINES} lines in Chromium ${browser.version()} with ${availableParallelism()} processors, milliseconds: medians of ${KEYS} keys, median of ${runs} runs\n`);
console.log(`| | usual (${measured[0][0].findings}) | bad (${measured[1][0].findings}) |\n|---|---|---|`);
row("one judgement in the engine's worker, the report as JSON included (wanted: 4 or less)", 'engine');
row('the same from asking to the answer at the page, with the frame that is painted meanwhile', 'answer');
row('colouring the line before', 'draw');
row('reading the report and changing the view', 'view');
row('laying it out', 'layout');
