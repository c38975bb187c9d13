import { GloveboxError } from '../../error.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Backend, Conversation, Listen, Prepared, RunOptions } from '../backend.ts';
import { drawVariables, type NoPlace, type Planted, plantCanaries } from '../canaries/plant.ts';
import { createLive } from '../live.ts';
import { isAnswered } from '../network.ts';
import { buildRun } from '../result.ts';
import type { BackendName, Run } from '../run.ts';
import { SHORTFALLS } from '../shortfalls.ts';
import { canaryRecords, SESSION } from './records.ts';
import { type Plan, type Session, startSession } from './session.ts';

/** What differs between the backends in which a warden watches: how the walls are made. */
export interface Walls {
  readonly name: BackendName;
  probe(): Promise<void>;
  /**
   * `session` says that it takes one cell after another: the record for it is added to the plan's, and belongs into a snapshot.
   * Throws a {@link GloveboxError} when something that the sandbox needs is missing.
   */
  plan(language: Sample['language'], options: RunOptions, session: boolean): Promise<Plan>;
  /** Whether it can be given a sinkhole for a network. */
  readonly sinkholes?: true;
  /** `false` where what runs inside takes one job and no second one: there are no boxes then. */
  readonly sessions?: boolean;
  /** Ends what outlives a run, once no run is left. */
  dispose?(): Promise<void>;
}

/** A backend whose sandboxes each have a warden to talk to. */
export function createWardenBackend(walls: Walls): Backend {
  const open = new Set<Session>();
  const { decoyFiles, decoyVariables } = SHORTFALLS[walls.name];
  const noPlace: NoPlace = {
    ...(decoyFiles !== undefined && { file: decoyFiles }),
    ...(decoyVariables !== undefined && { variable: decoyVariables }),
  };

  async function start(language: Sample['language'], options: RunOptions, listen?: Listen): Promise<Started> {
    options.signal?.throwIfAborted();
    if (language === 'wasm' && walls.name !== 'wasm') throw noModules(walls.name);
    if (isAnswered(options.network) && walls.sinkholes !== true) throw noSinkhole(walls.name);
    const plan = await walls.plan(language, options, listen !== undefined);
    if (options.signal?.aborted) await plan.sinkhole?.finish();
    options.signal?.throwIfAborted();
    const variables = options.canaries && options.observe && listen === undefined ? drawVariables(noPlace) : undefined;
    const records = [...plan.records, ...(listen === undefined ? canaryRecords(variables) : [SESSION])];
    const session = startSession({ ...plan, records }, listen);
    open.add(session);
    session.finished
      .catch(() => {})
      .finally(() => {
        open.delete(session);
        return plan.sinkhole?.finish();
      });
    // The sandbox is being made meanwhile.
    const planted = variables && plantCanaries(options.limits, noPlace, variables);
    if (planted !== undefined) plan.sinkhole?.guard(planted.canaries);
    return { plan, session, ...(planted !== undefined && { planted }) };
  }

  async function use({ plan, session, planted }: Started, sample: Sample, options: UseOptions): Promise<Run> {
    const stop = () => session.cancel();
    options.signal?.addEventListener('abort', stop, { once: true });
    const live = options.onEvent && createLive(sample, options.onEvent);
    if (live !== undefined) session.tap(live.hear);
    try {
      session.give(sample, options.stdin, planted?.files);
      const transcript = await session.finished;
      if (transcript.end.cause === 'cancelled') throw cancelled(options.signal);
      const traffic = await plan.sinkhole?.finish();
      const run = await buildRun(
        walls.name,
        sample,
        plan.limits,
        transcript,
        plan.isolation,
        plan.conditions ?? { clock: plan.clock ?? null },
        planted,
        traffic,
      );
      live?.end(run);
      return run;
    } catch (cause) {
      // Cancelled before there was a jail, it looks like a sandbox that failed.
      throw options.signal?.aborted ? cancelled(options.signal) : cause;
    } finally {
      live?.stop();
      options.signal?.removeEventListener('abort', stop);
    }
  }

  async function converse(language: Sample['language'], options: RunOptions, listen: Listen): Promise<Conversation> {
    // Without hints nobody would say where a cell ends.
    const { plan, session } = await start(language, { ...options, observe: true }, listen);
    await session.waiting;
    return {
      limits: plan.limits,
      send: session.send,
      ...(plan.sinkhole !== undefined && { traffic: plan.sinkhole.traffic }),
      ended: session.finished.then(({ end }) => end),
      cancel: session.cancel,
    };
  }

  return {
    name: walls.name,
    probe: walls.probe,
    async prepare(language, options): Promise<Prepared> {
      const started = await start(language, options);
      await started.session.waiting;
      return {
        run: (sample, more = {}) => use(started, sample, { ...options, ...more }),
        async dispose() {
          started.session.cancel();
          await started.session.finished.catch(() => {});
        },
        ended: started.session.finished.then(
          () => {},
          () => {},
        ),
      };
    },
    run: async (sample, options) => use(await start(sample.language, options), sample, options),
    ...(walls.sessions === false ? {} : { open: converse }),
    async dispose() {
      const ending = [...open];
      for (const session of ending) session.cancel();
      await Promise.allSettled(ending.map((session) => session.finished));
      await walls.dispose?.();
    },
  };
}

interface Started {
  readonly plan: Plan;
  readonly session: Session;
  readonly planted?: Planted;
}

type UseOptions = Pick<RunOptions, 'stdin' | 'signal' | 'onEvent'>;

function noModules(name: BackendName): GloveboxError {
  return new GloveboxError(
    'language-unsupported',
    `the ${name} backend runs no WebAssembly modules`,
    'Run it with --backend wasm.',
  );
}

function noSinkhole(name: BackendName): GloveboxError {
  return new GloveboxError(
    'backend-unavailable',
    `the ${name} backend has only an empty network`,
    'Run it with --backend jail, or with --network deny.',
  );
}

function cancelled(signal: AbortSignal | undefined): GloveboxError {
  return new GloveboxError('cancelled', 'the run was cancelled', 'Start it again.', { cause: signal?.reason });
}
