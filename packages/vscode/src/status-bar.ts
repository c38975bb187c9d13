import { type Disposable, MarkdownString, StatusBarAlignment, ThemeColor, window, workspace } from 'vscode';
import type { Status } from './messages.ts';
import type { Statuses } from './statuses.ts';

const ICON: Readonly<Record<NonNullable<Status['decision']>, string>> = {
  allow: '$(shield)',
  review: '$(warning)',
  block: '$(error)',
};
const BACKGROUND: Readonly<Record<NonNullable<Status['decision']>, ThemeColor | undefined>> = {
  allow: undefined,
  review: new ThemeColor('statusBarItem.warningBackground'),
  block: new ThemeColor('statusBarItem.errorBackground'),
};
const STATE: Readonly<Record<Status['state'], string>> = {
  read: 'read, not run as it stands',
  running: 'running in the sandbox',
  seen: 'seen in a run',
  failed: 'could not be run',
};

/** One item: how far the document is known, the decision, the risk. A click opens the report. */
export function createStatusBar(statuses: Statuses): Disposable {
  const item = window.createStatusBarItem('glovebox', StatusBarAlignment.Right, 100);
  item.name = 'Glovebox';
  item.command = 'glovebox.showReport';
  const show = () => {
    const status = statuses.active();
    if (status === undefined) return item.hide();
    const { decision, risk, state, problem, findings } = status;
    const icon =
      state === 'running' ? '$(sync~spin)' : state === 'failed' ? '$(circle-slash)' : ICON[decision ?? 'allow'];
    item.text = `${icon} ${decision ?? 'Glovebox'}${risk === undefined ? '' : ` ${risk}`}${state === 'seen' ? '' : ` (${state})`}`;
    item.backgroundColor = BACKGROUND[decision ?? 'allow'];
    item.accessibilityInformation = {
      label: `Glovebox: ${decision ?? 'no decision'}, risk ${risk ?? 0} of 100, ${STATE[state]}`,
    };
    const tooltip = new MarkdownString();
    tooltip.appendText(
      `Glovebox: ${STATE[state]}${decision === undefined ? '' : `, ${decision}, risk ${risk} of 100`}\n`,
    );
    tooltip.appendText(`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}\n`);
    if (problem !== undefined) tooltip.appendText(`${problem}\n`);
    if (!workspace.isTrusted) tooltip.appendText('The workspace is not trusted: nothing is run.');
    item.tooltip = tooltip;
    item.show();
  };
  const disposables = [
    item,
    statuses.onDidChange(show),
    window.onDidChangeActiveTextEditor(show),
    window.onDidChangeActiveNotebookEditor(show),
    workspace.onDidGrantWorkspaceTrust(show),
  ];
  show();
  return { dispose: () => disposables.forEach((one) => void one.dispose()) };
}
