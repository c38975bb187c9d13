import { GloveboxError } from '../error.ts';
import type { OpenDocument } from '../inspect/document.ts';
import type { Inspection } from '../inspect/site.ts';
import type { OverridesAt } from '../override/discover.ts';
import type { Learned } from '../policy/learn.ts';
import type { Depth, Policy } from '../policy/policy.ts';
import { DEFAULT_EXPLORE, DEFAULT_POLICY } from '../policy/policy.ts';
import type { PolicyFile } from '../policy/schema.ts';
import type { Report } from '../report/report.ts';
import { loadSample } from '../sample/load.ts';
import type { Sample } from '../sample/sample.ts';
import type { Backend, RunOptions } from '../sandbox/backend.ts';
import { BRIEF_EXERCISE, type Exercise, withoutLaidOut, withoutMadeUp } from '../sandbox/exercise.ts';
import type { OnEvent } from '../sandbox/live.ts';
import { createBackend, defaultBackend, isRegistered } from '../sandbox/registry.ts';
import type { BackendName, Fallback, Run } from '../sandbox/run.ts';
import { SHORTFALLS } from '../sandbox/shortfalls.ts';
import type { Cache } from '../store/cache.ts';

/** How {@link run} runs a sample. Left out, the default policy holds: 256 MiB, half a core, 30 s, no network. */
export interface RunSettings {
  readonly policy?: Policy;
  /** What the program reads from standard input. */
  readonly stdin?: Uint8Array;
  /** What the program's clock says at its start, as an ISO date; an error where the backend has no clock of its own. */
  readonly clock?: string;
  /** Told of what is seen while a run goes on, of a run after the other. What it is given is hostile text. */
  readonly onEvent?: OnEvent;
  /** Ends the run; nothing of it is left when the promise rejects. */
  readonly signal?: AbortSignal;
  /** Whether decoy credentials are laid out: without it `check` does what the policy says, and `run` lays out none. */
  readonly canaries?: boolean;
  /** How to isolate: a name, or a backend of one's own, which is left open. Without it the policy's, or {@link defaultBackend}'s. */
  readonly backend?: Backend | BackendName;
  /**
   * Where bubblewrap is missing and neither `backend` nor the policy names one: WebAssembly, a lesser wall, and each run says so in
   * its `fallback`. Without it that is the error `bubblewrap-missing`.
   */
  readonly fallback?: 'wasm';
}

/** Conditions that a backend cannot make true would be claimed and not be there. */
function demandConditions(sample: Sample, settings: CheckSettings): void {
  const name = nameOf(sample, settings);
  const shortfall = SHORTFALLS[name].conditions;
  if (settings.depth !== 'deep' || shortfall === undefined) return;
  throw new GloveboxError(
    'backend-unavailable',
    `depth deep does not work in the ${name} backend: ${shortfall}`,
    'Leave --backend out, or use --depth standard.',
  );
}

export type { Depth } from '../policy/policy.ts';

/** How {@link check} examines a sample, besides how it is run. */
export interface CheckSettings extends RunSettings {
  /**
   * `quick` only reads; `standard` runs as well; `deep` also under the conditions that the code asks about. Without it the
   * policy's, or `standard`.
   */
  readonly depth?: Depth;
  /** `false`: at depth `standard` nothing is called but what the program calls itself. */
  readonly exercise?: boolean;
  /** What people accepted, and where the sample lies; nothing is accepted without it. */
  readonly overrides?: OverridesAt;
  /** Answers what was examined before and keeps what is examined now; without it everything is examined. */
  readonly cache?: Cache;
}

/**
 * Examines a sample, or what is at a path, and judges it. Throws a {@link GloveboxError} when it cannot be run as asked:
 * never a lesser examination. Its `code` says why: `sample-…` and `language-unknown` for what cannot be read, `…-missing` and
 * `backend-…` for isolation that cannot be had, `cancelled` after `signal`.
 *
 * @example
 * const { verdict, findings } = await check('program.py', { depth: 'deep' });
 * if (verdict.decision === 'block') console.log(verdict.risk, findings.map(({ title }) => title));
 */
export async function check(what: Sample | string, asked: CheckSettings = {}): Promise<Report> {
  const started = performance.now();
  const sample = await sampleFrom(what);
  const { settings, fallback } = await possible(sample, settled(asked));
  const report = await answer(sample, settings, started);
  return fallback === undefined ? report : { ...report, runs: report.runs.map((one) => ({ ...one, fallback })) };
}

