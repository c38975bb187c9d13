import { type LogOutputChannel, Uri, window, workspace } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  ShowMessageNotification,
} from 'vscode-languageclient/node';
import { STATUS } from './messages.ts';
import { type Program, programFrom } from './program.ts';
import type { Statuses } from './statuses.ts';

const LANGUAGES = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'shellscript'];
const SCHEMES = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs', 'vscode-remote'];

/** What goes wrong is in the output, where somebody looks for it. */
class QuietClient extends LanguageClient {
  override error(message: string, given?: unknown): void {
    super.error(message, given, false);
  }
  override warn(message: string, given?: unknown): void {
    super.warn(message, given, false);
  }
  override info(message: string, given?: unknown): void {
    super.info(message, given, false);
  }
}

/** Acts of the server that the editor carries out in its own way. */
export interface Acts {
  run(uri: Uri): unknown;
  openReport(uri: Uri): unknown;
  accept(uri: Uri, fingerprint: string, rule: string): unknown;
}

/** The program to start for the workspace as it is trusted now, or why there is none. */
export function programHere(): Program | string {
  return programFrom({
    setting: workspace.getConfiguration('glovebox').get('path', ''),
    folders: (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
    isTrusted: workspace.isTrusted,
    path: process.env.PATH ?? '',
    runtime: { path: process.execPath, isElectron: process.versions.electron !== undefined },
  });
}

export function createClient(program: Program, log: LogOutputChannel, statuses: Statuses, acts: Acts): LanguageClient {
  const client = new QuietClient(
    'glovebox',
    'Glovebox',
    {
      command: program.command,
      args: [...program.args, 'lsp', '--stdio'],
      options: { env: { ...process.env, ...program.env } },
    },
    {
      documentSelector: LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme }))),
      initializationOptions: () => ({
        trusted: workspace.isTrusted,
        settings: { ...workspace.getConfiguration('glovebox') },
      }),
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: {
        fileEvents: workspace.createFileSystemWatcher('**/{glovebox.policy.yaml,.glovebox/*}'),
      },
      initializationFailedHandler: (error) => {
        log.error(`the server did not start: ${error.message}`);
        return false;
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({ action: restartable() ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true }),
      },
      middleware: {
        executeCommand: (command, args, next) => {
          const uri = Uri.parse(String(args[0]));
          if (command === 'glovebox.run') return acts.run(uri);
          if (command === 'glovebox.openReport') return acts.openReport(uri);
          if (command === 'glovebox.override') return acts.accept(uri, String(args[1]), String(args[2]));
          return next(command, args);
        },
      },
    },
  );
  client.onNotification(STATUS, (status) => statuses.set(status));
  // The server's words are answers to what somebody asked for; they interrupt nobody.
  client.onNotification(ShowMessageNotification.type, ({ message }) => {
    log.info(message);
    window.setStatusBarMessage(message, 10_000);
  });
  const ends: number[] = [];
  /** A server that keeps ending is left alone. */
  function restartable(): boolean {
    const now = Date.now();
    ends.push(now);
    const isBounded = ends.filter((at) => now - at < 180_000).length <= 3;
    log.error(isBounded ? 'the server ended, and is started again' : 'the server keeps ending, and is left alone');
    return isBounded;
  }
  return client;
}
