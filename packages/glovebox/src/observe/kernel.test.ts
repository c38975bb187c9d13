import { describe, expect, it } from 'vitest';
import { readCall } from './kernel.ts';
import type { SystemCall } from './message.ts';

function call(name: string, more: Partial<SystemCall> = {}): SystemCall {
  return { t: 'sys', ms: 1, pid: 2, tid: 2, ppid: 1, comm: 'python3', call: name, ...more };
}

describe('a system call', () => {
  it('that opens for reading reads a file', () => {
    expect(readCall(call('openat', { path: '/work/a', flags: 0o2000000, ok: true }))).toMatchObject({
      capability: 'file.read',
      outcome: 'allowed',
    });
  });

  it.each([
    ['O_WRONLY', 1],
    ['O_RDWR', 2],
    ['O_RDONLY|O_CREAT', 0o100],
    ['O_RDONLY|O_TRUNC', 0o1000],
  ])('that opens with %s writes it', (_, flags) => {
    expect(readCall(call('openat', { path: '/work/a', flags, ok: true }))?.capability).toBe('file.write');
  });

  it('that executes a program tells its command line as it would be typed', () => {
    const argv = ['sh', '-c', "echo 'a b'"];
    expect(readCall(call('execve', { path: '/bin/sh', argv, ok: true }))?.target).toBe(`sh -c 'echo '\\''a b'\\'''`);
  });

  it('that only searches PATH is no program started', () => {
    expect(readCall(call('execve', { path: '/usr/local/bin/ls', argv: ['ls'], ok: false }))).toBeUndefined();
  });

  it('that executes a missing program by its path is a denied one', () => {
    expect(readCall(call('execve', { path: '/opt/x', argv: ['/opt/x'], ok: false }))?.outcome).toBe('denied');
  });

  it('to another machine is denied, to the jail itself is allowed', () => {
    expect(readCall(call('connect', { family: 'inet', address: '192.0.2.1', port: 80 }))).toMatchObject({
      target: '192.0.2.1:80',
      outcome: 'denied',
    });
    expect(readCall(call('connect', { family: 'inet', address: '192.0.2.1', port: 0 }))).toBeUndefined();
    expect(readCall(call('connect', { family: 'inet6', address: '::1', port: 8080 }))).toMatchObject({
      target: '[::1]:8080',
      outcome: 'allowed',
    });
  });

  it('that asks for the user it already is says nothing, for root it is an attempt', () => {
    expect(readCall(call('setuid', { a: 1000 }))).toBeUndefined();
    expect(readCall(call('setuid', { a: 0 }))).toMatchObject({ capability: 'system.privilege', outcome: 'denied' });
    expect(readCall(call('setresuid', { a: -1, b: -1, c: -1 }))).toBeUndefined();
  });

  it('that the filter refuses is denied and named', () => {
    expect(readCall(call('ptrace', { a: 16 }))).toEqual({
      capability: 'process.inject',
      target: 'ptrace(16)',
      outcome: 'denied',
    });
    expect(readCall(call('mount', { path: '/mnt' }))).toMatchObject({
      capability: 'system.privilege',
      target: 'mount(/mnt)',
    });
  });

  it('that nobody knows is left out', () => {
    expect(readCall(call('getpid'))).toBeUndefined();
  });
});