async function answer(sample: Sample, settings: CheckSettings, started: number): Promise<Report> {
  const policy = settings.policy ?? DEFAULT_POLICY;
  demandConditions(sample, settings);
  const canaries = settings.canaries ?? policy.canaries ?? true;
  const examined = () => examineAndJudge(sample, policy, { ...settings, canaries }, started);
  const { cache } = settings;
  if (cache === undefined || !isNamed(settings)) return accepted(await examined(), policy, settings);
  const { answered } = await import('../store/answered.ts');
  const question = {
    sample,
    policy,
    depth: settings.depth ?? 'standard',
    backend: nameOf(sample, settings),
    canaries,
    exercise: settings.exercise ?? true,
    ...given(settings),
    ...(settings.clock !== undefined && { clock: settings.clock }),
  } as const;
  return accepted(await answered(cache, question, examined), policy, settings);
}

/** Overrides end, so they are applied to what is kept as to what is new. */
async function accepted(report: Report, { thresholds }: Policy, { overrides }: CheckSettings): Promise<Report> {
  if (overrides === undefined) return report;
  const { withOverrides } = await import('../report/overridden.ts');
  return withOverrides(report, overrides, thresholds);
}

async function examineAndJudge(
  sample: Sample,
  policy: Policy,
  settings: CheckSettings,
  started: number,
): Promise<Report> {
  const [{ judge }, { buildReport }] = await Promise.all([import('../judge/judge.ts'), import('../report/build.ts')]);
  const [inspection, runs] = await examine(sample, policy, settings);
  const judgement = judge({ sample, inspection, runs, policy });
  return buildReport({ sample, inspection, runs, judgement, policy, totalMs: performance.now() - started });
}

/** What a backend of somebody's own does is known to nobody but them. */
function isNamed({ backend }: RunSettings): boolean {
  return backend === undefined || typeof backend === 'string' || isRegistered(backend);
}

/** What a sample did, the policy that permits exactly that, and what is left to say of it under that policy. */
export interface Lesson {
  readonly learned: Learned;
  readonly policyFile: PolicyFile;
  readonly report: Report;
}

/**
 * Runs a sample to its end, three times, recording what the policy would have denied instead of denying it: where it forbids the
 * network, one is played. Nothing leaves the sandbox that would not otherwise. Throws as {@link check} does.
 */
export async function learn(what: Sample | string, asked: CheckSettings = {}): Promise<Lesson> {
  const started = performance.now();
  const settings = settled(asked);
  const sample = await sampleFrom(what);
  const policy = settings.policy ?? DEFAULT_POLICY;
  demandConditions(sample, settings);
  const [{ judge }, { buildReport }, teacher, { policyFileOf }, { modulesOf }] = await Promise.all([
    import('../judge/judge.ts'),
    import('../report/build.ts'),
    import('../policy/learn.ts'),
    import('../policy/write.ts'),
    import('../judge/imports.ts'),
  ]);
  const { imports: _, permit: __, ...open } = policy;
  const recording: Policy = {
    ...open,
    ...((policy.network?.mode ?? 'deny') === 'deny' &&
      nameOf(sample, settings) === 'jail' && { network: { mode: 'sinkhole' } }),
  };
  const watching = { ...settings, canaries: settings.canaries ?? policy.canaries ?? true };
  const [inspection, runs] = await examine(sample, recording, watching);
  const [first, ...elsewhere] = runs;
  // Two more, so that what is made up by chance is told from what is meant.
  const again = () => execute(sample, recording, watching, exerciseIn(watching));
  const alike = first === undefined ? [] : [first, await again(), await again()];
  const learned = teacher.learn(alike.map(withoutMadeUp), policy, elsewhere.map(withoutMadeUp));
  const policyFile = policyFileOf(learned, modulesOf(sample, inspection, runs));
  const permitting: Policy = { ...policy, permit: learned.permit, imports: { allow: policyFile.imports?.allow ?? [] } };
  const judgement = judge({ sample, inspection, runs, policy: permitting });
  const totalMs = performance.now() - started;
  const report = buildReport({ sample, inspection, runs, judgement, policy: permitting, totalMs });
  return { learned, policyFile, report };
}

/**
 * Runs a sample, or what is at a path, isolated and observed, without judging it. Resolves however the program ended, a limit
 * included (`status`, `limit`); throws as {@link check} does. What it printed is hostile text.
 *
 * @example
 * const { stdout, events } = await run(sampleOfSource('print(6 * 7)', 'python'), { signal: AbortSignal.timeout(5_000) });
 */
