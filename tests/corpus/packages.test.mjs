// The packages of each image of the corpus are those that its own tool lists, and those that syft lists: the same names and
// versions, and no fewer.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = new URL('../../build/corpus', import.meta.url).pathname;
const { images } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const program = process.env.PLIMSOLL_BIN ?? new URL('../../target/debug/plimsoll', import.meta.url).pathname;
const syft = process.env.PLIMSOLL_SYFT;

const run = (command, words) => {
  const { status, stdout, stderr } = spawnSync(command, words, {
    maxBuffer: 256 << 20,
    env: { ...process.env, SYFT_CHECK_FOR_APP_UPDATE: 'false', SYFT_FILE_METADATA_SELECTION: 'none' },
  });
  assert.equal(status, 0, `${command} ${words.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
};
const packages = (name) => run(program, ['packages', join(folder, name), '--format', 'json', '--quiet']);

// One line a package: name, version, architecture, source package, bytes or KiB, divided by tabs.
const line = ({ name, version, architecture, source, installedSize }) =>
  [name, version, architecture, source ?? name, installedSize].join('\t');

for (const name of images) {
  const file = join(folder, `${name}.packages.tsv`);
  if (!existsSync(file)) continue;
  test(`${name} has the packages that its own tool lists`, () => {
    assert.deepEqual(packages(name).map(line).sort(), readFileSync(file, 'utf8').trimEnd().split('\n').sort());
  });
}

test('every root with a package manager of its own has packages, and busybox has none', () => {
  for (const name of ['bullseye', 'bookworm', 'trixie', 'slim', 'distroless', 'rpm']) assert.ok(packages(name).length >= 5, name);
  assert.deepEqual(packages('busybox'), []);
});

for (const name of images) {
  test(`${name} has the packages that syft lists`, () => {
    // Only its readers of databases, which takes a third of the time. Another one reads notes in programs, by which some
    // packages show although the database was deleted.
    const readers = ['--override-default-catalogers', 'dpkg-db-cataloger,rpm-db-cataloger,apk-db-cataloger'];
    const { artifacts } = run(syft, ['scan', `oci-dir:${join(folder, name)}`, ...readers, '-o', 'json', '-q']);
    // An epoch of 0 is the same as none, and syft shows the one that a package has written out.
    const names = (list) => list.map(({ name, version }) => `${name} ${version.replace(/^0:/, '')}`).sort();
    assert.deepEqual(names(packages(name)), names(artifacts));
  });
}
