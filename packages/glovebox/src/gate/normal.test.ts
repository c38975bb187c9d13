import { expect, it } from 'vitest';
import { normalCommand, normalHost, normalPath } from './normal.ts';

it.each([
  ['/tmp/tmpab12cd_x', '/tmp/*'],
  ['/tmp/tmpab12cd_x/a.txt', '/tmp/*/a.txt'],
  ['/tmp/tmpab12cd_x.json', '/tmp/*.json'],
  ['/tmp/or6znsy2', '/tmp/*'],
  ['/tmp/tmp.AbC123xyz9', '/tmp/tmp.*'],
  ['/tmp/app-Ab12Cd/log', '/tmp/app-*/log'],
  ['~/.cache/3f2504e0-4f89-11d3-9a0c-0305e82c3301', '~/.cache/*'],
  ['./out/9e107d9d372bb6826bd81d3542a419d6.bin', './out/*.bin'],
  ['./log/1764061234.txt', './log/*.txt'],
])('%s is named by chance', (path, normal) => {
  expect(normalPath(path)).toBe(normal);
});

it.each(['/tmp/stage.sh', '/tmp/out.txt', '~/.ssh/id_rsa', './deadbeef.py', '/etc/passwd', '/tmp/a/payload.py'])(
  '%s is named by whoever wrote it',
  (path) => {
    expect(normalPath(path)).toBe(path);
  },
);

it('commands hold paths, and the kernel chooses ports of the machine’s own', () => {
  expect(normalCommand('sh /tmp/tmpab12cd_x -n 3')).toBe('sh /tmp/* -n 3');
  expect(normalHost('127.0.0.1:43211')).toBe('127.0.0.1:*');
  expect(normalHost('127.0.0.1:8080')).toBe('127.0.0.1:8080');
  expect(normalHost('a1b2c3d4e5f6a7b8.example:43211')).toBe('a1b2c3d4e5f6a7b8.example:43211');
});
