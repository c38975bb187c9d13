import { NotificationType, RequestType } from 'vscode-languageclient/node';
import type { Accepted } from '../../glovebox/src/lsp/accept.ts';
import type { Status } from '../../glovebox/src/lsp/status.ts';
import type { Theme } from '../../glovebox/src/report/html/html.ts';

export type { Accepted, Status };

/** What the server says and is asked beside the protocol's own: see `lsp/status.ts`. */
export const STATUS = new NotificationType<Status>('glovebox/status');
export const REPORT = new RequestType<{ uri: string; theme: Theme }, { html: string } | null, void>('glovebox/report');
export const TRUST = new NotificationType<{ trusted: boolean }>('glovebox/trust');
export const INSERTED = new NotificationType<{ uri: string }>('glovebox/inserted');
