import type { Site } from '../inspect/site.ts';
import { type Event, eventSchema } from '../observe/event.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Run } from '../sandbox/run.ts';
import type { Examination } from './circumstances.ts';
import { judge } from './judge.ts';

export type SiteLike = Pick<Site, 'capability' | 'callee'> & Partial<Site>;
export type EventLike = Pick<Event, 'capability' | 'operation' | 'target'> &
  Partial<Omit<Event, 'source'>> & { line?: number };

/** An examination as a test tells it: only what matters to it. The sample is `a.py`. */
export interface Scene {
  readonly source?: string;
  readonly sites?: readonly SiteLike[];
  /** Absent: nothing was run. */
  readonly events?: readonly EventLike[];
  readonly run?: Partial<Run>;
  readonly policy?: Policy;
  readonly inspection?: Partial<Examination['inspection']>;
}

export function examine(scene: Scene): Examination {
  const sample = sampleOfSource(scene.source ?? '', 'python', { entry: 'a.py' });
  const sites = (scene.sites ?? []).map((site, index) => ({
    id: `site:${index + 1}`,
    file: 'a.py',
    line: 1,
    column: 1,
    endLine: site.line ?? 1,
    ...site,
  }));
  const inspection = {
    sites,
    problems: [],
    suppressions: [],
    flows: [],
    wording: [],
    packages: [],
    skipped: [],
    durationMs: 1,
    ...scene.inspection,
  };
  const runs = scene.events === undefined && scene.run === undefined ? [] : [runOf(scene.events, scene.run)];
  return { sample, inspection, runs, policy: scene.policy ?? DEFAULT_POLICY };
}

/** A run in which these events were seen. */
export function runOf(events: readonly EventLike[] = [], told: Partial<Run> = {}, file = 'a.py'): Run {
  return {
    id: 'run:1',
    backend: 'jail',
    conditions: { clock: null },
    status: 'exited',
    exitCode: 0,
    stdout: '',
    stderr: '',
    truncated: false,
    durationMs: 10,
    resources: { cpuMs: 1, peakMemoryBytes: 1, processes: 1, writtenBytes: 0 },
    changes: [],
    events: events.map(({ line, ...event }, index) =>
      eventSchema.parse({
        id: `event:${index + 1}`,
        atMs: index,
        outcome: 'allowed',
        observer: 'kernel',
        process: { pid: 2, command: 'python3' },
        ...(line !== undefined && { source: { file, line } }),
        ...event,
      }),
    ),
    ...told,
  };
}

export function rulesOf(scene: Scene): string[] {
  return judge(examine(scene)).findings.map(({ rule }) => rule);
}

export function decisionOf(scene: Scene): string {
  return judge(examine(scene)).verdict.decision;
}
