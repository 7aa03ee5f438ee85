// The merged root filesystem is what umoci unpacks: the same paths, and of each the same type, mode, owner, size, link.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = new URL('../../build/images', import.meta.url).pathname;
const { images } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const program = process.env.PLIMSOLL_BIN ?? new URL('../../target/debug/plimsoll', import.meta.url).pathname;

const lines = (text) => text.trimEnd().split('\n').map((line) => JSON.parse(line));

// The listing of umoci gives a name that is not UTF-8 as hexadecimal bytes, and the program escapes the bytes that are
// not UTF-8. In the test images, those are all bytes of such a name beyond ASCII.
const shown = (entry, key) =>
  entry[`${key}Hex`] === undefined
    ? entry[key]
    : Buffer.from(entry[`${key}Hex`], 'hex')
        .toString('latin1')
        .replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);

// What both sides say. Intended differences, which this leaves out:
// - layers are known to the program alone;
// - which paths are names of one file is compared below, since umoci knows their number and the program their origin.
// A directory that no layer has an entry for has no mode for the program (null), and for umoci the mode that umoci
// itself chose, 0755: layers made by real tools have an entry for every directory, so none is excused here.
const common = ({ path, type, mode, uid, gid, size, link }) =>
  JSON.stringify({ path, type, mode, uid, gid, size, ...(link === undefined ? {} : { link }) });

const references = new Map();
const reference = (name) => {
  if (!references.has(name)) {
    references.set(
      name,
      lines(readFileSync(join(folder, name), 'utf8')).map((entry) => {
        const link = shown(entry, 'link');
        return { ...entry, path: shown(entry, 'path'), ...(link === undefined ? {} : { link }) };
      }),
    );
  }
  return references.get(name);
};

for (const { path, files } of images.filter(({ files }) => files)) {
  test(`${path} has the files that umoci unpacks, one by one`, () => {
    const { status, stdout, stderr } = spawnSync(program, ['files', join(folder, path), '--quiet'], {
      encoding: 'utf8',
      maxBuffer: 256 << 20,
    });
    assert.equal(status, 0, stderr);
    const ours = lines(stdout);
    const theirs = reference(files);
    const [mine, other] = [ours, theirs].map((list) => list.map(common));
    const known = { mine: new Set(mine), other: new Set(other) };
    // Only the first differences: thousands of lines help nobody.
    assert.deepEqual(
      {
        onlyOurs: mine.filter((line) => !known.other.has(line)).slice(0, 10),
        onlyTheirs: other.filter((line) => !known.mine.has(line)).slice(0, 10),
      },
      { onlyOurs: [], onlyTheirs: [] },
    );
    assert.ok(mine.length === other.length && mine.every((line, at) => line === other[at]), 'sorted by path bytes');

    const names = new Map();
    for (const { path, hardlinkOf } of ours) {
      if (hardlinkOf !== undefined) names.set(hardlinkOf, [...(names.get(hardlinkOf) ?? [hardlinkOf]), path]);
    }
    const several = [...names.values()].flatMap((group) => group.map((path) => `${path} ${group.length}`)).sort();
    const linked = theirs.filter(({ links }) => links).map(({ path, links }) => `${path} ${links}`).sort();
    assert.deepEqual(several, linked, 'hardlinks');
  });
}
