import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TextDocument, TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { OverridesAt } from '../override/discover.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import type { Background } from './background.ts';
import { EditorDocument } from './document.ts';
import { pathOf, sampleOfDocument } from './open.ts';

export interface DocumentsHost {
  readonly background: Background;
  /** Lines that come in one edit and are taken for written by a model. */
  readonly insertionLines: () => number;
  policyFor(path: string | undefined): Promise<Policy>;
  overridesFor(path: string | undefined): Promise<OverridesAt | undefined>;
  /** Called when something else is to be told of a document. */
  changed(document: EditorDocument): void;
  /** Called when many lines came at once, and the document still has them a moment later. */
  inserted(document: EditorDocument): void;
  /** Tells whoever reads the log, and returns the words. */
  failed(what: string, error: unknown): string;
}

/** The documents that the editor has open. */
export interface Documents {
  get(uri: string): EditorDocument | undefined;
  all(): Iterable<EditorDocument>;
  /** Resolves once it is there, and ready to be read. */
  open(text: TextDocument): Promise<void>;
  /** The document, once whatever opens it is done. */
  ready(uri: string): Promise<EditorDocument | undefined>;
  edit(uri: string, changes: readonly TextDocumentContentChangeEvent[], version: number): void;
  /** Examines what a model is known to have written, however little it is. */
  inserted(uri: string): void;
  /** Takes in what people accepted by now. */
  accepted(): Promise<void>;
  /** Takes in what lies beside the documents by now: their policies, and their neighbours. Of `path`, those it is a part of. */
  reopen(path?: string): Promise<void>;
  close(uri: string): void;
}

/** A model's insertion is often followed by a formatter's. */
const SETTLED_MS = 300;
/** Nobody who types waits so long between two letters. */
const PAUSE_MS = 250;
/** What comes without an end is read all the same. */
const MOST_WAIT_MS = 100;

export function createDocuments(host: DocumentsHost): Documents {
  const open = new Map<string, EditorDocument>();
  const opening = new Map<string, Promise<void>>();
  const reading = new Set<EditorDocument>();
  const settling = new Map<string, NodeJS.Timeout>();
  const pausing = new Map<string, NodeJS.Timeout>();

  /** One reading at a time of each document; what is typed meanwhile is read once it is done. */
  async function read(document: EditorDocument): Promise<void> {
    const { uri } = document;
    if (reading.has(document)) return;
    reading.add(document);
    try {
      let version: number;
      let isHasty: boolean;
      do {
        await silence(document);
        ({ version, isHasty } = await document.read());
        if (open.get(uri) === document) host.changed(document);
      } while (document.version !== version && open.get(uri) === document);
      if (isHasty && open.get(uri) === document) pause(document);
    } catch (error) {
      host.failed(`reading ${uri}`, error);
    } finally {
      reading.delete(document);
    }
  }

  /** Once nobody types, what was left out in haste is looked at. */
  function pause(document: EditorDocument): void {
    clearTimeout(pausing.get(document.uri));
    const look = () => {
      pausing.delete(document.uri);
      if (open.get(document.uri) !== document || reading.has(document)) return;
      document.settle().then(
        () => open.get(document.uri) === document && host.changed(document),
        (error) => host.failed(`reading ${document.uri}`, error),
      );
    };
    pausing.set(document.uri, setTimeout(look, PAUSE_MS));
  }

  function settle(document: EditorDocument): void {
    clearTimeout(settling.get(document.uri));
    settling.set(
      document.uri,
      setTimeout(() => {
        settling.delete(document.uri);
        if (open.get(document.uri) === document) host.inserted(document);
      }, SETTLED_MS),
    );
  }

  async function overridesFor(uri: string): Promise<OverridesAt | undefined> {
    return host.overridesFor(pathOf(uri)).catch((error) => {
      host.failed('the overrides', error);
      return undefined;
    });
  }

  /** What is opened again, or closed, before it is there is left to whoever came last. */
  function begin(text: TextDocument): Promise<void> {
    const { uri } = text;
    const done: Promise<void> = load(text, () => opening.get(uri) === done)
      .catch((error) => void host.failed(`opening ${uri}`, error))
      .finally(() => {
        if (opening.get(uri) === done) opening.delete(uri);
      });
    opening.set(uri, done);
    return done;
  }

  async function load(text: TextDocument, isWanted: () => boolean): Promise<void> {
    const { uri } = text;
    const sample = await sampleOfDocument(text);
    if (sample === undefined) return;
    let problem: string | undefined;
    const policy = await host.policyFor(pathOf(uri)).catch((error) => {
      problem = host.failed('the policy', error);
      return DEFAULT_POLICY;
    });
    const overrides = await overridesFor(uri);
    if (!isWanted()) return;
    host.background.forget(uri); // what runs is of what was there before
    open.get(uri)?.close();
    const document = new EditorDocument(text, sample, policy, overrides);
    document.policyProblem = problem;
    open.set(uri, document);
    void read(document);
  }

  return {
    get: (uri) => open.get(uri),
    all: () => open.values(),
    open: begin,
    async ready(uri) {
      for (let one = opening.get(uri); one !== undefined; one = opening.get(uri)) await one;
      return open.get(uri);
    },
    edit(uri, changes, version) {
      const document = open.get(uri);
      if (document === undefined) return;
      host.background.forget(uri);
      clearTimeout(pausing.get(uri));
      const most = document.edit(changes, version);
      void read(document);
      if (settling.has(uri) || most > host.insertionLines()) settle(document);
    },
    inserted(uri) {
      void this.ready(uri).then((document) => document !== undefined && settle(document));
    },
    async accepted() {
      for (const document of [...open.values()]) {
        document.accept(await overridesFor(document.uri));
        if (document.reading !== undefined && open.get(document.uri) === document) host.changed(document);
      }
    },
    async reopen(path) {
      const all = [...open.values()].filter((document) => path === undefined || isBeside(document, path));
      await Promise.all(all.map(({ text }) => begin(text)));
    },
    close(uri) {
      for (const timers of [settling, pausing]) {
        clearTimeout(timers.get(uri));
        timers.delete(uri);
      }
      host.background.forget(uri);
      opening.delete(uri);
      open.get(uri)?.close();
      open.delete(uri);
    },
  };
}

/** Lets in what has come already: an editor's messages are handled one in a turn, and reading after each would fall behind. */
async function silence(document: EditorDocument): Promise<void> {
  const until = performance.now() + MOST_WAIT_MS;
  let version: number;
  do {
    version = document.version;
    await setImmediate();
    await setImmediate();
  } while (document.version !== version && performance.now() < until);
}

/** Whether a file is one of the others that a document is examined with. */
function isBeside(document: EditorDocument, path: string): boolean {
  const own = pathOf(document.uri);
  if (own === undefined || own === path) return false;
  return document.sample().files.some((file) => join(dirname(own), file.path) === path);
}
