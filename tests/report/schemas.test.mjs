// Reports as the terminal writes them, against the schemas that they promise: the report's own, which the terminal
// prints, and that of SARIF 2.1.0 (OASIS).

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv from 'ajv';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.PLIMSOLL_BIN ?? join(root, 'target/debug/plimsoll');
const examples = process.env.PLIMSOLL_EXAMPLES ?? join(root, 'target/debug/examples');
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-report-'));
after(() => rmSync(folder, { recursive: true }));

const run = (command, ...words) => {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 256 << 20 });
  assert.equal(error, undefined);
  return { status, stdout, stderr };
};

const HOSTILE = 'a\u001b[2J\u202efdp <script>alert(1)</script>[click](https://example.org)';
const RECIPE = `tag example.org/${HOSTILE}:latest
user root
workdir ${HOSTILE}
env TOKEN=${HOSTILE}
label ${HOSTILE}=${HOSTILE}
expose 22/tcp
volume /var/run/docker.sock
layer RUN echo ${HOSTILE} ${'x'.repeat(10_000)}
"/a\\nb ${HOSTILE}" 4777 0:0 size=10
/srv/ 0777 0:0
/etc/passwd 0644 0:0 "root:x:0:0::/:/bin/sh\\nroot:x:0:0::/:/bin/sh\\n"
layer COPY a /a
/a 0644 0:0 size=5
missing layer 1
`;
const DOCKERFILE = `FROM debian
ENV DB_PASSWORD=kw7-Horst-Lantern-93
ADD https://example.org/a.tar.gz /
RUN <<SCRIPT
 echo ${HOSTILE}
SCRIPT
NONSENSE
EXPOSE 22
USER root
`;

const path = (name) => join(folder, name);
writeFileSync(path('hostile.recipe'), RECIPE);
writeFileSync(path('Dockerfile'), DOCKERFILE);
assert.equal(run(join(examples, 'write-sample'), path('sample.tar')).status, 0);
assert.equal(run(join(examples, 'write-recipe'), path('hostile.recipe'), path('hostile.tar')).status, 0);
// The header of a file behind the end, and no body behind the header.
const whole = readFileSync(path('sample.tar'));
const sizeAt = (header) => Number.parseInt(whole.toString('latin1', header + 124, header + 135), 8);
let header = 0;
while (sizeAt(header) === 0) header += 512;
writeFileSync(path('broken.tar'), Buffer.concat([whole, whole.subarray(header, header + 512)]));

/** The inputs, and whether all of each can be read. */
const COMPLETE = { 'sample.tar': true, 'hostile.tar': false, 'broken.tar': false, Dockerfile: false };
const INPUTS = Object.keys(COMPLETE);
const scan = (format, ...names) => {
  const { status, stdout, stderr } = run(program, 'scan', '--quiet', '--format', format, '--as-of', '2026-11-01', ...names.map(path));
  assert.ok(status === 0 || status === 1, `exit ${status} for ${names}: ${stderr}`);
  return JSON.parse(stdout);
};

/** A schema that refuses what it does not name, so that a field which it forgot is found. */
const strict = (schema) => {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  if (copy.properties && copy.type === 'object') copy.additionalProperties ??= false;
  return copy;
};
const complaints = (validate) => JSON.stringify(validate.errors?.slice(0, 3), null, 1);

const schema = JSON.parse(run(program, 'schema').stdout);
const isReport = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(strict(schema));
const standard = join(root, 'tests/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// Written for draft 4: `id` was called so, and expressions were not Unicode ones. Nothing else of it differs.
const { $schema: _, id: __, ...sarifSchema } = JSON.parse(readFileSync(standard, 'utf8'));
const isSarif = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(sarifSchema);

for (const name of INPUTS) {
  test(`${name}: the JSON report is what the schema says`, () => {
    const report = scan('json', name);
    assert.ok(isReport(report), complaints(isReport));
    assert.ok(report.targets.length > 0 && report.counts.high > 0);
    assert.equal(report.complete, COMPLETE[name], JSON.stringify(report.gaps));
  });

  test(`${name}: the SARIF report is SARIF 2.1.0`, () => {
    const log = scan('sarif', name);
    assert.ok(isSarif(log), complaints(isSarif));
    assert.ok(log.runs[0].results.length > 0);
  });
}

test('several inputs make an array of reports, and a SARIF log of as many runs', () => {
  const reports = scan('json', ...INPUTS);
  assert.equal(reports.length, INPUTS.length);
  for (const report of reports) assert.ok(isReport(report), complaints(isReport));
  const log = scan('sarif', ...INPUTS);
  assert.equal(log.runs.length, INPUTS.length);
  assert.ok(isSarif(log), complaints(isSarif));
});

test('the difference of two images is what its schema says', () => {
  const ofDifference = JSON.parse(run(program, 'schema', 'difference').stdout);
  const isDifference = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(strict(ofDifference));
  for (const [before, after] of [['sample.tar', 'hostile.tar'], ['hostile.tar', 'sample.tar'], ['sample.tar', 'sample.tar']]) {
    const { status, stdout, stderr } = run(program, 'diff', '--quiet', '--format', 'json', '--as-of', '2026-11-01', path(before), path(after));
    assert.ok(status === 0 || status === 1, `exit ${status}: ${stderr}`);
    const difference = JSON.parse(stdout);
    assert.ok(isDifference(difference), complaints(isDifference));
    assert.equal(difference.findings.new.length === 0, before === after);
    delete difference.files.addedCount;
    assert.equal(isDifference(difference), false);
  }
});

test('causes, contradictions and differences are in both schemas, and hostile text stays harmless', () => {
  writeFileSync(path('Dockerfile.built'), `FROM base\nRUN echo ${HOSTILE} ${'x'.repeat(10_000)}\nCOPY a /a\nUSER app\n`);
  const reports = scan('json', 'hostile.tar', 'Dockerfile.built');
  for (const report of reports) assert.ok(isReport(report), complaints(isReport));
  const [{ correlation, findings }] = reports[0].targets;
  assert.equal(correlation.outcome, 'partial', JSON.stringify(correlation));
  assert.equal(correlation.differences[0].key, 'config.User');
  assert.ok(findings.some(({ cause }) => cause?.line === 2), JSON.stringify(findings));
  assert.doesNotMatch(JSON.stringify(reports), /\u001b|\u202e|\\u001b|\\u202e/u);
  const log = scan('sarif', 'hostile.tar', 'Dockerfile.built');
  assert.ok(isSarif(log), complaints(isSarif));
  assert.ok(log.runs[0].results.some(({ relatedLocations }) => relatedLocations?.[0].physicalLocation.region.startLine === 2));
});

test('the schemas refuse what is wrong', () => {
  const report = scan('json', 'sample.tar');
  delete report.targets[0].findings[0].fingerprint;
  assert.equal(isReport(report), false);
  const unknown = scan('json', 'sample.tar');
  unknown.targets[0].surprise = true;
  assert.equal(isReport(unknown), false);
  const log = scan('sarif', 'sample.tar');
  log.runs[0].results[0].level = 'terrible';
  assert.equal(isSarif(log), false);
});

test('the committed schema is the one that the terminal prints', () => {
  const committed = readFileSync(join(root, 'crate/core/schema/report.schema.json'), 'utf8');
  assert.deepEqual(JSON.parse(committed), schema);
});
