/**
 * Wiring: loads, locks, then opens the intake; connects the queue to the views. Does nothing that another module could.
 *
 * @import { Entry } from "./queue.js"
 * @import { Input } from "./intake.js"
 * @import { Airlock } from "./lock.js"
 */

import { Groups } from "./engine/groups.js";
import { failureOf } from "./engine/protocol.js";
import { MAX_PASTE, fromDrop, fromFile, fromFolderPicker, fromText } from "./intake.js";
import { load, lock, lockHolds } from "./lock.js";
import { Queue } from "./queue.js";
import { copy, fileName, save } from "./save.js";
import { byId, fill, foreign, h } from "./view/dom.js";
import { duration } from "./view/format.js";
import { showInputs } from "./view/inputs.js";
import { ProgressView } from "./view/progress.js";
import { ResultView, previewFindings } from "./view/result.js";
import { openRule, showRules } from "./view/rules.js";
import { countsText } from "./view/severity.js";
import { rememberedTheme } from "./view/theme.js";

const live = byId("live", HTMLElement);
const stage = byId("stage", HTMLElement);
const inputs = byId("inputs", HTMLElement);

/** What is shown of an entry. @type {Map<number, { progress: ProgressView, result: ResultView, times: { first?: number, done?: number } }>} */
const shown = new Map();

/** @type {Entry | undefined} */
let chosen;
/** @type {Queue | undefined} */
let queue;

/** How long an announcement stays in its corner. */
const ANNOUNCED_FOR = 6000;
let announced = 0;

/**
 * Read aloud by screen readers, and shown in a corner for a while.
 * @param {string} text
 * @param {boolean} [shownElsewhere] Then the corner stays empty.
 */
function announce(text, shownElsewhere = false) {
  fill(live, text);
  live.classList.toggle("visually-hidden", shownElsewhere);
  clearTimeout(announced);
  announced = setTimeout(() => fill(live), ANNOUNCED_FOR);
}

/** Resolves after the next frame has been painted. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

/**
 * @param {Airlock} airlock
 */
