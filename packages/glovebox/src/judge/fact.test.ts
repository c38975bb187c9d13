import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { examine, rulesOf } from './scene.fixture.ts';

function starting(target: string): string[] {
  return rulesOf({
    events: [{ capability: 'process.spawn', operation: 'subprocess.Popen', target, observer: 'interpreter', line: 2 }],
  });
}

describe('a program that is started', () => {
  it('is no place that its command acts on', () => {
    expect(starting('/bin/sh -c echo one > /tmp/b; rm /tmp/b')).not.toContain('system-file-delete');
    expect(starting('/bin/sh -c rm /bin/ls')).toContain('system-file-delete');
  });
});

describe('a finding on code that was captured', () => {
  it('has the code among its evidence', () => {
    const inner = [{ language: 'python', by: 'exec', code: 'x', line: 1 }] as const;
    const { findings } = judge(
      examine({
        sites: [
          {
            capability: 'file.delete',
            callee: 'shutil.rmtree',
            target: '/home',
            inner: [...inner],
            captured: 'code:3',
          },
        ],
      }),
    );
    expect(findings.find(({ rule }) => rule === 'destructive-delete')?.evidence).toEqual(['site:1', 'code:3']);
  });
});
