import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Connection, ShowDocumentRequest } from 'vscode-languageserver/node';
import { modulesOf } from '../judge/imports.ts';
import { POLICY_FILE } from '../policy/discover.ts';
import { learn } from '../policy/learn.ts';
import { policyFileOf, policyText } from '../policy/write.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { COMMANDS } from './actions.ts';
import type { EditorDocument } from './document.ts';

export interface Workspace {
  readonly folders: readonly string[];
  readonly isTrusted: boolean;
}

/** What changes files of the workspace, each only after the person has seen it. */
export async function carryOut(
  connection: Connection,
  command: string,
  document: EditorDocument,
  args: readonly unknown[],
  workspace: Workspace,
): Promise<void> {
  if (command === COMMANDS.override) {
    const [fingerprint] = args;
    // A signature is asked for where keys and passphrases are: in a terminal.
    connection.window.showInformationMessage(
      `Glovebox: glovebox override add ${neutralizeShort(String(fingerprint), 40)} --reason "…" --expires 30d`,
    );
  }
  if (command === COMMANDS.permit) await permit(connection, document, workspace);
}

/** Writes the smallest policy that permits what was seen, where there is none; shows it where there is one. */
async function permit(
  connection: Connection,
  { observed, policy }: EditorDocument,
  { folders }: Workspace,
): Promise<void> {
  const [root] = folders;
  if (observed === undefined || root === undefined) return;
  const { report, sample } = observed;
  const learned = learn(report.runs, policy);
  const file = policyFileOf(learned, modulesOf(sample, { sites: report.sites }, report.runs));
  const clean = (text: string) => neutralizeShort(text, 200);
  const path = join(root, POLICY_FILE);
  const text = policyText(
    file,
    learned,
    `What ${clean(sample.entry)} was seen doing. Read it before it is kept.`,
    clean,
  );
  const isNew = !existsSync(path);
  if (isNew) writeFileSync(path, text, { flag: 'wx' });
  else
    connection.window.showInformationMessage(
      `Glovebox: there is a policy already. glovebox check --learn ${clean(sample.entry)} prints what to add to it.`,
    );
  await connection.sendRequest(ShowDocumentRequest.type, { uri: pathToFileURL(path).href, takeFocus: true });
}
