import { randomBytes } from 'node:crypto';
import { GloveboxError } from '../error.ts';
import { type Box, type BoxOptions, openBox } from '../sandbox/box/box.ts';
import { MCP_BOUNDS } from './bounds.ts';
import type { Client } from './clients.ts';

/** An interpreter that keeps its state between calls. */
export interface Session {
  readonly id: string;
  readonly box: Promise<Box>;
  /** Keeps it open while a call works in it. What it returns begins anew the time after which nobody is thought to come back. */
  hold(): () => void;
}

/** Milliseconds that a session may be unused, and be there altogether. */
export type SessionTimes = Readonly<Record<'idleMs' | 'lifetimeMs', number>>;

/** Opens a session for one of `all` clients. Throws `busy` when it, or everybody together, has too many. */
export async function openSession(
  client: Client,
  all: Iterable<Client>,
  options: BoxOptions,
  { idleMs, lifetimeMs }: SessionTimes = MCP_BOUNDS,
): Promise<Session> {
  demandRoom(client, all);
  const id = `session-${randomBytes(9).toString('base64url')}`;
  let idle: NodeJS.Timeout | undefined;
  let held = 0;
  const box = openBox({ ...options, lifetimeMs });
  const session: Session = {
    id,
    box,
    hold() {
      held++;
      clearTimeout(idle);
      return () => {
        if (--held === 0) idle = setTimeout(() => void closeSession(client, id), idleMs).unref();
      };
    },
  };
  // It has its place while it opens: two calls at once must not both get the last one.
  client.sessions.set(id, session);
  try {
    await box;
  } catch (cause) {
    client.sessions.delete(id);
    throw cause;
  }
  session.hold()();
  return session;
}

/** The client's own session of that name. Throws `box-closed` when there is none any more. */
export function sessionOf(client: Client, id: string): Session {
  const session = client.sessions.get(id);
  if (session !== undefined) return session;
  throw new GloveboxError('box-closed', `there is no open session ${JSON.stringify(id)}`, 'Open one: session "new".');
}

/** Ends a session; nothing of it is left when the promise resolves. */
export async function closeSession(client: Client, id: string): Promise<void> {
  const session = client.sessions.get(id);
  client.sessions.delete(id);
  const box = await session?.box.catch(() => undefined);
  await box?.close();
}

function demandRoom(client: Client, all: Iterable<Client>): void {
  const altogether = [...all].reduce((sum, { sessions }) => sum + sessions.size, 0);
  if (client.sessions.size < MCP_BOUNDS.sessions && altogether < MCP_BOUNDS.sessionsAltogether) return;
  throw new GloveboxError(
    'busy',
    `${client.sessions.size} sessions are open, and no more are given`,
    'Close one with close_session, or go on in one of them.',
  );
}