function start({ workers, rules, sample }) {
  const catalogue = new Map(rules.map((rule) => [rule.id, rule]));
  const inputQueue = new Queue(workers, {
    progress: (entry, progress) => viewsOf(entry).progress.show(progress),
    changed: (entry) => changed(entry),
  });
  queue = inputQueue;
  // The coordinator starts now, after the lock: a worker keeps the policy it started under.
  workers.warm();

  /** @param {Entry} entry */
  function viewsOf(entry) {
    const known = shown.get(entry.id);
    if (known) return known;
    const document = async (/** @type {"report" | "sarif" | "text"} */ format, /** @type {(blob: Blob) => unknown} */ use) => {
      try {
        if (entry.session) await use(await entry.session.document(format));
      } catch (error) {
        announce(`That failed: ${failureOf(error).message}`);
      }
    };
    const views = {
      progress: new ProgressView(entry.name, () => inputQueue.cancel(entry)),
      result: new ResultView({
        save: (format) => document(format, (blob) => {
          save(blob, fileName(entry.name, format));
          announce(`Saved as ${fileName(entry.name, format)}`);
        }),
        copy: (format) => document(format, async (blob) => {
          const copied = await copy(await blob.text());
          announce(copied ? "Report copied" : "The browser refused the clipboard; save the report instead");
        }),
        again: (options) => again(entry, options),
        announce,
        catalogue: (id) => catalogue.get(id),
      }),
      times: /** @type {{ first?: number, done?: number }} */ ({}),
    };
    shown.set(entry.id, views);
    return views;
  }

  /**
   * @param {Entry} entry
   * @param {Entry["options"]} options
   */
  function again(entry, options) {
    shown.delete(entry.id);
    inputQueue.again(entry, options);
    choose(entry);
  }

  /** @param {Entry} entry */
  function choose(entry) {
    chosen = entry;
    draw();
  }

  /** @param {Entry} entry */
  function remove(entry) {
    inputQueue.remove(entry);
    shown.delete(entry.id);
    if (chosen === entry) chosen = inputQueue.entries.at(-1);
    draw();
  }

  /** Puts the chosen entry on the stage. */
  function draw() {
    document.body.classList.toggle("has-inputs", inputQueue.entries.length > 0);
    showInputs(inputs, inputQueue.entries, chosen, { choose, remove });
    if (!chosen) {
      fill(stage);
      return;
    }
    const { progress, result } = viewsOf(chosen);
    const wanted = [
      (chosen.state === "running" || chosen.state === "waiting") && progress.element,
      (chosen.state === "done" || chosen.preview) && result.element,
      (chosen.state === "failed" || chosen.state === "cancelled" || chosen.state === "closed") && notice(chosen),
    ].filter((element) => element instanceof HTMLElement);
    // Only what changed is touched: moving an element would take the focus out of it.
    for (const element of [...stage.children]) if (!wanted.includes(/** @type {HTMLElement} */ (element))) element.remove();
    wanted.forEach((element, position) => {
      if (stage.children[position] !== element) stage.insertBefore(element, stage.children[position] ?? null);
    });
  }

  /** @param {Entry} entry */
  function notice(entry) {
    const entryAgain = h("button", { type: "button", click: () => again(entry, entry.options) }, "Analyse it again");
    if (entry.state === "failed") {
      const { message, action } = entry.failure ?? { message: "Unknown failure" };
      return h("section", { class: "card failure", role: "alert" }, h("h2", {}, foreign(entry.name), " could not be analysed"), h("p", {}, foreign(`${message}.`)), action && h("p", {}, foreign(`${action}.`)), entryAgain);
    }
    const text = entry.state === "closed" ? "This report was closed to free memory." : "The analysis was cancelled. Nothing of it is kept.";
    return h("section", { class: "card" }, h("h2", {}, foreign(entry.name)), h("p", {}, text), entryAgain);
  }

  /** @param {Entry} entry */
  async function changed(entry) {
    if (!chosen || !inputQueue.entries.includes(chosen)) chosen = entry;
    if (entry.state === "running" && !entry.preview) {
      announce(`Analysing ${entry.name}`, true);
      // Of several inputs the first is shown while the others follow; a finished one stays until it is left.
      if (chosen.state === "waiting") chosen = entry;
    }
    const { result, times } = viewsOf(entry);
    const since = () => performance.now() - entry.given;
    if (entry.state === "running" && entry.preview) {
      const groups = new Groups(previewFindings(entry.preview));
      const source = { groups: async (/** @type {any[]} */ ...asked) => groups.groups(.../** @type {[any, any]} */ (asked)), rows: async (/** @type {any[]} */ ...asked) => groups.rows(.../** @type {[any, any, any, any, any]} */ (asked)) };
      const filled = result.update(entry.preview, source, false);
      draw();
      await filled;
      await painted();
      times.first ??= since();
      result.timing(timesText(times));
      return;
    }
    if (entry.state === "done" && entry.summary && entry.session) {
      times.done = since();
      const filled = result.update(entry.summary, entry.session, true);
      draw();
      await filled;
      await painted();
      times.first ??= since();
      result.timing(timesText(times));
      announce(`Done: ${entry.name}, ${countsText(entry.summary.counts)}${entry.summary.complete ? "" : ". Not everything could be read"}`, true);
      return;
    }
    if (entry.state === "failed") announce(`${entry.name} could not be analysed`, true);
    if (entry.state === "cancelled") announce(`Cancelled: ${entry.name}`, true);
    draw();
  }

  /** @param {Input[]} added */
  function accept(added, given = performance.now()) {
    if (added.length === 0) {
      announce("There was no file in that");
      return;
    }
    if (byId("analyse", HTMLElement).hidden) location.hash = "#analyse";
    const [first] = inputQueue.add(added, given);
    if (first) choose(first);
  }

  openIntake(accept, sample);
  showRules(rules);
}

/** @param {{ first?: number, done?: number }} times */
function timesText({ first, done }) {
  if (first !== undefined && done !== undefined) return `First findings after ${duration(first)}, done after ${duration(done)}.`;
  if (first !== undefined) return `First findings after ${duration(first)}.`;
  return "";
}

/**
 * Drops, pickers, paste, sample.
 * @param {(inputs: Input[], given?: number) => void} accept
 * @param {Blob | undefined} sample
 */
