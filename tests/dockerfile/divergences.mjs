// Reads the lists in divergences.md.
//
// A block ```cases holds lines `DL3008 only hadolint: name name ...` (or `only plimsoll`), names without a slash being
// those of the rule's own cases; lines with `#` say why. A block ```aliases holds lines `rule: detail ~ pattern: DL3018`: which of
// the aliases a finding with such a detail means, for rules that unite several of hadolint's (`none`: it means none).

import { readFileSync } from 'node:fs';

export function divergences() {
  const text = readFileSync(new URL('divergences.md', import.meta.url), 'utf8');
  const block = (kind) =>
    [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'gms'))]
      .flatMap(([, body]) => body.split('\n'))
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith('#'));
  const keys = new Set();
  for (const line of block('cases')) {
    const [, id, side, names] = line.match(/^((?:DL|SC)\d{4}) only (hadolint|plimsoll): (.+)$/) ?? [];
    if (!id) throw new Error(`divergences.md: not understood: ${line}`);
    for (const name of names.split(/ +/)) {
      const key = `${id} only ${side}: ${name.includes('/') ? name : `${id}/${name}`}`;
      if (keys.has(key)) throw new Error(`divergences.md: listed twice: ${key}`);
      keys.add(key);
    }
  }
  const narrow = block('aliases').map((line) => {
    const [, rule, detail, value, ids] = line.match(/^(\S+): (\w+) ~ (.+): (none|(?:DL|SC).+)$/) ?? [];
    if (!rule) throw new Error(`divergences.md: not understood: ${line}`);
    return { rule, detail, value: new RegExp(`^(?:${value})$`), ids: ids === 'none' ? [] : ids.split(/ +/) };
  });
  return {
    keys,
    /** Which of hadolint's ids a finding means. */
    narrowed({ rule, details }, ids) {
      const entry = narrow.find((one) => one.rule === rule && one.value.test(String(details?.[one.detail] ?? '')));
      return entry ? entry.ids : ids;
    },
  };
}
