import { NotificationType, RequestType } from 'vscode-languageserver/node';
import type { Decision } from '../judge/finding.ts';
import type { Theme } from '../report/html/html.ts';

/** What an extension may show of a document: in a status bar, in a list. Texts of it are hostile and made visible. */
export interface Status {
  readonly uri: string;
  /** `read` in the editor, `running`, `seen` in a run, or why there was none. */
  readonly state: 'read' | 'running' | 'seen' | 'failed';
  readonly decision?: Decision;
  readonly risk?: number;
  /** Why a run could not be made, and what to do about it. */
  readonly problem?: string;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly title: string;
    readonly line: number;
    /** By which it is accepted. */
    readonly fingerprint?: string;
  }[];
  /** Of the run: what was seen, in order, bounded. */
  readonly events: readonly { readonly capability: string; readonly target: string; readonly line?: number }[];
}

export const STATUS = new NotificationType<Status>('glovebox/status');
/** The report of a document as one HTML page, of what was read in it where it was never run; null where it is not known. */
export const REPORT = new RequestType<{ uri: string; theme?: Theme }, { html: string } | null, void>('glovebox/report');
/** The editor knows that a model wrote what was just inserted, however little it is. */
export const INSERTED = new NotificationType<{ uri: string }>('glovebox/inserted');
/** The editor trusts the workspace from now on, or no longer. */
export const TRUST = new NotificationType<{ trusted: boolean }>('glovebox/trust');
