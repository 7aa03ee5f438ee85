// Names a new rule in its concern's mod.rs: node name-rule.mjs MOD_RS MODULE NAME. Lists stay in the order of the names.

import { readFileSync, writeFileSync } from 'node:fs';

const [file, module, name] = process.argv.slice(2);
let text = readFileSync(file, 'utf8');
const refuse = (what) => {
  console.error(`error: ${what} in ${file}: name the rule there by hand`);
  process.exit(1);
};

const list = /(pub\(super\) static RULES: &\[&Rule\] = &\[)([^\]]*)(\];)/;
const found = text.match(list);
if (!found) refuse('there is no list of rules');
const entries = found[2].split(',').map((entry) => entry.trim()).filter(Boolean);
if (entries.some((entry) => !/^&\w+::\w+$/.test(entry))) refuse('the list of rules holds more than names');
entries.push(`&${module}::${name}`);
entries.sort();
text = text.replace(list, (_, before, __, after) => `${before}${entries.join(', ')}${after}`);

const modules = [...text.matchAll(/^mod (\w+);$/gm)];
const line = `mod ${module};\n`;
const next = modules.find(([, other]) => other > module);
const last = modules.at(-1);
if (next) {
  text = text.slice(0, next.index) + line + text.slice(next.index);
} else if (last) {
  const end = last.index + last[0].length + 1;
  text = text.slice(0, end) + line + text.slice(end);
} else {
  const use = text.search(/^use /m);
  if (use < 0) refuse('there is neither a module nor a `use`');
  text = `${text.slice(0, use)}${line}\n${text.slice(use)}`;
}
writeFileSync(file, text);
