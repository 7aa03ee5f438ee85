// The reviewed expectations of the corpus: tests/corpus/expected/NAME.txt for each image, every finding at `medium` or
// above with the reason why it is right.
//
//   # A comment.
//   with PART                        all that expected/PART.txt lists
//   without SEVERITY RULE PLACE      but for this one, which is then not found here
//   SEVERITY RULE PLACE              one finding; indented lines below it say why it is right
//
// A place is a path (with `:LINE` and ` hidden` where the finding has them), a key of the config, `history N`, `layer N`,
// or `image`.

import { readFileSync } from 'node:fs';

export const SEVERITIES = ['critical', 'high', 'medium'];

/** A place as the expectations write it. */
export const shown = (place) => {
  switch (place.kind) {
    case 'file':
      return `${place.path}${place.line === undefined ? '' : `:${place.line}`}${place.hiddenBy === undefined ? '' : ' hidden'}`;
    case 'config':
      return place.key;
    case 'history':
      return `history ${place.entry}`;
    case 'layer':
      return `layer ${place.layer}`;
    case 'member':
      return place.name;
    default:
      return place.kind;
  }
};

/** The findings of a target that expectations must name, sorted. */
export const told = ({ findings }) =>
  findings
    .filter(({ severity }) => SEVERITIES.includes(severity))
    .map(({ severity, rule, place }) => `${severity} ${rule} ${shown(place)}`)
    .sort();

/** What a file of expectations lists, sorted. Throws where a finding has no reason. */
export const expected = (name) => {
  const file = new URL(`expected/${name}.txt`, import.meta.url);
  const list = [];
  let reason = [];
  let last;
  const finish = () => {
    if (last !== undefined && reason.join(' ').split(' ').length < 4) throw new Error(`${name}: no reason is given for: ${last}`);
    last = undefined;
    reason = [];
  };
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.startsWith(' ')) {
      if (last === undefined) throw new Error(`${name}:${index + 1}: a reason for nothing`);
      reason.push(line.trim());
      continue;
    }
    finish();
    if (line === '' || line.startsWith('#')) continue;
    const [word, rest] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
    if (word === 'with') {
      list.push(...expected(rest));
    } else if (word === 'without') {
      const place = list.indexOf(rest);
      if (place < 0) throw new Error(`${name}:${index + 1}: there is no such expectation to leave out`);
      list.splice(place, 1);
    } else if (SEVERITIES.includes(word) && rest.includes(' ')) {
      list.push(line);
      last = line;
    } else {
      throw new Error(`${name}:${index + 1}: not understood: ${line}`);
    }
  }
  finish();
  return list.sort();
};
