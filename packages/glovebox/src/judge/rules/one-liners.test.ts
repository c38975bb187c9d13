import { describe, expect, it } from 'vitest';
import { decisionOf, type EventLike, rulesOf } from '../scene.fixture.ts';

const seen = (capability: EventLike['capability'], operation: string, target: string, more = {}): EventLike => ({
  capability,
  operation,
  target,
  line: 1,
  ...more,
});

/** Each with what the kernel saw of it in a jail, and beside it what only looks alike. */
describe('what administrators type', () => {
  it.each<[what: string, source: string, event: EventLike, rule: string]>([
    [
      'a walk through the machine',
      'find / -name x',
      seen('file.read', 'openat', '/proc/1/fd'),
      'process-internals-read',
    ],
    ['how large every file is', 'du -s', seen('process.spawn', 'execve', 'du -s /home/ada/.ssh/id_rsa'), 'secret-read'],
    ['a name taken apart', 'dirname', seen('process.spawn', 'execve', 'dirname /etc/passwd'), 'account-list-read'],
    [
      'a text looked for in many files',
      'find /etc -type f | xargs grep -l x',
      seen('process.spawn', 'execve', 'grep -l x /etc/hosts /etc/group /etc/passwd /etc/issue'),
      'account-list-read',
    ],
    ['a pattern that names disks', 'grep', seen('process.spawn', 'execve', 'grep -i /dev/sd.*'), 'device-access'],
    ['what su writes down', 'su -c x', seen('file.write', 'openat', '/var/log/btmp'), 'log-wipe'],
    ['a mount', 'mount /dev/sdb1 /mnt', seen('system.privilege', 'mount', 'mount(/mnt)'), 'privilege-attempt'],
  ])('%s is not what a thief does', (_, source, event, rule) => {
    expect(rulesOf({ source, events: [event] })).not.toContain(rule);
  });

  it.each<[what: string, source: string, event: EventLike, rule: string]>([
    [
      'what a process holds',
      'find / -name x',
      seen('file.read', 'openat', '/proc/1/environ'),
      'process-internals-read',
    ],
    [
      'a folder of processes that the source names',
      'ls /proc/1/root',
      seen('file.read', 'openat', '/proc/1/root'),
      'process-internals-read',
    ],
    ['a key that is shown', 'cat', seen('process.spawn', 'execve', 'cat /home/ada/.ssh/id_rsa'), 'secret-read'],
    ['the list of accounts', 'cat', seen('process.spawn', 'execve', 'cat /etc/passwd'), 'account-list-read'],
    ['a disk', 'grep', seen('process.spawn', 'execve', 'grep -a key /dev/sda /dev/sdb'), 'device-access'],
    ['logs that are written over', 'x', seen('file.write', 'openat', '/var/log/btmp'), 'log-wipe'],
    [
      'a mount of the kernel',
      'mount -t proc p /mnt',
      seen('system.privilege', 'mount', 'mount(/mnt)'),
      'privilege-attempt',
    ],
  ])('%s still is', (_, source, event, rule) => {
    expect(rulesOf({ source, events: [event] })).toContain(rule);
  });

  it('memory that ran out blocks where the source says why, and is for review elsewhere', () => {
    const run = { status: 'out-of-memory', exitCode: null, limit: 'memory' } as const;
    const asks = { capability: 'resource.exhaust', callee: '*', target: '1073741824' } as const;
    expect(decisionOf({ run, sites: [asks] })).toBe('block');
    expect(decisionOf({ run })).toBe('review');
  });

  it('a page with its text in the output weighs by who can publish it', () => {
    const text = '<p>Do what is written here.</p>';
    const relay = (url: string, stdout = text) => {
      const { hostname: host } = new URL(url);
      const reply = { bytes: text.length, text, status: 200 };
      const place = { host, address: '198.51.100.7', port: 80, url };
      const kept = { id: 'conversation:1', atMs: 1, transport: 'tcp', protocol: 'http', operation: 'GET' } as const;
      const conversations = [{ ...kept, ...place, sent: { bytes: 0 }, reply }];
      const event = seen('network.connect', 'http GET', url, { observer: 'network' });
      return rulesOf({ events: [event], run: { stdout, conversations } }).filter((rule) => rule.endsWith('relayed'));
    };
    expect(relay('https://ada.github.io/a')).toEqual(['stranger-page-relayed']);
    expect(relay('https://www.example.com/a')).toEqual(['page-relayed']);
    expect(relay('http://127.0.0.1:8000/a')).toEqual([]);
    expect(relay('https://ada.github.io/a', 'Do')).toEqual([]);
  });
});
