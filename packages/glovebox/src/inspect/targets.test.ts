import { describe, expect, it } from 'vitest';
import { classesOf, classesOfWord, TARGET_CLASSES } from './targets.ts';

describe('a target is classified', () => {
  it.each([
    ['~/.ssh/id_rsa', 'credential-store'],
    ['$HOME/.ssh/id_rsa', 'credential-store'],
    [`\${HOME}/.netrc`, 'credential-store'],
    ['/home/u/.aws/credentials', 'credential-store'],
    ['/root/.kube/config', 'credential-store'],
    ['{…}/.ssh/id_ed25519', 'credential-store'],
    ['.env', 'project-secret'],
    ['/etc/shadow', 'password-store'],
    ['/usr/../etc/shadow', 'password-store'],
    ['C:\\Users\\u\\AppData\\Local\\Google\\Chrome\\User Data\\Default\\Login Data', 'credential-store'],
    ['/proc/self/environ', 'process-internals'],
    ['/proc/self/root/proc/self/root/etc/shadow', 'password-store'],
    ['/proc/1/root/home', 'process-internals'],
    ['~/.bashrc', 'shell-profile'],
    ['/etc/profile.d/x.sh', 'shell-profile'],
    ['/etc/cron.d/x', 'schedule'],
    ['~/.config/systemd/user/x.service', 'schedule'],
    ['~/.config/autostart/x.desktop', 'schedule'],
    ['~/.ssh/authorized_keys', 'authorized-keys'],
    ['~/.bash_history', 'history-file'],
    ['/var/log/auth.log', 'history-file'],
    ['/dev/sda1', 'device'],
    ['/etc/passwd', 'account-file'],
    ['/etc/security/limits.conf', 'system-configuration'],
    ['/etc/os-release', 'public-configuration'],
    ['/root/notes.txt', 'system-state'],
    ['/usr/bin/python3', 'system-program'],
  ])('%s as %s', (target, expected) => {
    expect(classesOfWord(target)).toEqual([expected]);
  });

  it.each([
    ['notes.txt'],
    ['~/notes.txt'],
    ['/tmp/x'],
    ['/dev/null'],
    ['~/.ssh/id_rsa.pub'],
    ['~/.ssh/known_hosts'],
    ['.env.example'],
    ['environment.py'],
    ['https://api.example.com/.env'],
    [''],
  ])('%j as nothing', (target) => {
    expect(classesOfWord(target)).toEqual([]);
  });

  it('word by word where it is a list', () => {
    expect(classesOf('notes.txt ~/.netrc ~/.bashrc')).toEqual(new Set(['credential-store', 'shell-profile']));
  });
});

describe('an address is classified', () => {
  it.each([
    ['http://169.254.169.254/latest/meta-data', ['metadata-address', 'private-network']],
    ['http://[fd00:ec2::254]/', ['metadata-address', 'private-network']],
    ['http://10.1.2.3:8080/x', ['private-network']],
    ['172.20.0.5:22', ['private-network']],
    ['http://172.40.0.5/', []],
    ['http://[fd12::1]/', ['private-network']],
    ['https://build.corp/x', ['private-network']],
    ['https://pastebin.com/raw/abc', ['paste-site']],
    ['https://user:word@pastebin.com/raw/abc', ['paste-site']],
    ['https://discord.com/api/webhooks/1/x', ['drop-address']],
    ['https://discord.com/developers', []],
    ['https://ada.github.io/x.html', ['free-host']],
    ['https://github.io.example.com/', []],
    ['http://cheap.xyz/a', ['abused-domain']],
    ['archive.xyz', []],
    ['https://xn--80ak6aa92e.com/', ['punycode']],
    ['bit.ly/3x', ['short-link']],
    ['https://example.com/', []],
  ])('%s as %j', (target, expected) => {
    expect(classesOfWord(target)).toEqual(expected);
  });
});

it('a policy’s own lists are the ones that count', () => {
  const lists = { ...TARGET_CLASSES, 'credential-store': ['~/.acme/token'], 'free-host': [] };
  expect(classesOfWord('/home/u/.acme/token', lists)).toEqual(['credential-store']);
  expect(classesOfWord('~/.ssh/id_rsa', lists)).toEqual([]);
  expect(classesOfWord('https://ada.github.io/', lists)).toEqual([]);
});

it('words made to tire expressions are looked at in bounded time', () => {
  const started = performance.now();
  for (const piece of ['/..', '/AppData', '/Startup', '*.', 'a.', '../', '/proc/1/fd/', '.oast']) {
    classesOf(piece.repeat(100_000));
    classesOf(`http://${piece.repeat(100_000)}`);
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});
