/**
 * Wiring: loads, locks, and only then opens the intake.
 *
 * @import { Airlock, Input } from "../types/page"
 */

import { failureOf } from "./engine/protocol.js";
import { openIntake } from "./intake.js";
import { load, lock, lockHolds } from "./lock.js";
import { byId, fill } from "./view/dom.js";
import { openRule, showRules } from "./view/rules.js";
import { Stage } from "./view/stage.js";

const SECTIONS = ["analyse", "editor", "rules", "data"].map((name) => byId(name, HTMLElement));

/** @type {Stage | undefined} */
let stage;

/** @type {Airlock | undefined} */
let loaded;

/** Shows the section that the address's fragment names. Only a link that a person made in the editor holds a text. */
function route() {
  const fragment = location.hash.slice(1);
  const [name, rule] = fragment.split("/");
  const wanted = name === "rule" ? "rules" : fragment.startsWith("d=") ? "editor" : SECTIONS.some((section) => section.id === name) ? name : "analyse";
  for (const section of SECTIONS) {
    section.hidden = section.id !== wanted;
    const link = document.querySelector(`nav a[href="#${section.id}"]`);
    if (section.hidden) link?.removeAttribute("aria-current");
    else link?.setAttribute("aria-current", "page");
  }
  if (wanted === "editor") loaded?.editor?.show(loaded, fragment);
  if (name === "rule" && rule) openRule(decodeURIComponent(rule));
}

/**
 * @param {"locked" | "failed"} state
 * @param {string} text
 */
function showLock(state, text) {
  byId("lock", HTMLElement).dataset.state = state;
  fill(byId("lock-text", HTMLElement), text);
}

addEventListener("hashchange", () => {
  // The skip link's target is no section: it only moves the focus.
  if (location.hash !== "#main") route();
});

addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, dialog");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
  if (!byId("rules", HTMLElement).hidden) byId("rule-search", HTMLInputElement).focus();
  else if (byId("analyse", HTMLElement).hidden || !stage?.focusSearch()) return;
  event.preventDefault();
});

addEventListener("beforeprint", () => {
  // What is folded away on screen is what a reader of the paper came for.
  for (const details of document.querySelectorAll(".result details.finding")) {
    /** @type {HTMLDetailsElement} */ (details).open = true;
    // The browser's own event comes too late for the paper.
    details.dispatchEvent(new Event("toggle"));
  }
});

addEventListener("beforeunload", (event) => {
  if (stage?.isRunning) event.preventDefault();
});

byId("test-lock", HTMLButtonElement).addEventListener("click", async () => {
  const holds = await lockHolds();
  fill(byId("test-lock-result", HTMLElement), holds ? "The browser refused the request: the lock holds." : "The lock did not refuse the request. Please use the page with the network off.");
});

try {
  loaded = await load();
  const { workers, rules, sample, editor } = loaded;
  const edit = (/** @type {Input} */ input) => editor?.take(/** @type {Airlock} */ (loaded), input);
  lock();
  // Only now: a worker keeps the policy it started under.
  workers.warm();
  showLock("locked", "Locked: no network");
  const opened = new Stage(workers, rules, (input) => edit(input) && (location.hash = "#editor"));
  stage = opened;
  showRules(rules);
  openIntake((inputs, given) => {
    if (!byId("editor", HTMLElement).hidden && edit(inputs[0])) return;
    if (byId("analyse", HTMLElement).hidden) location.hash = "#analyse";
    opened.accept(inputs, given);
  }, sample);
  route();
} catch (error) {
  showLock("failed", "Not ready");
  const state = byId("intake-state", HTMLElement);
  state.setAttribute("role", "alert");
  fill(state, `Plimsoll could not start: ${failureOf(error).message}. Reload the page. If that does not help, files may be missing beside it (run the build), or the browser may be too old: it needs WebAssembly and module workers.`);
}
