import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  ShowDocumentRequest,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { GloveboxError } from '../error.ts';
import { POLICY_FILE } from '../policy/discover.ts';
import { renderHtml } from '../report/html/html.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { VERSION } from '../version.ts';
import { actionsFor, COMMANDS } from './actions.ts';
import { createBackground } from './background.ts';
import { carryOut } from './commands.ts';
import { diagnosticsOf } from './diagnostics.ts';
import type { EditorDocument } from './document.ts';
import { createDocuments } from './documents.ts';
import { examineDocument } from './examine.ts';
import { hoverAt } from './hover.ts';
import { lensesOf } from './lens.ts';
import { byCell, lineOf } from './notebook.ts';
import { createNotebooks } from './notebooks.ts';
import { pathOf } from './open.ts';
import { overridesFor, policyFor } from './policies.ts';
import { createReportFiles } from './report-file.ts';
import { DEFAULT_SETTINGS, settingsFrom } from './settings.ts';
import { INSERTED, REPORT, STATUS, TRUST } from './status.ts';
import { statusOf } from './status-of.ts';

const LANGUAGES = [
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'shellscript',
  'sh',
  'bash',
];
/** Between two runs of a document nobody asked for. */
const SECTION = 'glovebox';

/**
 * Serves an editor over a connection: diagnostics while somebody types, runs in the background, evidence on hover. Resolves
 * when the editor has gone and nothing runs any more.
 */
