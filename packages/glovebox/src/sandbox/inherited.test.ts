import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe.skipIf(process.platform !== 'linux')('a child', () => {
  it('has no descriptor that whoever started us left open', () => {
    const module = JSON.stringify(fileURLToPath(new URL('./inherited.ts', import.meta.url)));
    const program = `
      import { spawnSync } from 'node:child_process';
      import { only } from ${module};
      const look = ['-c', 'for n in 57 91; do readlink /proc/self/fd/$n; done'];
      const said = (stdio) => spawnSync('/bin/sh', look, { stdio, encoding: 'utf8' }).stdout.trim().replace('\\n', ' ');
      console.log(said(['ignore', 'pipe', 'inherit']) + ' | ' + said(only(['ignore', 'pipe', 'inherit'])));
    `;
    const start = ['-c', 'exec 57</etc/passwd 91</etc/group; exec "$@"', 'bash', process.execPath];
    const { stdout } = spawnSync('/bin/bash', [...start, '--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(stdout.trim()).toBe('/etc/passwd /etc/group | /dev/null /dev/null');
  });
});