export async function run(what: Sample | string, asked: RunSettings = {}): Promise<Run> {
  const sample = await sampleFrom(what);
  const { settings, fallback } = await possible(sample, settled(asked));
  const done = await permitted(sample, settings);
  return fallback === undefined ? done : { ...done, fallback };
}

async function permitted(sample: Sample, settings: RunSettings): Promise<Run> {
  const policy = settings.policy ?? DEFAULT_POLICY;
  if (policy.imports === undefined) return execute(sample, policy, settings);
  return (await refusal(sample, await inspect(sample), policy, settings)) ?? execute(sample, policy, settings);
}

/** The settings as they can be had, and why they are lesser ones. */
async function possible(
  sample: Sample,
  settings: CheckSettings,
): Promise<{ settings: CheckSettings; fallback?: Fallback }> {
  if (settings.fallback === undefined || settings.backend !== undefined) return { settings };
  const { fallbackFor } = await import('./fallback.ts');
  const fallback = fallbackFor(sample, settings.policy ?? DEFAULT_POLICY, settings.depth);
  return fallback === undefined ? { settings } : { settings: { ...settings, backend: settings.fallback }, fallback };
}

/** Finds what a sample, or what is at a path, could do, by reading it: milliseconds, nothing runs. Throws `sample-…`, `language-unknown`. */
export async function inspect(what: Sample | string): Promise<Inspection> {
  const inspector = await import('../inspect/index.ts');
  return inspector.inspect(await sampleFrom(what));
}

/**
 * Opens a file of a sample, the entry without `path`, to inspect it again and again while it is edited. Throws a TypeError where
 * the sample has no such source. `close` it in the end.
 */
export async function openDocument(sample: Sample, path?: string): Promise<OpenDocument> {
  const documents = await import('../inspect/document.ts');
  return documents.openDocument(sample, path);
}

/** What whoever asks leaves open, the policy says. */
function settled<Settings extends CheckSettings>(asked: Settings): Settings {
  const depth = asked.depth ?? asked.policy?.depth;
  const backend = asked.backend ?? asked.policy?.backend;
  return { ...asked, ...(depth !== undefined && { depth }), ...(backend !== undefined && { backend }) };
}

async function sampleFrom(what: Sample | string): Promise<Sample> {
  return typeof what === 'string' ? loadSample(what) : what;
}

/** What was found by reading, also in the code that was captured while it ran, and what was seen. */
async function examine(sample: Sample, policy: Policy, settings: CheckSettings): Promise<[Inspection, Run[]]> {
  const [inspection, runs] = await readAndRun(sample, policy, settings);
  if (!runs.some(({ captured, capturedDropped }) => captured ?? capturedDropped)) return [inspection, runs];
  const { inspectCaptured } = await import('./captured.ts');
  return inspectCaptured(sample, inspection, runs);
}

async function readAndRun(sample: Sample, policy: Policy, settings: CheckSettings): Promise<[Inspection, Run[]]> {
  if (settings.depth === 'quick') return [await inspect(sample), []];
  const exercise = exerciseIn(settings);
  const firstPolicy = settings.depth === 'deep' ? await withoutWaiting(sample, policy) : policy;
  if (policy.imports === undefined) {
    // The jail works while the parser does.
    const [inspection, done] = await both(inspect(sample), execute(sample, firstPolicy, settings, exercise));
    return [inspection, await further(sample, inspection, done, policy, settings)];
  }
  const inspection = await inspect(sample);
  const refused = await refusal(sample, inspection, policy, settings);
  if (refused !== undefined) return [inspection, [refused]];
  return [
    inspection,
    await further(sample, inspection, await execute(sample, firstPolicy, settings, exercise), policy, settings),
  ];
}

/** At depth deep a run of its own does that, and its first one is the program alone. */
function exerciseIn({ depth, exercise }: CheckSettings): Exercise | undefined {
  return depth === 'deep' || exercise === false ? undefined : BRIEF_EXERCISE;
}

