import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Status } from './status.ts';

const MAIN = join(import.meta.dirname, '../cli/main.ts');

/** An editor at the other end of `glovebox lsp`. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly server: ChildProcess;
  readonly statuses: readonly Status[];
  open(uri: string, languageId: string, text: string): Promise<void>;
  /** Puts text in the place of a range: rows and columns from 0. */
  edit(uri: string, version: number, range: [number, number, number, number], text: string): Promise<void>;
  save(uri: string): Promise<void>;
  /** The newest diagnostics of a document that fit; waits for them. */
  diagnostics(uri: string, fits: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  /** The newest status of a document that fits; waits for it. */
  status(uri: string, fits: (status: Status) => boolean): Promise<Status>;
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;

export async function startEditor(options: Partial<InitializeParams> & { settings?: object } = {}): Promise<Editor> {
  const { settings = {}, ...params } = options;
  const server = spawn(process.execPath, [MAIN, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (server.stdout === null || server.stdin === null) throw new Error('no pipes');
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const found = new Map<string, readonly Diagnostic[]>();
  const statuses: Status[] = [];
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
    found.set(uri, diagnostics);
    heard();
  });
  connection.onNotification('glovebox/status', (status: Status) => {
    statuses.push(status);
    heard();
  });
  connection.onRequest('workspace/configuration', () => [settings]);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, codeLens: { refreshSupport: true }, workspaceFolders: true },
      window: { workDoneProgress: true },
    },
    workspaceFolders: null,
    ...params,
  });
  await connection.sendNotification('initialized', {});

  function until<Value>(look: () => Value | undefined, what: string): Promise<Value> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        listeners.delete(listener);
        reject(
          new Error(`${what} did not come; there is ${JSON.stringify([...found, statuses.at(-1)]).slice(0, 2_000)}`),
        );
      }, PATIENCE_MS);
      const listener = () => {
        const value = look();
        if (value === undefined) return;
        clearTimeout(patience);
        listeners.delete(listener);
        resolve(value);
      };
      listeners.add(listener);
      listener();
    });
  }

  return {
    connection,
    server,
    statuses,
    open: (uri, languageId, text) =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    edit: (uri, version, [startLine, startCharacter, endLine, endCharacter], text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [
          {
            range: {
              start: { line: startLine, character: startCharacter },
              end: { line: endLine, character: endCharacter },
            },
            text,
          },
        ],
      }),
    save: (uri) => connection.sendNotification('textDocument/didSave', { textDocument: { uri } }),
    diagnostics: (uri, fits) =>
      until(() => {
        const now = found.get(uri);
        return now !== undefined && fits(now) ? now : undefined;
      }, `diagnostics of ${uri}`),
    status: (uri, fits) => until(() => statuses.findLast((one) => one.uri === uri && fits(one)), `status of ${uri}`),
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(undefined)));
      connection.dispose();
    },
  };
}
