// Empties the lines of scripts that hold nothing but comments, a quarter of what a visitor would download. Lines keep their
// numbers, so that a message of the browser leads to the source. Usage: node strip-comments.mjs FOLDER

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * For our own scripts only: a comment stands in lines of its own, where a type may also stand before code and then stays;
 * a string of several lines is a template.
 */
function withoutComments(source) {
  let inComment = false;
  let inTemplate = false;
  const emptied = (line) => {
    const text = line.trim();
    if (inComment) {
      inComment = !text.endsWith('*/');
      return true;
    }
    if (inTemplate || !/^\/[/*]/u.test(text) || /\*\/./u.test(text)) return false;
    inComment = text.startsWith('/*') && !text.endsWith('*/');
    return true;
  };
  const kept = source.split('\n').map((line) => {
    if (emptied(line)) return '';
    if ((line.replace(/\\./gu, '').match(/`/gu) ?? []).length % 2) inTemplate = !inTemplate;
    return line;
  });
  return kept.join('\n');
}

const [folder] = process.argv.slice(2);
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.js')) writeFileSync(join(folder, name), withoutComments(readFileSync(join(folder, name), 'utf8')));
}
