import { MCP_BOUNDS } from './bounds.ts';
import { createClients } from './clients.ts';
import { closeSession } from './sessions.ts';
import type { Service, Settings } from './tool.ts';
import { createTurns } from './turns.ts';

/** A service whose end closes every session. */
export interface OpenService extends Service {
  close(): Promise<void>;
}

export function createService(settings: Settings): OpenService {
  const clients = createClients();
  return {
    settings,
    clients,
    turns: createTurns(MCP_BOUNDS.atOnce, MCP_BOUNDS.waiting),
    async close() {
      const open = [...clients.all()].flatMap((client) =>
        [...client.sessions.keys()].map((id) => [client, id] as const),
      );
      await Promise.all(open.map(([client, id]) => closeSession(client, id)));
    },
  };
}
