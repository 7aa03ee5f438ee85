// The terminal reads what real tools write: every form of every image, with the same findings whatever the form.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = new URL('../../build/images', import.meta.url).pathname;
const { images } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
const program = process.env.PLIMSOLL_BIN ?? new URL('../../target/debug/plimsoll', import.meta.url).pathname;

const reports = new Map();
const scan = (path) => {
  if (!reports.has(path)) {
    const { status, stdout, stderr } = spawnSync(
      program,
      ['scan', join(folder, path), '--format', 'json', '--as-of', '2026-06-01', '--quiet'],
      { maxBuffer: 256 << 20 },
    );
    assert.ok(status === 0 || status === 1, `exit ${status} for ${path}: ${stderr}`);
    reports.set(path, JSON.parse(stdout));
  }
  return reports.get(path);
};
const formsOf = (name) => images.filter(({ image }) => image === name);
const target = (path) => {
  const { targets } = scan(path);
  assert.equal(targets.length, 1, path);
  return targets[0];
};

test('the images are what the tests need: one above 150 MB, gzip and zstd, both kinds of archive, a directory', () => {
  assert.ok(images.some(({ form, bytes }) => form === 'docker-archive' && bytes > 150e6));
  const forms = new Set(images.map(({ form }) => form));
  assert.deepEqual([...forms].sort(), [
    'docker-archive',
    'docker-archive in gzip',
    'oci layout directory',
    'oci-archive, gzip layers',
    'oci-archive, zstd layers',
  ]);
});

for (const { path, form } of images) {
  test(`${path} is read completely and its digests are right`, () => {
    const report = scan(path);
    assert.equal(report.complete, true, JSON.stringify(report.gaps));
    const { image } = target(path);
    assert.ok(image.layers.length > 0);
    for (const layer of image.layers) {
      assert.equal(layer.complete, true, `layer ${layer.index}`);
      assert.equal(layer.verified, true, `layer ${layer.index}`);
    }
    if (form.includes('zstd')) assert.ok(image.layers.every(({ compression }) => compression === 'zstd'));
    if (form.includes('gzip layers')) assert.ok(image.layers.every(({ compression }) => compression === 'gzip'));
  });
}

for (const name of new Set(images.map(({ image }) => image))) {
  test(`${name} has the same findings in every form`, () => {
    // Which base it was built on is an annotation of the manifest, and only OCI archives have those.
    const shared = (path) => target(path).findings.filter(({ rule }) => rule !== 'unrecorded-base');
    const fingerprints = (path) => shared(path).map(({ rule, fingerprint }) => `${rule} ${fingerprint}`).sort();
    const [first, ...others] = formsOf(name);
    for (const other of others) assert.deepEqual(fingerprints(other.path), fingerprints(first.path), other.path);
  });

  test(`${name} has as many entries as umoci unpacks`, () => {
    const [{ path, files }] = formsOf(name).filter(({ files }) => files);
    const lines = readFileSync(join(folder, files), 'utf8').trimEnd().split('\n');
    // The root directory itself may be an entry; a listing never has it.
    const { entries } = target(path).image;
    assert.ok(entries === lines.length || entries === lines.length + 1, `${entries} entries, ${lines.length} files`);
  });
}

test('what was put wrong in the Debian image is found, with the layer that did it', () => {
  const { image, findings } = target('debian.oci-gzip.tar');
  assert.equal(image.distribution.id, readFileSync('/etc/os-release', 'utf8').match(/^ID=(.*)$/m)[1]);
  const helper = findings.find(({ place }) => JSON.stringify(place).includes('srv/app/helper'));
  assert.ok(helper, 'the setuid copy of a shell');
  assert.match(JSON.stringify(helper), /COPY app/);
  assert.ok(findings.some(({ place }) => /srv\/app\/data/.test(JSON.stringify(place))), 'the world-writable directory');
  assert.ok(findings.some((finding) => /DB_PASSWORD/.test(JSON.stringify(finding))), 'the password');
  assert.ok(image.wasted > 1e6, `${image.wasted} wasted bytes`);
});

test('the password of the Debian image is in no report', () => {
  for (const { path } of formsOf('debian')) assert.ok(!JSON.stringify(scan(path)).includes('not-a-real-password'), path);
});

test('what buildah built from a Containerfile is traced to its lines, and to those of another file it is not', () => {
  const [, containerfile] = readFileSync(new URL('make-images', import.meta.url), 'utf8').match(/<<'CONTAINERFILE'\n(.*?)^CONTAINERFILE$/msu);
  const work = mkdtempSync(join(tmpdir(), 'plimsoll-real-'));
  try {
    const correlated = (path, text) => {
      const file = join(work, 'Containerfile');
      writeFileSync(file, text);
      const { stdout } = spawnSync(program, ['scan', join(folder, path), '--dockerfile', file, '--format', 'json', '--quiet', '--as-of', '2026-06-01'], { maxBuffer: 256 << 20 });
      return JSON.parse(stdout).targets[0];
    };
    for (const { path } of formsOf('commands')) {
      const { correlation, findings } = correlated(path, containerfile);
      assert.equal(correlation.outcome, 'complete', JSON.stringify(correlation));
      assert.equal(correlation.inherited, 0);
      const caused = findings.filter(({ cause }) => cause);
      assert.ok(caused.length > 0);
      for (const { cause } of caused) assert.match(containerfile.split('\n')[cause.line - 1], new RegExp(`^${cause.instruction.split(' ')[0]} `));
      // Files of the first layer came with the ADD in line 2.
      for (const { place, cause } of findings) if (place.kind === 'file' && place.layer === 0) assert.equal(cause.instruction, 'ADD rootfs.tar /');
    }
    const [{ path }] = formsOf('commands');
    const { correlation, findings } = correlated(path, 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["npm", "start"]\n');
    assert.equal(correlation.outcome, 'none');
    assert.ok(findings.every(({ cause }) => cause === undefined));
  } finally {
    rmSync(work, { recursive: true });
  }
});
