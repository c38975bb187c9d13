import { describe, expect, it } from 'vitest';
import { processorMs } from '../inspect/clock.fixture.ts';
import { type Act, actOn, isPermitted, type Permits } from './permits.ts';

describe('what is done', () => {
  it.each<[string, string, Act | undefined]>([
    ['file.write', '/work/a/b.txt', { capability: 'file.write', target: './a/b.txt' }],
    ['file.write', 'b.txt', { capability: 'file.write', target: './b.txt' }],
    ['file.write', '/work/../etc/x', { capability: 'file.write', target: '/etc/x' }],
    ['file.read', '/home/user/.netrc', { capability: 'file.read', target: '~/.netrc' }],
    [
      'network.connect',
      'https://me:secret@Api.example.com/x?y',
      { capability: 'network.connect', target: 'api.example.com:443' },
    ],
    ['network.send', '[::1]:80', { capability: 'network.connect', target: '[::1]:80' }],
    ['network.resolve', 'api.example.com', { capability: 'network.connect', target: 'api.example.com' }],
    ['process.spawn', 'ls -l', { capability: 'process.spawn', target: 'ls -l' }],
    ['file.read', '/work/data.csv', undefined],
    ['file.write', '/dev/null', undefined],
    ['network.connect', 'unix:/run/x.sock', undefined],
    ['code.eval', '1 + 1', undefined],
  ])('%s of %s is written as a policy writes it', (capability, target, act) => {
    expect(actOn(capability, target)).toEqual(act);
  });
});

describe('a permit', () => {
  it.each<[keyof Permits, string, string, boolean]>([
    ['file.write', './out/*.csv', '/work/out/a.csv', true],
    ['file.write', './out/*.csv', '/work/out/deep/a.csv', false],
    ['file.write', './out/**', '/work/out/deep/a.csv', true],
    ['file.write', './out/**', '/work/out/', true],
    ['file.write', './out/**', '/work/output', false],
    ['file.write', 'out.csv', '/work/out.csv', true],
    ['file.write', './out/**', '/work/out/../../etc/passwd', false],
    ['file.write', '/tmp/*', '/tmp/../etc/cron.d/x', false],
    ['file.write', '/tmp/tmp????', '/tmp/tmpab12', true],
    ['file.write', '/tmp/tmp????', '/tmp/tmpab123', false],
    ['file.write', './a\\*b', '/work/a*b', true],
    ['file.write', './a\\*b', '/work/axb', false],
    ['network.connect', 'example.com', 'example.com:443', true],
    ['network.connect', 'example.com:443', 'example.com:80', false],
    ['network.connect', 'example.com:443', 'example.com', true],
    ['network.connect', '*.example.com', 'a.example.com:443', true],
    ['network.connect', '*.example.com', 'example.com.evil.test:443', false],
    ['network.connect', 'example.com', 'notexample.com:443', false],
    ['process.spawn', 'git', '/usr/bin/git push', true],
    ['process.spawn', '/usr/bin/git', 'git push', false],
    ['process.spawn', 'git status *', 'git status -s', true],
    ['process.spawn', 'git status', 'git push', false],
    ['process.spawn', 'git', 'gitx', false],
    ['environment.read', 'APP_*', 'APP_HOME', true],
    ['environment.read', 'APP_*', 'AWS_SECRET_ACCESS_KEY', false],
  ])('%s %s covers %s: %s', (capability, pattern, target, covered) => {
    const act = actOn(capability, target);
    expect(act && isPermitted({ [capability]: [pattern] }, act)).toBe(covered);
  });

  it.each([
    ['git push', '/usr/bin/git', true],
    ['git push', '/tmp/git', false],
    ['git push', '/usr/bin/rm', false],
    ['/tmp/git push', '/tmp/git', false],
    ['/usr/bin/git push', '/usr/bin/git', true],
    ['git push', '/usr/bin/../../tmp/git', false],
  ])('of git is for the program of the system, whatever a command says it is: %s of %s', (command, file, covered) => {
    const act = actOn('process.spawn', command, file);
    expect(act && isPermitted({ 'process.spawn': ['git'] }, act)).toBe(covered);
  });

  it('of many stars costs no more than its length times the text’s', async () => {
    const act = { capability: 'file.write', target: `/${'a'.repeat(4_000)}` } as const;
    const spent = await processorMs(() =>
      expect(isPermitted({ 'file.write': [`/${'*a'.repeat(1_000)}b`] }, act)).toBe(false),
    );
    expect(spent).toBeLessThan(5_000);
  });
});