function openIntake(accept, sample) {
  const files = byId("pick-files", HTMLInputElement);
  const folder = byId("pick-folder", HTMLInputElement);
  const dialog = byId("paste-dialog", HTMLDialogElement);
  const text = byId("paste-text", HTMLTextAreaElement);

  const tryTo = async (/** @type {() => Input[] | Promise<Input[]>} */ give) => {
    const given = performance.now();
    try {
      accept(await give(), given);
    } catch (error) {
      announce(failureOf(error).message);
    }
  };

  for (const [button, input] of /** @type {const} */ ([["choose-files", files], ["choose-folder", folder]])) {
    byId(button, HTMLButtonElement).addEventListener("click", () => input.click());
  }
  files.addEventListener("change", () => {
    tryTo(() => [...(files.files ?? [])].map(fromFile));
    files.value = "";
  });
  folder.addEventListener("change", () => {
    tryTo(() => (folder.files ? fromFolderPicker(folder.files) : []));
    folder.value = "";
  });

  const sampleButton = byId("try-sample", HTMLButtonElement);
  sampleButton.addEventListener("click", () => sample && accept([{ name: "sample.tar", source: { kind: "blob", blob: sample } }]));
  sampleButton.hidden = !sample;

  byId("paste", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  byId("paste-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  byId("paste-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    accept([fromText(text.value)]);
  });
  text.maxLength = MAX_PASTE;

  let depth = 0;
  const dragging = (/** @type {boolean} */ over) => document.body.classList.toggle("dragging", over);
  addEventListener("dragenter", () => {
    depth += 1;
    dragging(true);
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    dragging(depth > 0);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    dragging(false);
    const { dataTransfer } = event;
    if (dataTransfer) tryTo(() => fromDrop(dataTransfer));
  });
  addEventListener("paste", (event) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const pasted = event.clipboardData;
    if (!pasted) return;
    if (pasted.files.length > 0) accept([...pasted.files].map(fromFile));
    else if (pasted.getData("text/plain").trim() !== "") accept([fromText(pasted.getData("text/plain").slice(0, MAX_PASTE))]);
  });

  for (const control of document.querySelectorAll("#intake button, #intake input")) {
    if (control instanceof HTMLButtonElement || control instanceof HTMLInputElement) control.disabled = false;
  }
}

/** Sections by the address's fragment, which never holds anything about an input. */
function route() {
  const fragment = location.hash.slice(1);
  const view = fragment.startsWith("rule") ? "rules" : fragment === "data" ? "data" : "analyse";
  for (const name of ["analyse", "rules", "data"]) {
    byId(name, HTMLElement).hidden = name !== view;
    const link = document.querySelector(`nav a[href="#${name}"]`);
    if (name === view) link?.setAttribute("aria-current", "page");
    else link?.removeAttribute("aria-current");
  }
  if (fragment.startsWith("rule/")) openRule(decodeURIComponent(fragment.slice("rule/".length)));
}

/**
 * @param {"loading" | "locked" | "failed"} state
 * @param {string} text
 */
function showLock(state, text) {
  const element = byId("lock", HTMLElement);
  element.dataset.state = state;
  fill(byId("lock-text", HTMLElement), text);
}

addEventListener("hashchange", route);
addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, dialog");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const view = chosen && shown.get(chosen.id);
  if (!byId("rules", HTMLElement).hidden) byId("rule-search", HTMLInputElement).focus();
  else if (view?.result.element.isConnected) view.result.focusSearch();
  else return;
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
  if (queue?.entries.some(({ state }) => state === "running")) event.preventDefault();
});

rememberedTheme(byId("theme", HTMLSelectElement));
byId("test-lock", HTMLButtonElement).addEventListener("click", async () => {
  const holds = await lockHolds();
  fill(byId("test-lock-result", HTMLElement), holds ? "The browser refused the request: the lock holds." : "The request was not refused by the lock. Please use the page with the network off.");
});

try {
  const airlock = await load();
  lock();
  showLock("locked", "Locked: no network");
  start(airlock);
  route();
} catch (error) {
  showLock("failed", "Not ready");
  const { message } = failureOf(error);
  byId("intake-state", HTMLElement).setAttribute("role", "alert");
  fill(byId("intake-state", HTMLElement), `Plimsoll could not start: ${message}. Reload the page; if that does not help, the files beside it may be missing (run the build), or the browser may be too old (WebAssembly and module workers are needed).`);
}
