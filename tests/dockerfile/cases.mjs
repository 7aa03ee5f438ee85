// Dockerfiles of our own, for every rule that hadolint has too: where it must speak and where it must not, near misses
// above all. Always the same ones in the same order.
//
// node cases.mjs FOLDER writes them there, a file each.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from './cases/commands.mjs';
import { configured } from './cases/configured.mjs';
import { instructions } from './cases/instructions.mjs';
import { packages } from './cases/packages.mjs';
import { shell } from './cases/shell.mjs';
import { spellings } from './cases/spellings.mjs';
import { stages } from './cases/stages.mjs';

/**
 * @typedef {object} Case
 * @property {string} id the rule of hadolint that it is about
 * @property {string} name
 * @property {boolean} must whether the rule must speak, by our own judgement
 * @property {string} text
 * @property {string} [config] of config/, when it is not plain.yaml
 */

/** @returns {Case[]} */
export function cases() {
  const all = [...stages(), ...instructions(), ...commands(), ...packages(), ...configured(), ...spellings(), ...shell()];
  const named = new Map();
  for (const one of all) {
    // The same near miss may be wanted on both sides: the side is part of the name then.
    if (named.has(one.name)) one.name = one.name.replace('/', one.must ? '/bad-' : '/good-');
    if (named.has(one.name)) throw new Error(`two cases are called ${one.name}`);
    named.set(one.name, one);
  }
  return all;
}

/** The name of a case's file. */
export const fileOf = ({ name }) => `${name.replaceAll('/', '.')}.Dockerfile`;

/** Writes all of them. */
export function write(folder) {
  mkdirSync(folder, { recursive: true });
  const all = cases();
  for (const one of all) writeFileSync(join(folder, fileOf(one)), one.text);
  return all;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) {
    console.error('usage: node cases.mjs FOLDER');
    process.exit(2);
  }
  console.log(`${write(folder).length} Dockerfiles in ${folder}`);
}
