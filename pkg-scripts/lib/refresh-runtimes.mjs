// Writes the table of runtimes anew: node refresh-runtimes.mjs TABLE READER DIRECTORY DAY. The directory holds one
// PRODUCT.json for each product of the table, as endoflife.date gives it: a list of cycles with `eol`, or an object with
// `result.releases` and `eolFrom`.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [table, reader, directory, day] = process.argv.slice(2);
const stop = (what) => {
  console.error(`error: ${what}`);
  process.exit(1);
};
if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) stop(`"${day}" is no day (YYYY-MM-DD)`);

const text = readFileSync(table, 'utf8');
const products = [...new Set(text.split('\n').filter(Boolean).map((line) => line.split(' ')[0]))];

const numbers = (release) => release.split('.').map(Number);
const byNumbers = (left, right) => {
  const [a, b] = [numbers(left), numbers(right)];
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    if ((a[place] ?? -1) !== (b[place] ?? -1)) return (a[place] ?? -1) - (b[place] ?? -1);
  }
  return 0;
};

const lines = [];
for (const product of products) {
  const file = join(directory, `${product}.json`);
  if (!existsSync(file)) stop(`${file} is missing: get https://endoflife.date/api/v1/products/${product}`);
  const document = JSON.parse(readFileSync(file, 'utf8'));
  const cycles = Array.isArray(document) ? document : document?.result?.releases;
  if (!Array.isArray(cycles)) stop(`${file} lists no releases`);
  const releases = cycles.map((cycle) => [String(cycle.name ?? cycle.cycle), cycle.eolFrom ?? cycle.eol]);
  // An end that is not known, or only yes or no, is no date.
  const dated = releases.filter(([release, end]) => /^\d+(\.\d+)*$/.test(release) && /^\d{4}-\d{2}-\d{2}$/.test(String(end)));
  if (dated.length === 0) stop(`${file} has no release with a date`);
  dated.sort((left, right) => byNumbers(left[0], right[0]));
  lines.push(...dated.map(([release, end]) => `${product} ${release} ${end}`));
}

const source = readFileSync(reader, 'utf8');
const dated = source.replace(/(pub const AS_OF: &str = ")[^"]*(";)/, `$1${day}$2`);
if (!dated.includes(`pub const AS_OF: &str = "${day}";`)) stop(`${reader} has no AS_OF`);
writeFileSync(table, `${lines.join('\n')}\n`);
writeFileSync(reader, dated);
