import { type Disposable, Uri, window } from 'vscode';
import type { Statuses } from './statuses.ts';

const OPEN = 'Open Report';

/** The one thing that interrupts: a run that was blocked, once until the document is no longer so. */
export function alertOnBlock(statuses: Statuses, open: (uri: Uri) => unknown): Disposable {
  const told = new Set<string>();
  return statuses.onDidChange(async (status) => {
    if (status?.state !== 'seen') return;
    const { uri, decision, risk, findings } = status;
    if (decision !== 'block') return void told.delete(uri);
    if (told.has(uri)) return;
    told.add(uri);
    const { path } = Uri.parse(uri);
    const why = findings[0] === undefined ? '' : `: ${findings[0].title}`;
    const name = path.slice(path.lastIndexOf('/') + 1);
    // The editor makes links of brackets, and a file's name is its author's.
    const message = `Glovebox blocks ${name}, risk ${risk} of 100${why}`.replace(/[[\]()]/g, ' ');
    const chosen = await window.showWarningMessage(message, OPEN);
    if (chosen === OPEN) await open(Uri.parse(uri));
  });
}
