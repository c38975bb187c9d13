import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { openDocument } from '../examine/examine.ts';
import type { OpenDocument } from '../inspect/document.ts';
import type { FunctionSpan } from '../inspect/functions.ts';
import type { Inspection } from '../inspect/site.ts';
import type { TextEdit } from '../inspect/syntax/edited.ts';
import type { OverridesAt } from '../override/discover.ts';
import type { Policy } from '../policy/policy.ts';
import { withOverrides } from '../report/overridden.ts';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';
import { editBetween } from './edit.ts';
import { MovedLines } from './lines.ts';
import { reportOf } from './quick.ts';

/** What a run of a document showed, and where its lines are now. */
export interface Observed {
  readonly report: Report;
  readonly sample: Sample;
  readonly lines: MovedLines;
}

/** What can be said of a document as it stands. */
export interface Reading {
  /** Read while somebody types, so that a finding may be missed. */
  readonly isHasty: boolean;
  readonly version: number;
  readonly sample: Sample;
  readonly report: Report;
}

/**
 * A document that an editor has open. Edits are taken in at once and read together: while one reading is made, what comes
 * waits as text, so that no queue grows while somebody types.
 */
export class EditorDocument {
  readonly uri: string;
  readonly policy: Policy;
  /** The sample as it was opened or saved: its own file is replaced by the text in the editor. */
  #sample: Sample;
  #text: TextDocument;
  #pending: TextEdit[] = [];
  #open: Promise<OpenDocument>;
  #reading: Reading | undefined;
  #observed: Observed | undefined;
  /** The last reading that was not made in haste, and where its lines are now. */
  #settled: Observed | undefined;
  #overrides: OverridesAt | undefined;
  /** Why the policy that lies there could not be obeyed; the default one is then. */
  policyProblem: string | undefined;

  constructor(text: TextDocument, sample: Sample, policy: Policy, overrides?: OverridesAt) {
    this.uri = text.uri;
    this.policy = policy;
    this.#text = text;
    this.#overrides = overrides;
    this.#sample = sample;
    this.#open = openDocument(withText(sample, text.getText()));
    this.#open.catch(() => {}); // whoever reads it is told
  }

  get version(): number {
    return this.#text.version;
  }

  get text(): TextDocument {
    return this.#text;
  }

  get language(): Sample['language'] {
    return this.#sample.language;
  }

  /** The last reading, of this version or of one before it. */
  get reading(): Reading | undefined {
    return this.#reading;
  }

  get settled(): Observed | undefined {
    return this.#settled;
  }

  get observed(): Observed | undefined {
    return this.#observed;
  }

  /** What people accepted where the document lies. */
  get overrides(): OverridesAt | undefined {
    return this.#overrides;
  }

  /** Holds what is known of the document to what people accepted by now. */
  accept(overrides: OverridesAt | undefined): void {
    this.#overrides = overrides;
    if (this.#reading) this.#reading = { ...this.#reading, report: this.#accepted(this.#reading.report) };
    if (this.#observed) this.#observed = { ...this.#observed, report: this.#accepted(this.#observed.report) };
  }

  #accepted(report: Report): Report {
    return this.#overrides === undefined ? report : withOverrides(report, this.#overrides, this.policy.thresholds);
  }

  /** The sample with the text as it stands in the editor. */
  sample(): Sample {
    return withText(this.#sample, this.#text.getText());
  }

  /** Takes in what was typed. Returns how many lines the largest of the edits brought. */
  edit(changes: readonly TextDocumentContentChangeEvent[], version: number): number {
    let most = 0;
    for (const given of changes) {
      const before = this.#text;
      // Of a text that is sent as a whole, only what differs was edited.
      const change = 'range' in given && given.range !== undefined ? given : editBetween(before, given.text);
      const { range } = change;
      const [start, end] = [before.offsetAt(range.start), before.offsetAt(range.end)];
      const [from, to] = [range.start.line + 1, range.end.line + 1];
      const added = change.text.split(/\r\n|\r|\n/).length;
      this.#pending.push({ start, end, text: change.text });
      for (const seen of [this.#observed, this.#settled]) seen?.lines.edit({ from, to, added });
      this.#text = TextDocument.update(before, [change], version);
      most = Math.max(most, added);
    }
    return most;
  }

  /** Reads the document as it stands, within a blink; the same reading while nothing was typed. */
  async read(): Promise<Reading> {
    const [edits, version] = [this.#pending, this.#text.version];
    if (this.#reading?.version === version && edits.length === 0) return this.#reading;
    return this.#look(this.#settled !== undefined);
  }

  /** Reads it with all that can be told, once somebody pauses. */
  async settle(): Promise<Reading> {
    const isSettled = this.#reading?.version === this.#text.version && !this.#reading.isHasty;
    return isSettled && this.#reading !== undefined ? this.#reading : this.#look(false);
  }

  async #look(isHasty: boolean): Promise<Reading> {
    const document = await this.#open;
    const [edits, version] = [this.#pending, this.#text.version];
    this.#pending = [];
    const sample = this.sample();
    const inspection: Inspection = await (isHasty ? document.glance(edits) : document.update(edits)).catch((error) => {
      this.#begin(document); // what it holds may no longer be the text
      throw error;
    });
    const report = this.#accepted(reportOf(sample, inspection, this.policy));
    this.#reading = { isHasty, version, sample, report };
    if (!isHasty && version === this.#text.version) this.#settled = { report, sample, lines: new MovedLines() };
    return this.#reading;
  }

  /** Reads the text anew, in the place of what could not take in an edit. */
  #begin(instead: OpenDocument): void {
    this.#pending = [];
    this.#open = openDocument(this.sample());
    this.#open.catch(() => {});
    instead.close();
  }

  /** The functions of the document as it was last read. */
  async functions(): Promise<readonly FunctionSpan[]> {
    return (await this.#open).functions();
  }

  /** Keeps what a run of `sample` showed, where the text is still the one that was run. */
  observe(report: Report, sample: Sample, version: number): boolean {
    if (version !== this.#text.version) return false;
    this.#observed = { report, sample, lines: new MovedLines() };
    return true;
  }

  close(): void {
    this.#open.then((document) => document.close()).catch(() => {});
  }
}

function withText(sample: Sample, text: string): Sample {
  const content = new TextEncoder().encode(text);
  const files = sample.files.map((file) => (file.path === sample.entry ? { path: file.path, content } : file));
  return { ...sample, files };
}
