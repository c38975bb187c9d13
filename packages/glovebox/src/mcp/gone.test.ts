import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { createClients } from '../tools/clients.ts';
import { openSession, sessionOf } from '../tools/sessions.ts';
import { serveOverHttp } from './http.ts';
import { connectTo, SECRETS, startClient, TOKENS } from './mcp.fixture.ts';

const ENDLESS = { name: 'run_code', arguments: { code: 'while True: pass', language: 'python' } };
const settings = { policy: DEFAULT_POLICY, depth: 'quick' as const };

describe('a client that goes in the middle of a call leaves nothing running', () => {
  it('over HTTP, where its connection ends', async () => {
    const service = await serveOverHttp(settings, { port: 0, tokens: TOKENS });
    const before = new Set(descendantsOf(process.pid));
    const ours = () => descendantsOf(process.pid).filter((pid) => !before.has(pid));
    const sent = request(service.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SECRETS.alice}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
    });
    sent.on('error', () => {}); // it is we who hang up
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: ENDLESS }));
    await expect.poll(() => ours().length, { timeout: 10_000 }).toBeGreaterThan(0);
    sent.destroy();
    await expect.poll(ours, { timeout: 10_000 }).toEqual([]);
    await service.close();
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('over standard input, where the server gets %s', async (signal) => {
    const { client, pid } = await startClient(['--depth', 'quick']);
    const call = client.callTool(ENDLESS).catch(() => 'gone');
    await expect.poll(() => descendantsOf(pid).length, { timeout: 10_000 }).toBeGreaterThan(0);
    const left = [pid, ...descendantsOf(pid)];
    process.kill(pid, signal);
    await expect.poll(() => left.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    expect(await call).toBe('gone');
    await client.close();
  });
});

describe('a session', () => {
  const open = (times: { idleMs: number; lifetimeMs: number }) => {
    const clients = createClients();
    const client = clients.of('one');
    return openSession(client, clients.all(), { language: 'python' }, times).then((session) => ({ client, session }));
  };

  it('that nobody uses is closed, and one in use is not', async () => {
    const { client, session } = await open({ idleMs: 300, lifetimeMs: 60_000 });
    const box = await session.box;
    const release = session.hold();
    await box.run('import time; time.sleep(0.7)');
    expect(sessionOf(client, session.id)).toBe(session);
    expect(box.isOpen).toBe(true);
    release();
    await expect.poll(() => [client.sessions.size, box.isOpen], { timeout: 10_000 }).toEqual([0, false]);
    expect(() => sessionOf(client, session.id)).toThrow('no open session');
  });

  it('ends with its lifetime, used or not', async () => {
    const { session } = await open({ idleMs: 60_000, lifetimeMs: 500 });
    const box = await session.box;
    const looping = box.run('while True: pass');
    await expect.poll(() => box.isOpen, { timeout: 10_000 }).toBe(false);
    await looping.catch(() => {});
    await expect(box.run('1')).rejects.toMatchObject({ code: 'box-closed' });
  });

  it('whose first call is cancelled takes nobody’s place', async () => {
    const service = await serveOverHttp(settings, { port: 0, tokens: TOKENS });
    const client = await connectTo(service.url, 'alice');
    const before = new Set(descendantsOf(process.pid));
    const ours = () => descendantsOf(process.pid).filter((pid) => !before.has(pid));
    const cancel = new AbortController();
    const call = client.callTool(
      { name: 'run_code', arguments: { ...ENDLESS.arguments, session: 'new' } },
      { signal: cancel.signal },
    );
    await expect.poll(() => ours().length, { timeout: 10_000 }).toBeGreaterThan(0);
    cancel.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(ours, { timeout: 10_000 }).toEqual([]);
    await client.close();
    await service.close();
  });
});

function descendantsOf(pid: number): number[] {
  const threads = listed(() => readdirSync(`/proc/${pid}/task`));
  const children = threads.flatMap((thread) =>
    listed(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean)).map(Number),
  );
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Nothing, of a process that is gone by now. */
function listed(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  return listed(() => [readFileSync(`/proc/${pid}/status`, 'utf8')]).some((status) => !/^State:\s+Z/m.test(status));
}
