// The packages of an image are those that the distribution's own tool lists: dpkg-query or rpm.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = new URL('../../build/images', import.meta.url).pathname;
const { images } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const program = process.env.PLIMSOLL_BIN ?? new URL('../../target/debug/plimsoll', import.meta.url).pathname;

const listed = (path) => {
  const { status, stdout, stderr } = spawnSync(program, ['packages', join(folder, path), '--format', 'json', '--quiet'], {
    maxBuffer: 64 << 20,
  });
  assert.equal(status, 0, `${path}: ${stderr}`);
  return JSON.parse(stdout);
};

// One line a package: name, version, architecture, source package, bytes or KiB, divided by tabs.
const expected = (image) => {
  const file = join(folder, `${image}.packages.tsv`);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').sort() : undefined;
};
const line = ({ name, version, architecture, source, installedSize }) =>
  [name, version, architecture, source ?? name, installedSize].join('\t');

test('there are images of dpkg and of rpm in all of its stores', () => {
  const names = new Set(images.map(({ image }) => image).filter((image) => expected(image)));
  assert.deepEqual([...names].sort(), ['debian', 'rpm-berkeley', 'rpm-ndb', 'rpm-sqlite']);
});

for (const { image, path } of images) {
  const lines = expected(image);
  if (lines === undefined) continue;
  test(`${path} has the packages that its own tool lists`, () => {
    const packages = listed(path);
    assert.deepEqual(packages.map(line).sort(), lines);
    assert.ok(packages.some(({ files }) => files > 0), 'files have owners');
  });
}
