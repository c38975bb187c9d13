import { afterAll, expect, it } from 'vitest';
import { sampleOfSource } from '../../sample/load.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { createJail } from './jail.ts';

const jail = createJail();
afterAll(() => jail.dispose());

it('what programs expect to read of a machine is there, and is nothing of the host', async () => {
  const source = 'cat /etc/security/limits.conf /etc/ssh/sshd_config /etc/apt/sources.list /etc/ssl/openssl.cnf\n';
  const run = await jail.run(sampleOfSource(source, 'bash'), { limits: LIMIT_PROFILES.default, observe: true });
  expect(run).toMatchObject({ status: 'exited', exitCode: 0, stderr: '' });
  expect(run.stdout).toContain('PermitRootLogin no');
  expect(run.stdout).toContain('http://mirror.example/');
});
