import { ColorThemeKind, type Disposable, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { REPORT } from './messages.ts';
import { isStrict } from './page-policy.ts';
import type { Statuses } from './statuses.ts';

/** The report of one document at a time, beside it. */
export interface ReportPanel extends Disposable {
  /** Whether there is a report to show. */
  open(uri: Uri, server: LanguageClient): Promise<boolean>;
}

/**
 * Shows the report's page in a webview that can load nothing: no files, no commands, no forms, and by the page's own policy one
 * script and one style by their hashes. A page without such a policy is not shown.
 */
export function createReportPanel(statuses: Statuses): ReportPanel {
  let panel: WebviewPanel | undefined;
  let shown: { readonly uri: Uri; readonly server: LanguageClient } | undefined;

  async function pageOf(uri: Uri, server: LanguageClient): Promise<string | undefined> {
    if (!server.isRunning()) return undefined;
    const answer = await server.sendRequest(REPORT, { uri: uri.toString(), theme: themeOf() });
    return answer !== null && isStrict(answer.html) ? answer.html : undefined;
  }

  async function refresh(): Promise<void> {
    const page = shown && (await pageOf(shown.uri, shown.server));
    if (panel !== undefined && page !== undefined && panel.webview.html !== page) panel.webview.html = page;
  }

  const disposables = [
    window.onDidChangeActiveColorTheme(() => void refresh()),
    statuses.onDidChange((status) => {
      if (status?.state === 'seen' && status.uri === shown?.uri.toString()) void refresh();
    }),
  ];
  return {
    async open(uri, server) {
      const page = await pageOf(uri, server);
      if (page === undefined) return false;
      shown = { uri, server };
      if (panel === undefined) {
        panel = window.createWebviewPanel('glovebox.report', '', ViewColumn.Beside, {
          enableScripts: true,
          enableForms: false,
          enableCommandUris: false,
          enableFindWidget: true,
          localResourceRoots: [],
        });
        panel.onDidDispose(() => {
          panel = undefined;
          shown = undefined;
        });
      }
      panel.title = `Glovebox: ${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`;
      panel.webview.html = page;
      panel.reveal(undefined, true);
      return true;
    },
    dispose() {
      for (const one of disposables) one.dispose();
      panel?.dispose();
    },
  };
}

function themeOf(): 'light' | 'dark' {
  const { kind } = window.activeColorTheme;
  return kind === ColorThemeKind.Dark || kind === ColorThemeKind.HighContrast ? 'dark' : 'light';
}
