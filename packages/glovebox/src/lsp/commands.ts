import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Connection, ShowDocumentRequest } from 'vscode-languageserver/node';
import { z } from 'zod';
import { modulesOf } from '../judge/imports.ts';
import { POLICY_FILE } from '../policy/discover.ts';
import { learn } from '../policy/learn.ts';
import { policyFileOf, policyText } from '../policy/write.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { type Accepted, acceptFinding } from './accept.ts';
import { COMMANDS } from './actions.ts';
import type { EditorDocument } from './document.ts';
import { homeOf, pathOf } from './open.ts';

export interface Workspace {
  readonly folders: readonly string[];
  readonly isTrusted: boolean;
}

const acceptanceSchema = z.object({ reason: z.string().max(2_000), expires: z.string().max(40) });

/** What changes files of the workspace, each only after the person has seen it. In one that is not trusted, nothing does. */
export async function carryOut(
  connection: Connection,
  command: string,
  document: EditorDocument,
  args: readonly unknown[],
  workspace: Workspace,
): Promise<Accepted | undefined> {
  if (!workspace.isTrusted) {
    connection.window.showInformationMessage('Glovebox: the workspace is not trusted, and nothing of it is changed.');
    return undefined;
  }
  if (command === COMMANDS.override) {
    const [fingerprint, , given] = args;
    const acceptance = acceptanceSchema.safeParse(given);
    if (acceptance.success) return acceptFinding(document, String(fingerprint), acceptance.data);
    // An editor that cannot ask why leaves that to a terminal.
    connection.window.showInformationMessage(
      `Glovebox: glovebox override add ${neutralizeShort(String(fingerprint), 40)} --reason "…" --expires 30d`,
    );
  }
  if (command === COMMANDS.permit) await permit(connection, document, workspace);
  return undefined;
}

/** Writes the smallest policy that permits what was seen, where there is none; shows it where there is one. */
async function permit(
  connection: Connection,
  { uri, observed, policy }: EditorDocument,
  { folders }: Workspace,
): Promise<void> {
  const of = pathOf(uri);
  const root = of === undefined ? folders[0] : homeOf(of, folders);
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
