/**
 * Where inputs come in: drops, pickers, pasted text, the sample. Turns each into a named source; reads no byte of it.
 *
 * @import { Input } from "../types/page"
 */

import { failureOf } from "./engine/protocol.js";
import { announce, byId } from "./view/dom.js";

/** An OCI layout has a few files an image; more than this is somebody's home folder, dropped by mistake. */
const MAX_FOLDER_FILES = 20_000;

/** Longest pasted text: the engine reads Dockerfiles far below this. */
const MAX_PASTE = 4 * 1024 * 1024;

/**
 * @param {File} file
 * @returns {Input}
 */
const fromFile = (file) => ({ name: file.name, source: { blob: file } });

/** @param {string} text */
const fromText = (text) => fromFile(new File([text], "Dockerfile"));

/**
 * What a folder picker gives: every file of one folder with its path, which starts with the folder's own name.
 * @param {File[]} list
 * @returns {Input[]}
 */
function fromFolderPicker(list) {
  const name = list[0]?.webkitRelativePath.split("/")[0];
  return name ? [folderInput(name, list.map((file) => ({ path: file.webkitRelativePath.slice(name.length + 1), file })))] : [];
}

/**
 * What a drop holds. Must be called in the event's own turn, since the list of items is empty afterwards; what it returns
 * may take a while (folders are walked).
 * @param {DataTransfer} transfer
 * @returns {Promise<Input[]>}
 */
function fromDrop(transfer) {
  const entries = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const text = entries.length === 0 ? transfer.getData("text/plain") : "";
  if (text.trim() !== "") return Promise.resolve([fromText(text)]);
  return Promise.all(
    entries.flatMap(({ entry, file }) => {
      if (entry?.isDirectory) return [fromFolderEntry(/** @type {FileSystemDirectoryEntry} */ (entry))];
      return file ? [Promise.resolve(fromFile(file))] : [];
    }),
  );
}

/**
 * @param {string} name
 * @param {{ path: string, file: File }[]} files
 * @returns {Input}
 */
function folderInput(name, files) {
  if (files.length > MAX_FOLDER_FILES) {
    throw new Error(`The folder ${name} holds more than ${MAX_FOLDER_FILES.toLocaleString("en")} files. An OCI layout is expected: the folder that holds index.json and blobs`);
  }
  return { name, source: { files } };
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {string} path Of the folder, with a slash at its end.
 * @returns {AsyncGenerator<{ path: string, file: File }>}
 */
async function* filesBelow(folder, path) {
  const reader = folder.createReader();
  for (;;) {
    // Browsers give a folder in portions (Chromium: 100); an empty one is the end.
    const portion = await /** @type {Promise<FileSystemEntry[]>} */ (new Promise((resolve, reject) => reader.readEntries(resolve, reject)));
    if (portion.length === 0) return;
    for (const entry of portion) {
      const name = path + entry.name;
      if (entry.isDirectory) yield* filesBelow(/** @type {FileSystemDirectoryEntry} */ (entry), `${name}/`);
      else yield { path: name, file: await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject)) };
    }
  }
}

/** @param {FileSystemDirectoryEntry} root */
async function fromFolderEntry(root) {
  const files = [];
  for await (const file of filesBelow(root, "")) if (files.push(file) > MAX_FOLDER_FILES) break;
  return folderInput(root.name, files);
}

/**
 * Switches the intake on. To be called after the lock.
 * @param {(inputs: Input[], given: number) => void} accept `given` is the moment of the drop or choice.
 * @param {Blob | undefined} sample
 */
export function openIntake(accept, sample) {
  /** @param {() => Input[] | Promise<Input[]>} give */
  const take = async (give) => {
    const given = performance.now();
    try {
      const inputs = await give();
      if (inputs.length > 0) accept(inputs, given);
      else announce("There was no file in that");
    } catch (error) {
      announce(failureOf(error).message);
    }
  };
  openPickers(take);
  openPaste(take);
  openDrop(take);
  const trySample = byId("try-sample", HTMLButtonElement);
  trySample.hidden = !sample;
  trySample.addEventListener("click", () => take(() => (sample ? [{ name: "sample-image.tar", source: { blob: sample } }] : [])));
  for (const control of document.querySelectorAll("#intake :disabled")) control.removeAttribute("disabled");
}

/** @typedef {(give: () => Input[] | Promise<Input[]>) => void} Take */

/** @param {Take} take */
function openPickers(take) {
  /**
   * @param {string} kind
   * @param {(list: File[]) => Input[]} inputsOf
   */
  const picker = (kind, inputsOf) => {
    const input = byId(`pick-${kind}`, HTMLInputElement);
    byId(`choose-${kind}`, HTMLButtonElement).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      take(() => inputsOf(files));
      // Else choosing the same again would be no change.
      input.value = "";
    });
  };
  picker("files", (list) => list.map(fromFile));
  picker("folder", fromFolderPicker);
}

/** @param {Take} take */
function openPaste(take) {
  const dialog = byId("paste-dialog", HTMLDialogElement);
  const text = byId("paste-text", HTMLTextAreaElement);
  text.maxLength = MAX_PASTE;
  byId("paste", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  byId("paste-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  byId("paste-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    take(() => [fromText(text.value)]);
  });
  addEventListener("paste", ({ target, clipboardData }) => {
    if (!clipboardData || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const files = [...clipboardData.files];
    const pasted = clipboardData.getData("text/plain").slice(0, MAX_PASTE);
    if (files.length > 0) take(() => files.map(fromFile));
    else if (pasted.trim() !== "") take(() => [fromText(pasted)]);
  });
}

/** @param {Take} take */
function openDrop(take) {
  let depth = 0;
  const over = (/** @type {number} */ change) => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle("dragging", depth > 0);
  };
  addEventListener("dragenter", () => over(1));
  addEventListener("dragleave", () => over(-1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(-Infinity);
    const { dataTransfer } = event;
    if (dataTransfer) take(() => fromDrop(dataTransfer));
  });
}
