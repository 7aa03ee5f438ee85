// Times the terminal and hadolint over the same Dockerfiles, one process each for all of them, in turns:
// node compare-dockerfiles.mjs RUNS PLIMSOLL HADOLINT FOLDER
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const [runs, plimsoll, hadolint, folder] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith(".Dockerfile")).sort();

/** @param {string} program @param {string[]} words */
function seconds(program, words) {
  const started = process.hrtime.bigint();
  const { error, status, signal } = spawnSync(program, [...words, ...files], { cwd: folder, stdio: "ignore" });
  if (error || signal || (status ?? 2) > 1) throw error ?? new Error(`${program} ended with ${status ?? signal}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

const ours = [];
const theirs = [];
for (let run = 0; run < Number(runs); run += 1) {
  ours.push(seconds(plimsoll, ["scan", "--quiet", "--no-config", "--format", "json", "--fail-on", "none"]));
  theirs.push(seconds(hadolint, ["--no-fail", "--format", "json"]));
}
const median = (/** @type {number[]} */ list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const [mine, other] = [median(ours), median(theirs)];
console.log(`${files.length} Dockerfiles: plimsoll ${mine.toFixed(3)} s, hadolint ${other.toFixed(3)} s, ${(other / mine).toFixed(0)} times`);
