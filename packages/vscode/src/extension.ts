import { commands, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { accept } from './accept.ts';
import { alertOnBlock } from './block-alert.ts';
import { createClient, programHere } from './client.ts';
import { watchInsertions } from './insertions.ts';
import { INSERTED, TRUST } from './messages.ts';
import type { Program } from './program.ts';
import { createReportPanel } from './report-panel.ts';
import { createStatusBar } from './status-bar.ts';
import { activeUri, Statuses } from './statuses.ts';
import { createTree, type Node } from './tree.ts';

let client: LanguageClient | undefined;
let program: Program | undefined;
/** Ends once a server runs, or is known not to. */
let starting: Promise<void> = Promise.resolve();

export function activate({ subscriptions }: ExtensionContext): void {
  const log = window.createOutputChannel('Glovebox', { log: true });
  const statuses = new Statuses();
  const panel = createReportPanel(statuses);

  async function ask(command: string, uri: Uri): Promise<unknown> {
    const server = await running();
    return server?.sendRequest('workspace/executeCommand', { command, arguments: [uri.toString()] });
  }

  /** The server, once it runs; where it does not, the output says why. */
  async function running(): Promise<LanguageClient | undefined> {
    await starting;
    if (client?.isRunning()) return client;
    log.error('no server runs');
    log.show(true);
    return undefined;
  }

  const acts = {
    run: (uri: Uri) => ask('glovebox.run', uri),
    async openReport(uri: Uri) {
      const server = await running();
      if (server !== undefined && !(await panel.open(uri, server))) log.info(`there is no report of ${uri.path}`);
    },
    async accept(uri: Uri, fingerprint: string, rule: string) {
      const server = await running();
      if (server !== undefined && program !== undefined)
        await accept({ uri: uri.toString(), fingerprint, rule }, server, program, log);
    },
  };

  async function start(): Promise<void> {
    const found = programHere();
    if (typeof found === 'string') return log.warn(found);
    program = found;
    log.info(
      `starting ${[found.command, ...found.args].join(' ')}${workspace.isTrusted ? '' : ', only to read: the workspace is not trusted'}`,
    );
    client = createClient(found, log, statuses, acts);
    await client.start().catch((error) => log.error(`the server did not start: ${error}`));
  }

  /** A workspace that is trusted now may bring a program of its own. */
  async function trusted(): Promise<void> {
    await starting;
    if (JSON.stringify(programHere()) === JSON.stringify(program))
      return client?.sendNotification(TRUST, { trusted: true });
    await restart();
  }

  async function restart(): Promise<void> {
    await starting;
    starting = stop().then(() => {
      statuses.clear();
      return start();
    });
    await starting;
  }

  const here = (act: (uri: Uri) => unknown) => (given?: unknown) => {
    const uri = given instanceof Uri ? given : activeUri();
    return uri && act(uri);
  };
  subscriptions.push(
    log,
    statuses,
    panel,
    createStatusBar(statuses),
    createTree(statuses),
    alertOnBlock(statuses, acts.openReport),
    watchInsertions((uri) => {
      if (client?.isRunning()) void client.sendNotification(INSERTED, { uri });
    }),
    workspace.onDidCloseTextDocument((document) => statuses.forget(document)),
    workspace.onDidCloseNotebookDocument((document) => statuses.forget(document)),
    workspace.onDidGrantWorkspaceTrust(() => void trusted()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('glovebox.path')) void restart();
    }),
    commands.registerCommand('glovebox.runInSandbox', here(acts.run)),
    commands.registerCommand('glovebox.showReport', here(acts.openReport)),
    commands.registerCommand(
      'glovebox.permitSeen',
      here((uri) => ask('glovebox.permit', uri)),
    ),
    commands.registerCommand('glovebox.showOutput', () => log.show()),
    commands.registerCommand('glovebox.accept', async (node?: Node) => {
      const chosen = node?.kind === 'finding' ? node : await chosenFinding(statuses);
      if (chosen?.finding.fingerprint === undefined) return;
      await acts.accept(Uri.parse(chosen.uri), chosen.finding.fingerprint, chosen.finding.rule);
    }),
  );
  starting = start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function stop(): Promise<void> {
  const before = client;
  client = undefined;
  program = undefined;
  await before?.dispose().catch(() => {});
}

async function chosenFinding(statuses: Statuses) {
  const status = statuses.active();
  if (status === undefined) return undefined;
  const rows = status.findings.map((finding) => ({
    label: finding.title,
    description: `line ${finding.line}`,
    finding,
  }));
  const row = await window.showQuickPick(rows, { title: 'Which finding is accepted?' });
  return row && { uri: status.uri, finding: row.finding };
}
