// Plimsoll beside the real hadolint over all cases, rule by rule. They may differ only where divergences.md says so.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fileOf, write } from './cases.mjs';
import { divergences } from './divergences.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const plimsoll = process.env.PLIMSOLL_BIN ?? join(root, 'target/debug/plimsoll');
const hadolint = process.env.PLIMSOLL_HADOLINT ?? join(root, 'build/hadolint/bin/hadolint');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-dockerfile-'));
after(() => rmSync(folder, { recursive: true }));

const all = write(folder);
const byFile = new Map(all.map((one) => [fileOf(one), one]));
const listed = divergences();

const run = (program, ...words) => {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd: folder, encoding: 'utf8', maxBuffer: 256 << 20 });
  assert.equal(error, undefined);
  assert.ok(status === 0 || status === 1, `exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
};

/** The files of each configuration. */
const groups = new Map();
for (const one of all) groups.set(one.config ?? 'plain', [...(groups.get(one.config ?? 'plain') ?? []), one]);
/** For each case, the ids that each side has spoken of. */
const spoken = { hadolint: new Map(), plimsoll: new Map() };
for (const side of Object.values(spoken)) for (const one of all) side.set(one, new Set());

const rules = new Map(run(plimsoll, 'rules', '--format', 'json').map((rule) => [rule.id, rule]));
// Those that begin with SC are ShellCheck's, which hadolint runs.
const hadolints = (rule) => rule.aliases.filter((alias) => /^(?:DL|SC)\d{4}$/.test(alias));
const shared = new Set([...rules.values()].flatMap(hadolints));

for (const [config, members] of groups) {
  const names = members.map(fileOf);
  const settings = join(here, 'config', `${config}.yaml`);
  for (const { code, file } of run(hadolint, '--config', settings, '--no-fail', '--format', 'json', ...names)) {
    spoken.hadolint.get(byFile.get(file)).add(code);
  }
  const reports = run(plimsoll, 'scan', '--quiet', '--format', 'json', '--profile', 'strict', '--config', settings, ...names);
  for (const { input, targets } of reports) {
    const one = byFile.get(input.name);
    for (const finding of targets.flatMap(({ findings }) => findings)) {
      const ids = hadolints(rules.get(finding.rule));
      for (const id of listed.narrowed(finding, ids)) spoken.plimsoll.get(one).add(id);
    }
  }
}

const SIDES = ['hadolint', 'plimsoll'];
const speaks = (side, one, id) => spoken[side].get(one).has(id);
const list = (lines) => `\n  ${lines.slice(0, 400).join('\n  ')}\n`;

test('hadolint can read every case', () => {
  const unread = all.filter((one) => speaks('hadolint', one, 'DL1000')).map(({ name }) => name);
  assert.equal(unread.length, 0, list(unread));
});

test('there are cases of every shared rule, on both sides', () => {
  const wanting = [...shared].filter((id) => [true, false].some((must) => !all.some((one) => one.id === id && one.must === must)));
  assert.deepEqual(wanting.sort(), []);
});

test('Plimsoll speaks where it must, and nowhere else', () => {
  const wrong = all
    .filter((one) => speaks('plimsoll', one, one.id) !== one.must)
    .map((one) => `${one.must ? 'should speak' : 'should be silent'}: ${one.name}`);
  assert.equal(wrong.length, 0, list(wrong));
});

test('Plimsoll and hadolint agree, but for the listed divergences', () => {
  const table = [];
  const unlisted = new Map();
  const met = new Set();
  for (const id of [...shared].sort()) {
    const row = { id, both: 0, neither: 0, hadolint: 0, plimsoll: 0 };
    for (const one of all) {
      const [theirs, ours] = SIDES.map((side) => speaks(side, one, id));
      if (theirs === ours) {
        row[theirs ? 'both' : 'neither'] += 1;
        continue;
      }
      const side = theirs ? 'hadolint' : 'plimsoll';
      row[side] += 1;
      const key = `${id} only ${side}: ${one.name}`;
      if (listed.keys.has(key)) met.add(key);
      else unlisted.set(`${id} only ${side}`, [...(unlisted.get(`${id} only ${side}`) ?? []), one.name.replace(`${id}/`, '')]);
    }
    table.push(row);
  }
  console.log('rule      both speak  both silent  only hadolint  only Plimsoll');
  for (const { id, both, neither, hadolint, plimsoll } of table) {
    console.log(id, ...[[both, 13], [neither, 12], [hadolint, 14], [plimsoll, 14]].map(([number, width]) => String(number).padStart(width)));
  }
  const total = (key) => table.reduce((sum, row) => sum + row[key], 0);
  console.log(`${all.length} files, ${table.length} rules: ${total('both')} times both speak, ${total('neither')} times both are silent, ` +
    `${total('hadolint')} times hadolint alone, ${total('plimsoll')} times Plimsoll alone speaks; ${met.size} of these are listed`);
  const stale = [...listed.keys].filter((key) => !met.has(key));
  assert.equal(unlisted.size, 0, `not in divergences.md:${list([...unlisted].map(([key, names]) => `${key}: ${names.join(' ')}`))}`);
  assert.equal(stale.length, 0, `divergences.md lists what does not differ (any more):${list(stale)}`);
});
