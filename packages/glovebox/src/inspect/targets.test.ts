import { describe, expect, it } from 'vitest';
import { classesOf, classifyTarget } from './targets.ts';

describe('a target is classified', () => {
  it.each([
    ['~/.ssh/id_rsa', 'credentialStores'],
    ['$HOME/.ssh/id_rsa', 'credentialStores'],
    [`\${HOME}/.netrc`, 'credentialStores'],
    ['/home/u/.aws/credentials', 'credentialStores'],
    ['/root/.kube/config', 'credentialStores'],
    ['{…}/.ssh/id_ed25519', 'credentialStores'],
    ['.env', 'credentialStores'],
    ['/etc/shadow', 'credentialStores'],
    ['/usr/../etc/shadow', 'credentialStores'],
    ['C:\\Users\\u\\AppData\\Local\\Google\\Chrome\\User Data\\Default\\Login Data', 'credentialStores'],
    ['/proc/self/environ', 'credentialStores'],
    ['~/.bashrc', 'shellProfiles'],
    ['/etc/profile.d/x.sh', 'shellProfiles'],
    ['/etc/cron.d/x', 'cronPlaces'],
    ['~/.config/systemd/user/x.service', 'cronPlaces'],
    ['~/.config/autostart/x.desktop', 'cronPlaces'],
    ['~/.ssh/authorized_keys', 'authorizedKeys'],
    ['~/.bash_history', 'historyFiles'],
    ['/var/log/auth.log', 'historyFiles'],
    ['/dev/sda1', 'deviceNodes'],
    ['http://169.254.169.254/latest/meta-data', 'metadataAddresses'],
    ['http://[fd00:ec2::254]/', 'metadataAddresses'],
    ['/etc/passwd', 'systemFiles'],
    ['/usr/bin/python3', 'systemFiles'],
  ])('%s as %s', (target, expected) => {
    expect(classifyTarget(target)).toBe(expected);
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
    expect(classifyTarget(target)).toBeUndefined();
  });

  it('word by word where it is a list', () => {
    expect(classesOf('notes.txt ~/.netrc ~/.bashrc')).toEqual(new Set(['credentialStores', 'shellProfiles']));
  });
});
