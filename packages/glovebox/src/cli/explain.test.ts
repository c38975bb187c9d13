import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CALIBRATION } from '../judge/knots.ts';
import { RULES } from '../judge/rules/table.ts';
import { CEILING } from '../judge/score.ts';
import { WEIGHTS } from '../judge/weight.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function explain(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'explain', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('glovebox explain', () => {
  it('tells what a rule finds, why, what to do, and shows both of its programs', () => {
    const { status, stdout } = explain('history-wipe');
    const { title, why, remedy, examples } = RULES['history-wipe'];
    expect(status).toBe(0);
    for (const part of [title, why, remedy, 'T1070.003', examples.found.code, examples.ordinary.code])
      expect(stdout).toContain(part);
  });

  it('gives the same as JSON', () => {
    const { rule } = JSON.parse(explain('history-wipe', '--format', 'json').stdout);
    const { severity, examples } = RULES['history-wipe'];
    expect(rule).toMatchObject({ id: 'history-wipe', severity, examples });
  });

  it('tells how findings become a risk, in the numbers that are in force', () => {
    const { status, stdout } = explain('score');
    expect(status).toBe(0);
    expect(stdout).toMatch(/followed +12 +42 +80 +100/);
    expect(stdout).toMatch(/strength +0 +10 +30 +49 +50/);
    const { score } = JSON.parse(explain('score', '--format', 'json').stdout);
    expect(score).toEqual({ weights: WEIGHTS, ceilings: CEILING, calibration: CALIBRATION });
    expect(explain('history-wipe').stdout).toContain('weighs 50 to 80');
  });

  it('lists every rule without one', () => {
    const { stdout } = explain();
    for (const id of Object.keys(RULES)) expect(stdout).toMatch(new RegExp(`^${id} `, 'm'));
    const { rules } = JSON.parse(explain('--format', 'json').stdout);
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(RULES));
  });

  it('does not know every name, and says which are near', () => {
    const { status, stdout, stderr } = explain('history-wype');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('history-wipe');
    expect(explain('constructor').status).toBe(2);
  });
});
