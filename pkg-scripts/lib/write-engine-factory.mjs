// The glue of wasm-bindgen keeps one instance in variables of its module. The worker needs several, and a new one when
// one has trapped, and its platform evaluates a module only once. So the same text becomes the body of a function.
// Usage: node write-engine-factory.mjs GLUE OUT

import { readFileSync, writeFileSync } from 'node:fs';

/** @param {string} glue the output of `wasm-bindgen --target web`
 *  @returns {string} a module that exports `createEngine(module)`: the glue's exports, and `memory` */
export const engineFactory = (glue) => {
  if (/^import\s/mu.test(glue)) throw new Error('the glue imports other modules, which a function cannot');
  const names = [...glue.matchAll(/^export (?:class|function) (\w+)/gmu)].map(([, name]) => name);
  const body = glue.replace(/^export (?=class|function)/gmu, '').replace(/^export \{[^}]*\};?$/gmu, '');
  if (names.length === 0 || /^export\b/mu.test(body)) throw new Error('the glue has exports of a form that is not known here');
  if (!/\bfunction initSync\(/u.test(body)) throw new Error('the glue has no initSync');
  const exported = names.filter((name) => name !== 'initSync').join(', ');
  return `/** A new instance of the engine. */\nexport function createEngine(compiled) {\n${body}\nconst { memory } = initSync({ module: compiled });\nreturn { ${exported}, memory };\n}\n`;
};

if (process.argv[1] === import.meta.filename) {
  const [input, output] = process.argv.slice(2);
  writeFileSync(output, engineFactory(readFileSync(input, 'utf8')));
}
