import { type LogOutputChannel, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Accepted } from './messages.ts';
import type { Program } from './program.ts';

export interface Acceptable {
  readonly uri: string;
  readonly fingerprint: string;
  readonly rule: string;
}

/** Asks why and until when, and has the server sign it. Where the key needs a passphrase, a terminal asks for that. */
export async function accept(
  { uri, fingerprint, rule }: Acceptable,
  client: LanguageClient,
  program: Program,
  log: LogOutputChannel,
): Promise<void> {
  const reason = await window.showInputBox({
    title: `Accept ${rule}`,
    prompt: 'Why it may be as it is. Whoever reads the report sees it.',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim().split(/\s+/).length < 3 ? 'Say it in three words or more.' : undefined),
  });
  if (reason === undefined) return;
  const expires = await window.showInputBox({
    title: `Accept ${rule}`,
    prompt: 'Until when: a date, or 30d, 12w, 1y at most.',
    value: '30d',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^(\d{1,3}[dwy]|\d{4}-\d\d-\d\d)$/.test(text.trim()) ? undefined : 'A date such as 2027-01-31, or 30d, 12w, 1y.',
  });
  if (expires === undefined) return;
  const given = { reason: reason.trim(), expires: expires.trim() };
  const answer = await client.sendRequest<Accepted | null>('workspace/executeCommand', {
    command: 'glovebox.override',
    arguments: [uri, fingerprint, rule, given],
  });
  if (answer === null) return;
  if ('accepted' in answer) {
    log.info(`${rule} is accepted by ${answer.by} until ${answer.expires} (${answer.accepted})`);
    window.setStatusBarMessage(`$(pass) Glovebox: ${rule} is accepted until ${answer.expires.slice(0, 10)}`, 10_000);
    return;
  }
  if (answer.code === 'key-passphrase') return inTerminal(uri, fingerprint, given, program);
  log.error(answer.problem);
  window.setStatusBarMessage(`$(error) Glovebox: ${answer.problem}`, 20_000);
  log.show(true);
}

function inTerminal(
  uri: string,
  fingerprint: string,
  given: { reason: string; expires: string },
  program: Program,
): void {
  // The program itself, not a shell: nothing of the words is interpreted.
  const terminal = window.createTerminal({
    name: 'Glovebox: accept',
    shellPath: program.command,
    shellArgs: [
      ...program.args,
      ...['override', 'add', fingerprint, decodeURIComponent(new URL(uri).pathname)],
      ...['--reason', given.reason, '--expires', given.expires],
    ],
    ...(program.env && { env: program.env }),
  });
  terminal.show();
}
