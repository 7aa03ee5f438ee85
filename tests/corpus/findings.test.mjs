// Real root filesystems have the findings that were reviewed, and at `medium` and above no others: see expectations.mjs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { expected, told } from './expectations.mjs';

const folder = new URL('../../build/corpus', import.meta.url).pathname;
const { images } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const program = process.env.PLIMSOLL_BIN ?? new URL('../../target/debug/plimsoll', import.meta.url).pathname;

const scan = (name) => {
  // Two weeks after the images say that they were made: then bullseye is past its last support, bookworm past its regular.
  const words = ['scan', join(folder, name), '--profile', 'strict', '--format', 'json', '--as-of', '2026-09-15', '--quiet'];
  const { status, stdout, stderr } = spawnSync(program, words, { maxBuffer: 256 << 20 });
  assert.ok(status === 0 || status === 1, `exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
};

// What the first list has and the second has not, as often as it has it more often.
const beyond = (left, right) => {
  const rest = [...right];
  return left.filter((line) => {
    const place = rest.indexOf(line);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
};

for (const name of images) {
  test(`${name} has the findings that were reviewed`, () => {
    const report = scan(name);
    assert.equal(report.complete, true, JSON.stringify([report.gaps, report.targets[0].gaps]));
    const found = told(report.targets[0]);
    const wanted = expected(name);
    assert.deepEqual(
      { missing: beyond(wanted, found), additional: beyond(found, wanted) },
      { missing: [], additional: [] },
    );
    // Secrets that were put in are masked wherever they are shown.
    assert.ok(!JSON.stringify(report).includes('corr3ct-h0rse-b4ttery'));
  });
}

test('every image has its expectations, and none are left over', () => {
  const files = readdirSync(new URL('expected', import.meta.url)).map((file) => file.replace(/\.txt$/, ''));
  const parts = files.filter((file) => !images.includes(file));
  const named = files.flatMap((file) =>
    [...readFileSync(new URL(`expected/${file}.txt`, import.meta.url), 'utf8').matchAll(/^with (.*)$/gm)].map(([, part]) => part),
  );
  assert.deepEqual(images.filter((name) => !files.includes(name)), []);
  assert.deepEqual(parts.filter((part) => !named.includes(part)), []);
});

test('a hardened root has fewer findings than the root as it comes, and a broken one has more', () => {
  for (const name of images.filter((name) => images.includes(`${name}-broken`))) {
    const [hardened, stock, broken] = [`${name}-hardened`, name, `${name}-broken`].map((image) => expected(image).length);
    assert.ok(hardened < stock && stock < broken, `${name}: ${hardened}, ${stock}, ${broken}`);
  }
});