export function serve(connection: Connection): Promise<void> {
  let settings = DEFAULT_SETTINGS;
  let isTrusted = true;
  let folders: string[] = [];
  let client: InitializeParams['capabilities'] = {};
  const texts = new Map<string, TextDocument>();
  const failed = (what: string, error: unknown) => connection.console.error(`glovebox: ${what}: ${wordsOf(error)}`);
  const background = createBackground((error) => failed('a run', error));
  const files = createReportFiles();
  const documents = createDocuments({
    background,
    insertionLines: () => settings.insertionLines,
    policyFor: (path) => policyFor(path, folders, isTrusted),
    overridesFor: (path) => overridesFor(path, folders, isTrusted),
    changed: (document) => publish(document, 'read'),
    inserted: (document) => {
      if (settings.run !== 'never') examine(document, { first: true });
    },
    failed,
  });
  const notebooks = createNotebooks(documents);

  function publish(document: EditorDocument, state: 'read' | 'seen'): void {
    const { uri } = document;
    const diagnostics = settings.enable ? diagnosticsOf(document) : [];
    const cells = notebooks.cellsOf(uri);
    if (cells === undefined) void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    else
      for (const [cell, own] of byCell(cells, diagnostics))
        void connection.sendDiagnostics({ uri: cell, diagnostics: own });
    void connection.sendNotification(STATUS, statusOf(document, document.observed?.lines.isSame ? 'seen' : state));
  }

  /** Runs a document once nothing else runs. In a workspace that is not trusted nothing does. */
  function examine(document: EditorDocument, order?: { readonly first: boolean }): void {
    if (!settings.enable || settings.depth === 'quick' || !isTrusted) return;
    const work = async (signal: AbortSignal) => {
      const progress = client.window?.workDoneProgress ? await connection.window.createWorkDoneProgress() : undefined;
      progress?.begin('Glovebox', undefined, 'running it in the sandbox');
      void connection.sendNotification(STATUS, statusOf(document, 'running'));
      try {
        const report = await examineDocument(document, settings, signal);
        publish(document, report === undefined ? 'read' : 'seen');
        if (client.workspace?.codeLens?.refreshSupport)
          connection.languages && (await connection.sendRequest('workspace/codeLens/refresh'));
      } catch (error) {
        if (signal.aborted) return;
        void connection.sendNotification(STATUS, { ...statusOf(document, 'failed'), problem: wordsOf(error) });
        throw error;
      } finally {
        progress?.done();
      }
    };
    background.ask(document.uri, work, order);
  }

  async function configure(): Promise<void> {
    if (client.workspace?.configuration) settings = settingsFrom(await connection.workspace.getConfiguration(SECTION));
    for (const document of documents.all()) publish(document, 'read');
  }

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    isTrusted = params.initializationOptions?.trusted !== false;
    settings = settingsFrom(params.initializationOptions?.settings);
    folders = (params.workspaceFolders ?? []).flatMap(({ uri }) => pathOf(uri) ?? []);
    return {
      serverInfo: { name: 'glovebox', version: VERSION },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        notebookDocumentSync: {
          notebookSelector: [{ notebook: '*', cells: LANGUAGES.map((language) => ({ language })) }],
        },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: {},
        executeCommandProvider: { commands: Object.values(COMMANDS) },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(async () => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION });
    if (client.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.flatMap(({ uri }) => pathOf(uri) ?? []));
        folders = [...folders.filter((folder) => !gone.has(folder)), ...added.flatMap(({ uri }) => pathOf(uri) ?? [])];
      });
    await configure();
  });
  connection.onDidChangeConfiguration(async ({ settings: given }) => {
    if (!client.workspace?.configuration) settings = settingsFrom(given?.[SECTION]);
    await configure();
  });
  connection.onNotification(TRUST, ({ trusted }) => {
    isTrusted = trusted;
    for (const { uri } of documents.all()) void documents.reopen(uri);
  });
  connection.onNotification(INSERTED, ({ uri }) => documents.inserted(uri));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => uri.endsWith(`/${POLICY_FILE}`)))
      for (const { uri } of documents.all()) void documents.reopen(uri);
    else void documents.accepted();
  });

  connection.onDidOpenTextDocument(async ({ textDocument: { uri, languageId, version, text } }) => {
    const document = TextDocument.create(uri, languageId, version, text);
    texts.set(uri, document);
    await documents.open(document);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const text = texts.get(uri);
    if (text === undefined) return;
    documents.edit(uri, contentChanges, version);
    texts.set(uri, documents.get(uri)?.text ?? TextDocument.update(text, contentChanges, version));
  });
  connection.onDidSaveTextDocument(async ({ textDocument: { uri } }) => {
    const document = documents.get(uri);
    if (document === undefined || settings.run !== 'save') return;
    examine(document);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    texts.delete(uri);
    documents.close(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  const cellText = (cell: string) => texts.get(cell);
  connection.notebooks.synchronization.onDidOpenNotebookDocument(async ({ notebookDocument, cellTextDocuments }) => {
    for (const { uri, languageId, version, text } of cellTextDocuments)
      texts.set(uri, TextDocument.create(uri, languageId, version, text));
    known.set(notebookDocument.uri, notebookDocument);
    await notebooks.open(notebookDocument, cellText);
  });
  const known = new Map<string, Parameters<typeof notebooks.open>[0]>();
  connection.notebooks.synchronization.onDidChangeNotebookDocument(async ({ notebookDocument: { uri }, change }) => {
    const notebook = known.get(uri);
    if (notebook === undefined) return;
    const { structure, textContent = [] } = change.cells ?? {};
    if (structure !== undefined) {
      const { start, deleteCount, cells = [] } = structure.array;
      notebook.cells.splice(start, deleteCount, ...cells);
      for (const { uri: cell, languageId, version, text } of structure.didOpen ?? [])
        texts.set(cell, TextDocument.create(cell, languageId, version, text));
      for (const { uri: cell } of structure.didClose ?? []) texts.delete(cell);
    }
    for (const { document, changes } of textContent) {
      const text = texts.get(document.uri);
      if (text !== undefined) texts.set(document.uri, TextDocument.update(text, changes, document.version));
    }
    await notebooks.update(notebook, cellText);
  });
  connection.notebooks.synchronization.onDidSaveNotebookDocument(({ notebookDocument: { uri } }) => {
    const document = documents.get(uri);
    if (document !== undefined && settings.run === 'save') examine(document);
  });
  connection.notebooks.synchronization.onDidCloseNotebookDocument(
    ({ notebookDocument: { uri }, cellTextDocuments }) => {
      for (const { uri: cell } of cellTextDocuments) {
        texts.delete(cell);
        void connection.sendDiagnostics({ uri: cell, diagnostics: [] });
      }
      known.delete(uri);
      notebooks.close(uri);
    },
  );

  connection.onHover(({ textDocument: { uri }, position }) => {
    const notebook = notebooks.notebookOf(uri);
    const document = documents.get(notebook ?? uri);
    if (document === undefined) return null;
    const line = notebook === undefined ? position.line : lineOf(notebooks.cellsOf(notebook) ?? [], uri, position.line);
    return (line !== undefined && hoverAt(document, { ...position, line })) || null;
  });
  connection.onCodeAction(({ textDocument: { uri }, context }) => {
    const document = documents.get(uri);
    return document === undefined ? [] : actionsFor(document, context.diagnostics);
  });
  connection.onCodeLens(({ textDocument: { uri } }) => {
    const document = documents.get(uri);
    return document === undefined || !settings.enable || !settings.codeLens ? [] : lensesOf(document);
  });
  connection.onExecuteCommand(async ({ command, arguments: args = [] }) => {
    const document = documents.get(String(args[0]));
    if (document === undefined) return;
    if (command === COMMANDS.run) return examine(document);
    if (command === COMMANDS.openReport) return openReport(document);
    const answer = await carryOut(connection, command, document, args.slice(1), { folders, isTrusted });
    if (answer !== undefined && 'accepted' in answer) await documents.accepted();
    return answer;
  });
  connection.onRequest(REPORT, ({ uri, theme }) => {
    const document = documents.get(uri);
    const known = document?.observed ?? document?.reading;
    return known === undefined ? null : { html: renderHtml(known.report, known.sample, theme) };
  });

  async function openReport({ uri, observed }: EditorDocument): Promise<void> {
    if (observed === undefined)
      return connection.window.showInformationMessage('Glovebox: it was not run yet.') as never;
    const page = files.write(uri, renderHtml(observed.report, observed.sample));
    await connection.sendRequest(ShowDocumentRequest.type, { uri: page, external: true });
  }

  const ended = Promise.withResolvers<void>();
  const end = async () => {
    await background.close();
    for (const { uri } of [...documents.all()]) documents.close(uri);
    files.close();
  };
  connection.onShutdown(end);
  connection.onExit(() => void end().then(ended.resolve));
  connection.listen();
  return ended.promise;
}

function wordsOf(error: unknown): string {
  if (error instanceof GloveboxError)
    return `${neutralizeShort(error.message, 300)}. ${neutralizeShort(error.remedy, 300)}`;
  return neutralizeShort(error instanceof Error ? error.message : String(error), 300);
}
