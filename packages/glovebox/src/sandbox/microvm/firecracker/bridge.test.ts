import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../warden/warden.ts';

const folder = mkdtempSync(join(tmpdir(), 'glovebox-bridge-'));
const binary = join(folder, 'vsock-bridge');
const path = join(folder, 'port');
let bridge: ChildProcess | undefined;

beforeAll(() => {
  const source = `${PACKAGE_ROOT}/guest/vm/vsock-bridge.c`;
  execFileSync('cc', [
    '-std=gnu11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-fsanitize=address,undefined',
    '-o',
    binary,
    source,
  ]);
});

afterEach(() => {
  bridge?.kill('SIGKILL');
  rmSync(path, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The bridge before a shell that runs `script`, at a Unix socket in place of a vsock port. */
async function start(script: string): Promise<ChildProcess> {
  bridge = spawn(binary, [path, '/bin/sh', '-c', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; tries < 400 && !existsSync(path); tries++) await sleep(5);
  return bridge;
}

/** The socket has its name a moment before it listens. */
async function call(tries = 100): Promise<Socket> {
  try {
    const socket = connect({ path });
    await once(socket, 'connect');
    return socket;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || tries === 0) throw cause;
    await sleep(5);
    return call(tries - 1);
  }
}

/** The next bytes, as many as `words` has. */
async function hear(socket: Socket, words: string): Promise<string> {
  for (;;) {
    const chunk: Buffer | null = socket.read(words.length);
    if (chunk !== null) return chunk.toString();
    await new Promise((resolve) => socket.once('readable', resolve));
  }
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

describe("the guest's bridge", () => {
  it('joins a program to whoever connects, one after the other, and the program notices nothing', async () => {
    await start('while read line; do echo "got $line"; done');
    for (const word of ['one', 'two', 'three']) {
      const host = await call();
      host.write(`${word}\n`);
      expect(await hear(host, `got ${word}\n`)).toBe(`got ${word}\n`);
      host.destroy();
    }
  });

  it('keeps what the program says while nobody listens', async () => {
    await start('echo early; read line; echo "late $line"');
    await sleep(50);
    const host = await call();
    expect(await hear(host, 'early\n')).toBe('early\n');
    host.write('x\n');
    expect(await hear(host, 'late x\n')).toBe('late x\n');
  });

  it('lets a new connection take over from one that is dead and does not know it', async () => {
    await start('while read line; do echo "got $line"; done');
    const dead = await call();
    dead.write('first\n');
    expect(await hear(dead, 'got first\n')).toBe('got first\n');
    const host = await call();
    host.write('second\n');
    expect(await hear(host, 'got second\n')).toBe('got second\n');
  });

  it('carries a megabyte in both directions at once', async () => {
    await start('cat');
    const host = await call();
    const sent = Buffer.alloc(1024 * 1024, 'the guest talks to its host, ');
    host.write(sent);
    const heard: Buffer[] = [];
    let length = 0;
    for await (const chunk of host) {
      heard.push(chunk);
      length += chunk.length;
      if (length >= sent.length) break;
    }
    expect(Buffer.concat(heard).equals(sent)).toBe(true);
  });

  it('ends with its program, after its last word was read', async () => {
    const child = await start('read line; echo last; exit 7');
    const ended = exitCode(child);
    const host = await call();
    host.write('go\n');
    let text = '';
    for await (const chunk of host) text += chunk;
    expect(text).toBe('last\n');
    expect(await ended).toBe(7);
  });

  it('ends with its program when nobody ever came', async () => {
    expect(await exitCode(await start('exit 3'))).toBe(3);
  });

  it.each([['0'], ['port'], ['70x'], [`/${'long'.repeat(40)}`]])('refuses %s as a port', async (port) => {
    const child = spawn(binary, [port, '/bin/true'], { stdio: 'ignore' });
    expect(await exitCode(child)).toBe(1);
  });
});
