import {
  commands,
  type Disposable,
  EventEmitter,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
} from 'vscode';
import type { Status } from './messages.ts';
import type { Statuses } from './statuses.ts';

type Finding = Status['findings'][number];
type Event = Status['events'][number];

export type Node =
  | { readonly kind: 'findings' | 'events'; readonly status: Status }
  | { readonly kind: 'finding'; readonly uri: string; readonly finding: Finding }
  | { readonly kind: 'event'; readonly uri: string; readonly event: Event };

const SEVERITY_ICON: Readonly<Record<string, ThemeIcon>> = {
  critical: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  high: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  medium: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  low: new ThemeIcon('info'),
};

/** Findings and events of the document somebody looks at; a click goes to the line. */
export function createTree(statuses: Statuses): Disposable {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: (node) => (node === undefined ? roots(statuses.active()) : childrenOf(node)),
  };
  const view = window.createTreeView('glovebox.seen', { treeDataProvider: provider, showCollapseAll: true });
  const refresh = () => {
    const status = statuses.active();
    const found = status?.findings.length ?? 0;
    view.badge = found === 0 ? undefined : { value: found, tooltip: `${found} findings` };
    view.description = status?.decision === undefined ? '' : `${status.decision}, risk ${status.risk}`;
    void commands.executeCommand('setContext', 'glovebox.hasFindings', found > 0);
    changed.fire(undefined);
  };
  const disposables = [
    view,
    changed,
    statuses.onDidChange(refresh),
    window.onDidChangeActiveTextEditor(refresh),
    window.onDidChangeActiveNotebookEditor(refresh),
  ];
  refresh();
  return { dispose: () => disposables.forEach((one) => void one.dispose()) };
}

function roots(status: Status | undefined): Node[] {
  if (status === undefined) return [];
  const groups: Node[] = [];
  if (status.findings.length > 0) groups.push({ kind: 'findings', status });
  if (status.events.length > 0) groups.push({ kind: 'events', status });
  return groups;
}

function childrenOf(node: Node): Node[] {
  if (node.kind === 'findings')
    return node.status.findings.map((finding) => ({ kind: 'finding', uri: node.status.uri, finding }));
  if (node.kind === 'events')
    return node.status.events.map((event) => ({ kind: 'event', uri: node.status.uri, event }));
  return [];
}

function itemOf(node: Node): TreeItem {
  switch (node.kind) {
    case 'findings':
      return group('Findings', node.status.findings.length, 'findings');
    case 'events':
      return group('Events', node.status.events.length, 'events');
    case 'finding': {
      const { title, rule, severity, line, fingerprint } = node.finding;
      const item = new TreeItem(title);
      item.description = `line ${line}, ${rule}`;
      item.tooltip = `${severity}: ${title}`;
      item.iconPath = SEVERITY_ICON[severity] ?? new ThemeIcon('info');
      item.contextValue = fingerprint === undefined ? 'told' : 'finding';
      item.command = revealing(node.uri, line);
      return item;
    }
    case 'event': {
      const { capability, target, line } = node.event;
      const item = new TreeItem(`${capability} ${target}`);
      if (line !== undefined) {
        item.description = `line ${line}`;
        item.command = revealing(node.uri, line);
      }
      item.iconPath = new ThemeIcon('pulse');
      return item;
    }
  }
}

function group(name: string, count: number, id: string): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.description = `${count}`;
  return item;
}

function revealing(uri: string, line: number) {
  const selection = new Range(line - 1, 0, line - 1, 0);
  return { title: 'Go to the line', command: 'vscode.open', arguments: [Uri.parse(uri), { selection }] };
}
