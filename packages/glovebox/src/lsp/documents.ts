import type { TextDocument, TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import type { Background } from './background.ts';
import { EditorDocument } from './document.ts';
import { pathOf, sampleOfDocument } from './open.ts';

export interface DocumentsHost {
  readonly background: Background;
  /** Lines that come in one edit and are taken for written by a model. */
  readonly insertionLines: () => number;
  policyFor(path: string | undefined): Promise<Policy>;
  /** Called when something else is to be told of a document. */
  changed(document: EditorDocument): void;
  /** Called when many lines came at once, and the document still has them a moment later. */
  inserted(document: EditorDocument): void;
  failed(what: string, error: unknown): void;
}

/** The documents that the editor has open. */
export interface Documents {
  get(uri: string): EditorDocument | undefined;
  all(): Iterable<EditorDocument>;
  open(text: TextDocument): Promise<void>;
  edit(uri: string, changes: readonly TextDocumentContentChangeEvent[], version: number): void;
  /** Takes in what lies beside the document by now. */
  reopen(uri: string): Promise<void>;
  close(uri: string): void;
}

/** A model's insertion is often followed by a formatter's. */
const SETTLED_MS = 300;

export function createDocuments(host: DocumentsHost): Documents {
  const open = new Map<string, EditorDocument>();
  const reading = new Set<string>();
  const settling = new Map<string, NodeJS.Timeout>();

  /** One reading at a time of each document; what is typed meanwhile is read once it is done. */
  async function read(document: EditorDocument): Promise<void> {
    const { uri } = document;
    if (reading.has(uri)) return;
    reading.add(uri);
    try {
      let version: number;
      do {
        version = (await document.read()).version;
        if (open.get(uri) === document) host.changed(document);
      } while (document.version !== version && open.get(uri) === document);
    } catch (error) {
      host.failed(`reading ${uri}`, error);
    } finally {
      reading.delete(uri);
    }
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

  async function begin(text: TextDocument): Promise<void> {
    const sample = await sampleOfDocument(text);
    if (sample === undefined) return;
    const policy = await host.policyFor(pathOf(text.uri)).catch((error) => {
      host.failed('the policy', error);
      return DEFAULT_POLICY;
    });
    open.get(text.uri)?.close();
    const document = new EditorDocument(text, sample, policy);
    open.set(text.uri, document);
    void read(document);
  }

  return {
    get: (uri) => open.get(uri),
    all: () => open.values(),
    open: begin,
    edit(uri, changes, version) {
      const document = open.get(uri);
      if (document === undefined) return;
      host.background.forget(uri);
      const most = document.edit(changes, version);
      void read(document);
      if (settling.has(uri) || most > host.insertionLines()) settle(document);
    },
    async reopen(uri) {
      const before = open.get(uri);
      if (before !== undefined) await begin(before.text);
    },
    close(uri) {
      clearTimeout(settling.get(uri));
      settling.delete(uri);
      host.background.forget(uri);
      open.get(uri)?.close();
      open.delete(uri);
    },
  };
}
