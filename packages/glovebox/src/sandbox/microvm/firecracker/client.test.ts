import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { GloveboxError } from '../../../error.ts';
import { send } from './client.ts';
import type { ApiRequest } from './requests.ts';

const ASKED: ApiRequest = { purpose: 'pause the machine', method: 'PATCH', path: '/vm', body: { state: 'Paused' } };
const folder = mkdtempSync(join(tmpdir(), 'glovebox-fc-'));
const socketPath = join(folder, 's');
const open: { server?: Server; sockets: Socket[] } = { sockets: [] };

afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => (open.server === undefined ? resolve(0) : open.server.close(resolve)));
  delete open.server;
  rmSync(socketPath, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A server that answers the first bytes of a request with what `answer` writes. */
function serve(answer: (socket: Socket) => void): Promise<void> {
  return new Promise((resolve) => {
    open.server = createServer((socket) => {
      open.sockets.push(socket);
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
    }).listen(socketPath, resolve);
  });
}

const says = (text: string) => (socket: Socket) => void socket.end(text);
const http = (status: string, body: string) =>
  says(`HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

async function failure(timeoutMs = 2000): Promise<GloveboxError> {
  const error = await send(socketPath, ASKED, { timeoutMs }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(GloveboxError);
  const { message, remedy } = error as GloveboxError;
  expect(message).toContain('pause the machine (PATCH /vm)');
  expect(remedy).toMatch(/\.$/);
  return error as GloveboxError;
}

describe('a request to Firecracker', () => {
  it('that is granted returns nothing', async () => {
    await serve(http('204 No Content', ''));
    await expect(send(socketPath, ASKED, { timeoutMs: 2000 })).resolves.toBeUndefined();
  });

  it('that asks returns the answer', async () => {
    await serve(http('200 OK', '{"firecracker_version":"1.13.1"}'));
    const asked = { purpose: 'say its version', method: 'GET', path: '/version' } as const;
    await expect(send(socketPath, asked, { timeoutMs: 2000 })).resolves.toEqual({ firecracker_version: '1.13.1' });
  });

  it.each([
    ['400 Bad Request', '{"fault_message":"The microVM is not running."}', 'The microVM is not running.'],
    ['500 Internal Server Error', '{"fault_message":"broken"}', 'broken'],
    ['500 Internal Server Error', 'no json at all', 'status 500: no json at all'],
    ['400 Bad Request', '{"other":1}', 'status 400: {"other":1}'],
    ['400 Bad Request', '', 'status 400: no words'],
  ])('that is refused with %s %s says why', async (status, body, why) => {
    await serve(http(status, body));
    expect((await failure()).message).toContain(why);
  });

  it.each([
    ['No space left on device (os error 28)', 'no-space'],
    ['Error creating KVM object: No such device', 'backend-unavailable'],
    ['Cannot open /dev/kvm: Permission denied (os error 13)', 'backend-unavailable'],
    ['Cannot allocate memory (os error 12)', 'backend-failed'],
    ['something new', 'backend-failed'],
  ])('that is refused because of "%s" is told as %s', async (why, code) => {
    await serve(http('400 Bad Request', JSON.stringify({ fault_message: why })));
    expect((await failure()).code).toBe(code);
  });

  it('that is refused with endless words tells the beginning of them, on one line', async () => {
    await serve(http('400 Bad Request', JSON.stringify({ fault_message: 'why\n'.repeat(10_000) })));
    const { message } = await failure();
    expect(message.length).toBeLessThan(700);
    expect(message).not.toContain('\n');
  });

  it('without a socket says so', async () => {
    expect((await failure()).message).toContain(`there is no API socket at ${socketPath}`);
  });

  it('to a socket that nobody listens at says so', async () => {
    // A listener that is killed leaves its socket behind.
    spawnSync(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    expect((await failure()).message).toContain('nobody listens at the API socket');
  });

  it.each([
    ['never answers', () => {}],
    ['stops in the middle of the head', (socket: Socket) => void socket.write('HTTP/1.1 2')],
    [
      'stops in the middle of the body',
      (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'),
    ],
  ])('to one that %s ends at its time-out', async (_, answer) => {
    await serve(answer);
    const { message, remedy } = await failure(150);
    expect(message).toContain('no answer within 150 ms');
    expect(remedy).toContain('try again');
  });

  it.each([
    ['before a word', (socket: Socket) => void socket.destroy()],
    ['in the middle of the head', says('HTTP/1.1 200 O')],
    ['in the middle of the body', says('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":')],
  ])('to one that closes %s fails at once', async (_, answer) => {
    await serve(answer);
    expect((await failure()).remedy).toContain('glovebox doctor');
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['no JSON', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>'],
    ['more than an answer can be', `HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`],
  ])('to one that answers %s fails', async (_, answer) => {
    await serve(says(answer));
    await failure();
  });

  it('can be given up, with the reason given', async () => {
    await serve(() => {});
    const abort = new AbortController();
    const asking = send(socketPath, ASKED, { timeoutMs: 5000, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('the machine is gone')), 30);
    await expect(asking).rejects.toThrow('the machine is gone');
  });
});
