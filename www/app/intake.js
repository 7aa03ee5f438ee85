/**
 * Where inputs come in: drops, pickers, pasted text. Turns each into a named source; reads no byte of it.
 *
 * @import { Source } from "./engine/protocol.js"
 */

/** @typedef {{ name: string, source: Source }} Input */

/** An OCI layout has a few files an image; more than this is somebody's home folder, dropped by mistake. */
const MAX_FOLDER_FILES = 20_000;

/** Longest pasted text: the engine reads Dockerfiles far below this. */
export const MAX_PASTE = 4 * 1024 * 1024;

/**
 * @param {File} file
 * @returns {Input}
 */
export const fromFile = (file) => ({ name: file.name, source: { kind: "blob", blob: file } });

/**
 * @param {string} text
 * @returns {Input}
 */
export const fromText = (text) => ({ name: "Dockerfile", source: { kind: "text", bytes: new TextEncoder().encode(text) } });

/**
 * What a folder picker gives: every file with its path, which starts with the folder's own name.
 * @param {FileList} list
 * @returns {Input[]}
 */
export function fromFolderPicker(list) {
  /** @type {Map<string, { path: string, file: File }[]>} */
  const folders = new Map();
  for (const file of list) {
    const [folder, ...rest] = file.webkitRelativePath.split("/");
    const files = folders.get(folder) ?? [];
    folders.set(folder, files);
    files.push({ path: rest.join("/"), file });
  }
  return [...folders].map(([name, files]) => folderInput(name, files));
}

/**
 * What a drop holds. Must be called in the event's own turn, since the list of items is empty afterwards; what it returns
 * may take a while (folders are walked).
 * @param {DataTransfer} transfer
 * @returns {Promise<Input[]>}
 */
export function fromDrop(transfer) {
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
  return { name, source: { kind: "folder", files } };
}

/**
 * @param {FileSystemDirectoryEntry} root
 * @returns {Promise<Input>}
 */
async function fromFolderEntry(root) {
  /** @type {{ path: string, file: File }[]} */
  const files = [];
  /** @type {{ path: string, folder: FileSystemDirectoryEntry }[]} */
  const waiting = [{ path: "", folder: root }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const reader = next.folder.createReader();
    for (;;) {
      // Browsers give a folder in portions (Chromium: 100); an empty one is the end.
      const portion = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (portion.length === 0) break;
      for (const entry of portion) {
        const path = `${next.path}${entry.name}`;
        if (entry.isDirectory) {
          waiting.push({ path: `${path}/`, folder: /** @type {FileSystemDirectoryEntry} */ (entry) });
        } else {
          const file = await new Promise((/** @type {(file: File) => void} */ resolve, reject) =>
            /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
          );
          files.push({ path, file });
        }
      }
      if (files.length > MAX_FOLDER_FILES) return folderInput(root.name, files);
    }
  }
  return folderInput(root.name, files);
}
