import { Lane as AskedLane, LaneError } from '../examine/lane.ts';
import type { Case } from './corpus.ts';
import type { CaseSettings } from './examine.ts';
import { type Outcome, placeOf } from './scored.ts';
import type { Asked } from './worker.ts';

/** From a checkout's sources the worker lies beside this file; in the bundle this file is a chunk among chunks. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : '../eval/worker.js', import.meta.url);

/** A process that examines one sample at a time. What breaks it is an outcome without a verdict, and the next sample has another. */
export class Lane {
  readonly #how: CaseSettings;
  readonly #lane: AskedLane<Asked, Outcome>;

  /** @param deadlineMs after so many milliseconds a sample is given up */
  constructor(how: CaseSettings, deadlineMs: number) {
    this.#how = how;
    this.#lane = new AskedLane(WORKER, deadlineMs);
  }

  /** Process id; undefined between two processes. */
  get pid(): number | undefined {
    return this.#lane.pid;
  }

  async examine(examined: Case, signal?: AbortSignal): Promise<Outcome> {
    try {
      return await this.#lane.ask({ examine: examined, how: this.#how }, signal);
    } catch (cause) {
      if (cause instanceof LaneError) return { ...placeOf(examined), reason: cause.message };
      throw cause;
    }
  }

  end(): Promise<void> {
    return this.#lane.end();
  }
}
