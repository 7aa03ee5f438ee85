/** What the parts of the page hand each other. */

import type { Options } from "../engine/plimsoll.js";
import type { Session } from "../app/engine/session.js";
import type { Workers } from "../app/engine/workers.js";
import type { Against, Failure, Filter, Group, Progress, Source } from "./protocol";
import type { CatalogueRule, Finding, Grade, Image, Report, RuleSummary } from "./report";

/** Everything the page fetched before it locked itself. */
export interface Airlock {
  workers: Workers;
  /** Empty if the catalogue could not be loaded. */
  rules: CatalogueRule[];
  sample: Blob | undefined;
  editor: typeof import("../editor/main.js") | undefined;
}

export interface Input {
  name: string;
  source: Source;
  /** If it is a Dockerfile in the list, what images in the list show against it as it is there. */
  against?: Against;
}

/** An input in the queue and what became of it. */
export interface Entry extends Input {
  id: number;
  /** Beyond name and day. */
  options: Partial<Options>;
  state: "waiting" | "running" | "done" | "failed" | "cancelled" | "closed";
  /** When it was dropped or chosen. */
  given: number;
  /** The Dockerfile that it is judged with, if it is an image. */
  related?: Entry;
  session?: Session;
  preview?: Report;
  summary?: Report;
  failure?: Failure;
}

export interface QueueEvents {
  /** Its state, preview or summary changed. */
  changed: (entry: Entry) => void;
  progress: (entry: Entry, progress: Progress) => void;
}

export interface SessionEvents {
  progress: (progress: Progress) => void;
  preview: (report: Report) => void;
  finished: (summary: Report) => void;
  failed: (failure: Failure) => void;
}

/** Where findings come from: a finished session, or the preview. */
export interface FindingsSource {
  groups(target: number, filter: Filter): Promise<{ total: number; groups: Group[] }>;
  rows(target: number, filter: Filter, category: string, offset: number, limit: number): Promise<Finding[]>;
}

/** What a finding needs to know of its report. */
export interface Surroundings {
  rule: (id: string) => RuleSummary | CatalogueRule | undefined;
  image: Image | undefined;
  grade: Grade | undefined;
  against: Against;
  /** Fingerprints of the findings that stand open; kept when the list is made anew. */
  open: Set<string>;
  showLayer: (layer: number) => void;
}

export type Format = "report" | "sarif" | "text";

/** What a person can ask for in a report. */
export interface ResultActions {
  save: (format: Format) => void;
  copy: (format: Format) => void;
  /** Analyses the input again, with another choice of images. */
  again: (options: { all?: boolean; reference?: string; platform?: string }) => void;
  /** Opens the input in the editor. */
  edit: () => void;
  catalogue: (id: string) => CatalogueRule | undefined;
}
