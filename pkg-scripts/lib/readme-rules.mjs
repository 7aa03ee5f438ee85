// Prints the README with its table of rules: node readme-rules.mjs README.md RULES.JSON, the latter as
// `plimsoll rules --format json` writes it.

import { readFileSync } from 'node:fs';

const [readme, catalogue] = process.argv.slice(2);
const rules = JSON.parse(readFileSync(catalogue, 'utf8'));
const concerns = new Map();
for (const rule of rules) {
  if (!concerns.has(rule.categoryTitle)) concerns.set(rule.categoryTitle, []);
  concerns.get(rule.categoryTitle).push(rule);
}
const lines = [`${rules.length} rules.`, '', '| concern | number | rules |', '|---|---|---|'];
for (const [title, of] of concerns) {
  const links = of.map(({ id }) => `[${id}](crate/core/docs/rules/${id}.md)`).join(', ');
  lines.push(`| ${title} | ${of.length} | ${links} |`);
}

const text = readFileSync(readme, 'utf8');
const table = /(<!-- rules: [^\n]*-->\n)[\s\S]*?(<!-- \/rules -->)/;
if (!table.test(text)) {
  console.error(`error: ${readme} has no place for the table of rules: <!-- rules: ... --> and <!-- /rules -->`);
  process.exit(1);
}
process.stdout.write(text.replace(table, (_, before, after) => `${before}\n${lines.join('\n')}\n\n${after}`));
