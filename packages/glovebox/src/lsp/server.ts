import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
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
import { actionsOf, byCell, lensesIn, lineOf, ofProgram } from './notebook.ts';
import { followNotebooks } from './notebook-sync.ts';
import { createNotebooks } from './notebooks.ts';
import { folderOf, pathOf } from './open.ts';
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
/** What decides of documents and lies beside them. */
const WATCHED = [{ globPattern: `**/{${POLICY_FILE},.glovebox/*}` }];
/** Of an editor's configuration. */
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
  const failed = (what: string, error: unknown): string => {
    const words = wordsOf(error);
    connection.console.error(`glovebox: ${neutralizeShort(what, 300)}: ${words}`);
    return words;
  };
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
    if (documents.get(uri) !== document) return; // it was closed, or opened anew
    const diagnostics = settings.enable ? diagnosticsOf(document) : [];
    const program = notebooks.programOf(uri);
    if (program === undefined) void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    else
      for (const [cell, own] of byCell(program, diagnostics))
        void connection.sendDiagnostics({ uri: cell, diagnostics: own });
    void connection.sendNotification(STATUS, statusOf(document, document.observed?.lines.isSame ? 'seen' : state));
  }

  /** Runs a document once nothing else runs. In a workspace that is not trusted nothing does. */
  function examine(document: EditorDocument, order?: { readonly first: boolean }): void {
    if (!settings.enable || settings.depth === 'quick' || !isTrusted) return;
    const work = async (signal: AbortSignal) => {
      const progress = client.window?.workDoneProgress
        ? await connection.window.createWorkDoneProgress().catch(() => undefined)
        : undefined;
      if (signal.aborted) return;
      progress?.begin('Glovebox', undefined, 'running it in the sandbox');
      void connection.sendNotification(STATUS, statusOf(document, 'running'));
      try {
        const report = await examineDocument(document, settings, signal);
        publish(document, report === undefined ? 'read' : 'seen');
        if (client.workspace?.codeLens?.refreshSupport)
          void connection.sendRequest('workspace/codeLens/refresh').catch(() => {});
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

  async function saved(uri: string): Promise<void> {
    const document = await documents.ready(uri);
    if (document !== undefined && settings.run === 'save') examine(document);
  }

  async function configure(): Promise<void> {
    if (client.workspace?.configuration)
      settings = await connection.workspace.getConfiguration(SECTION).then(settingsFrom, (error) => {
        failed('the settings', error);
        return settings;
      });
    for (const document of documents.all()) {
      if (!settings.enable) background.forget(document.uri);
      if (document.reading !== undefined) publish(document, 'read');
    }
  }

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    isTrusted = params.initializationOptions?.trusted !== false;
    settings = settingsFrom(params.initializationOptions?.settings);
    // An editor from before there were several folders names one.
    const given = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri }] : []);
    folders = given.flatMap(({ uri }) => folderOf(uri) ?? []);
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
        const gone = new Set(removed.flatMap(({ uri }) => folderOf(uri) ?? []));
        const come = added.flatMap(({ uri }) => folderOf(uri) ?? []);
        folders = [...folders.filter((folder) => !gone.has(folder)), ...come];
        void documents.reopen();
      });
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration)
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED });
    await configure();
  });
  connection.onDidChangeConfiguration(async ({ settings: given }) => {
    if (!client.workspace?.configuration) settings = settingsFrom(given?.[SECTION]);
    await configure();
  });
  connection.onNotification(TRUST, ({ trusted }) => {
    isTrusted = trusted;
    void documents.reopen();
  });
  connection.onNotification(INSERTED, ({ uri }) => documents.inserted(uri));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => uri.endsWith(`/${POLICY_FILE}`))) void documents.reopen();
    else void documents.accepted();
  });

  connection.onDidOpenTextDocument(async ({ textDocument: { uri, languageId, version, text } }) => {
    const document = TextDocument.create(uri, languageId, version, text);
    documents.close(uri);
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
    const path = pathOf(uri);
    if (path !== undefined) void documents.reopen(path);
    await saved(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    texts.delete(uri);
    documents.close(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  followNotebooks(connection, texts, notebooks, saved);

  connection.onHover(({ textDocument: { uri }, position }) => {
    const { document, program } = placeOf(uri);
    if (document === undefined || !settings.enable) return null;
    const line = program === undefined ? position.line : lineOf(program, uri, position.line);
    return (line !== undefined && hoverAt(document, { ...position, line })) || null;
  });
  connection.onCodeAction(({ textDocument: { uri }, context: { diagnostics } }) => {
    const { document, program } = placeOf(uri);
    if (document === undefined || !settings.enable) return [];
    if (program === undefined) return actionsFor(document, diagnostics);
    return actionsOf(program, actionsFor(document, ofProgram(program, uri, diagnostics)));
  });
  connection.onCodeLens(async ({ textDocument: { uri } }) => {
    if (!settings.enable || !settings.codeLens) return [];
    await documents.ready(uri);
    const { document, program } = placeOf(uri);
    if (document === undefined) return [];
    if (document.reading === undefined) await document.read();
    const lenses = await lensesOf(document);
    return program === undefined ? lenses : lensesIn(program, uri, lenses);
  });
  /** The document that a text is, or that a cell belongs to. */
  function placeOf(uri: string) {
    const notebook = notebooks.notebookOf(uri);
    const program = notebook === undefined ? undefined : notebooks.programOf(notebook);
    return { document: documents.get(notebook ?? uri), program };
  }
  connection.onExecuteCommand(async ({ command, arguments: args = [] }) => {
    const document = await documents.ready(String(args[0]));
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