/** The first run and, at depth `deep`, those under other conditions. */
async function further(
  sample: Sample,
  inspection: Inspection,
  first: Run,
  policy: Policy,
  settings: CheckSettings,
): Promise<Run[]> {
  if (settings.depth !== 'deep') return [first];
  const { explore } = await import('../explore/explore.ts');
  return withBackend(sample, settings, async (backend) => {
    // A program that takes long to load its libraries does so each time.
    const loadingMs = first.status === 'exited' ? Math.min(first.durationMs, LONGEST_LOADING_MS) : 0;
    const within = (wallMs: number) => ({
      ...policy.limits,
      wallMs: Math.min(policy.limits.wallMs, Math.round(wallMs + loadingMs)),
    });
    const runs = await explore(sample, inspection, policy.explore ?? DEFAULT_EXPLORE, [first], (conditions, changed) =>
      backend.run(changed, {
        limits: within(conditions.forced === undefined ? EXPLORED_WALL_MS : FORCED_WALL_MS),
        observe: true,
        conditions,
        ...seen(policy, settings),
        ...(conditions.stdin !== undefined ? { stdin: Buffer.from(conditions.stdin) } : given(settings)),
        ...(settings.signal !== undefined && { signal: settings.signal }),
      }),
    );
    return [first, ...runs];
  });
}

/** What waits is not waited for: the runs that follow skip it. */
async function withoutWaiting(sample: Sample, policy: Policy): Promise<Policy> {
  const { waitsLong } = await import('../explore/plan.ts');
  if (!waitsLong(sample)) return policy;
  return { ...policy, limits: { ...policy.limits, wallMs: Math.min(policy.limits.wallMs, EXPLORED_WALL_MS) } };
}

/** A run under conditions shows what it does early, or not at all: waits are skipped there. */
const EXPLORED_WALL_MS = 2_500;
/** What comes last, and is forced past what it would wait for, gets less. */
const FORCED_WALL_MS = 2_000;
const LONGEST_LOADING_MS = 2_500;

function given({ stdin }: RunSettings): Pick<RunSettings, 'stdin'> {
  return stdin === undefined ? {} : { stdin };
}

/** What a run finds around it besides its conditions. */
function seen(policy: Policy, settings: RunSettings): Pick<RunOptions, 'canaries' | 'network'> {
  return {
    ...(settings.canaries !== undefined && { canaries: settings.canaries }),
    ...(policy.network !== undefined && { network: policy.network }),
  };
}

/** Waits for both even when one fails, so that no run is left behind. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

async function execute(sample: Sample, policy: Policy, settings: RunSettings, exercise?: Exercise): Promise<Run> {
  const run = await withBackend(sample, settings, (backend) =>
    backend.run(sample, {
      limits: policy.limits,
      observe: true,
      ...seen(policy, settings),
      ...given(settings),
      ...(settings.signal !== undefined && { signal: settings.signal }),
      ...(settings.onEvent !== undefined && { onEvent: settings.onEvent }),
      ...(settings.clock !== undefined && { clock: settings.clock }),
      ...(exercise !== undefined && { exercise }),
    }),
  );
  return exercise === undefined ? run : withoutLaidOut(run);
}

async function withBackend<Result>(
  sample: Sample,
  settings: RunSettings,
  use: (backend: Backend) => Promise<Result>,
): Promise<Result> {
  if (settings.signal?.aborted) throw new GloveboxError('cancelled', 'the run was cancelled', 'Start it again.');
  const chosen = settings.backend ?? defaultBackend(sample.language);
  const backend = typeof chosen === 'string' ? await createBackend(chosen) : chosen;
  try {
    return await use(backend);
  } finally {
    if (backend !== chosen) await backend.dispose();
  }
}

/** A run that never began, when the sample imports what the policy does not allow. */
async function refusal(
  sample: Sample,
  inspection: Inspection,
  policy: Policy,
  settings: RunSettings,
): Promise<Run | undefined> {
  const { importsBeyond } = await import('../judge/imports.ts');
  const [first] = importsBeyond(policy, sample, inspection);
  if (first === undefined) return undefined;
  const name = first.target ?? 'a module whose name is not a constant';
  return refusedRun(
    nameOf(sample, settings),
    `${first.file}:${first.line} imports ${name}, which the policy does not allow`,
  );
}

function nameOf({ language }: Sample, { backend = defaultBackend(language) }: RunSettings): BackendName {
  return typeof backend === 'string' ? backend : backend.name;
}

function refusedRun(backend: BackendName, reason: string): Run {
  return {
    id: 'run:1',
    backend,
    conditions: { clock: null },
    status: 'refused',
    reason,
    exitCode: null,
    stdout: '',
    stderr: '',
    truncated: false,
    durationMs: 0,
    resources: { cpuMs: 0, peakMemoryBytes: 0, processes: 0, writtenBytes: 0 },
    changes: [],
    events: [],
  };
}
