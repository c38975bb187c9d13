import { randomBytes } from 'node:crypto';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';
import { MCP_BOUNDS } from './bounds.ts';
import type { Session } from './sessions.ts';

/** What was examined, with the source that a report's text quotes. */
export interface Kept {
  readonly report: Report;
  readonly sample: Sample;
}

/** Who calls: over HTTP whoever has a token, over standard input the one who started us. Nobody sees what is another's. */
export interface Client {
  readonly reports: Map<string, Kept>;
  readonly sessions: Map<string, Session>;
}

export interface Clients {
  of(name: string): Client;
  all(): Iterable<Client>;
}

export function createClients(): Clients {
  const clients = new Map<string, Client>();
  return {
    of(name) {
      const known = clients.get(name) ?? { reports: new Map(), sessions: new Map() };
      // Whoever came last is the last to be forgotten; one with open sessions is not forgotten at all.
      clients.delete(name);
      clients.set(name, known);
      for (const [other, { sessions }] of clients) {
        if (clients.size <= MCP_BOUNDS.clients) break;
        if (sessions.size === 0) clients.delete(other);
      }
      return known;
    },
    all: () => clients.values(),
  };
}

/** Keeps a report and names it; a name cannot be guessed. */
export function keep(client: Client, kept: Kept): string {
  const id = `report-${randomBytes(9).toString('base64url')}`;
  client.reports.set(id, kept);
  for (const oldest of client.reports.keys()) {
    if (client.reports.size <= MCP_BOUNDS.reports) break;
    client.reports.delete(oldest);
  }
  return id;
}
