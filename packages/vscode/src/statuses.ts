import { EventEmitter, type TextDocument, type Uri, window } from 'vscode';
import type { Status } from './messages.ts';

/** What the server last said of each open document. */
export class Statuses {
  readonly #known = new Map<string, Status>();
  readonly #changed = new EventEmitter<Status | undefined>();
  readonly onDidChange = this.#changed.event;

  set(status: Status): void {
    this.#known.set(status.uri, status);
    this.#changed.fire(status);
  }

  get(uri: string): Status | undefined {
    return this.#known.get(uri);
  }

  /** That of the document somebody looks at. */
  active(): Status | undefined {
    const uri = activeUri();
    return uri && this.#known.get(uri.toString());
  }

  forget({ uri }: Pick<TextDocument, 'uri'>): void {
    if (this.#known.delete(uri.toString())) this.#changed.fire(undefined);
  }

  clear(): void {
    this.#known.clear();
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

let last: Uri | undefined;

/** The document somebody looks at, also while the cursor is in an output or an input. A notebook is one document for the server. */
export function activeUri(): Uri | undefined {
  const uri = window.activeNotebookEditor?.notebook.uri ?? window.activeTextEditor?.document.uri;
  const isAside = uri !== undefined && ASIDE.includes(uri.scheme);
  const isShown = () => window.visibleTextEditors.some(({ document }) => document.uri.toString() === last?.toString());
  if (isAside || (uri === undefined && isShown())) return last;
  last = uri;
  return uri;
}

const ASIDE: readonly string[] = ['output', 'comment', 'search-editor', 'debug', 'vscode-scm'];
