import type { Capability } from '../capability.ts';
import type { Site } from '../inspect/site.ts';
import type { Report } from '../report/report.ts';
import type { Run } from '../sandbox/run.ts';
import { normalCommand } from './normal.ts';

/** Of no weight where it is not reached. */
const LIGHT: ReadonlySet<Capability> = new Set(['code.import', 'clock.read', 'environment.read', 'file.read']);

/**
 * What of a program ran before the change, still stands in it, and runs no more: a head that ends early shows less than it does.
 * Undefined where nothing of weight is lost.
 */
export function lostIn(head: Report, base: Report): string | undefined {
  const [now, before] = [head.runs[0], base.runs[0]];
  if (now === undefined || before === undefined) return undefined;
  const ran = countOf(base.sites.filter(({ executed }) => executed === true));
  const standing = countOf(head.sites);
  const running = countOf(head.sites.filter(({ executed }) => executed === true));
  let lost = 0;
  for (const [key, times] of ran) {
    const expected = Math.min(times, standing.get(key) ?? 0);
    lost += Math.max(0, expected - (running.get(key) ?? 0));
  }
  if (lost === 0) return undefined;
  const places =
    lost === 1 ? 'one place that acted before the change stands' : `${lost} places that acted before the change stand`;
  return `${places} in it still, and did not run: ${endOf(now)}, before ${endOf(before)}`;
}

function countOf(sites: readonly Site[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { capability, callee, target = '' } of sites) {
    if (LIGHT.has(capability)) continue;
    const key = `${capability} ${callee} ${normalCommand(target)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function endOf({ status, exitCode, signal }: Run): string {
  if (status === 'exited') return `it ended with ${exitCode}`;
  return status === 'killed' ? `it ended by ${signal ?? 'a signal'}` : `it ended ${status}`;
}
