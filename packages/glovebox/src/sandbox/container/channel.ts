import type { GloveboxError } from '../../error.ts';
import type { WardenMessage } from '../../observe/message.ts';
import type { ChannelEnd, OpenChannel } from '../warden/channel.ts';
import { isTraffic } from '../warden/frames.ts';
import { type Engine, EngineError } from './engine.ts';
import { containerId } from './id.ts';
import { lastWord, ranOutOfMemory, whyLost } from './lost.ts';
import { removeContainer } from './owner.ts';
import { attachWire, type Wire } from './wire.ts';

/** How one container is started and talked to. */
export interface Container {
  readonly engine: Engine;
  /** Body of POST /containers/create. */
  readonly settings: object;
  /** Milliseconds a sample has, after which the daemon is told to end what the warden has not. */
  readonly wallMs: number;
  /** What a refusal of the daemon means. */
  refused(cause: EngineError): GloveboxError;
  /** Adds to what the warden of the container `id` says what else is known of it. */
  hearing?(
    id: string,
    listen: (message: WardenMessage) => void,
  ): { hear(message: WardenMessage): void; forget(): void };
  /** Told when a container runs and has no job yet. */
  onStarted(id: string): void;
  /** Told of every container that was made, with what resolves once it is gone. */
  onMade(gone: Promise<void>): void;
}

/** Beyond the sample's time: the warden ends it first, unless something is wrong with the warden. */
const GRACE_MS = 5_000;
/** What a warden has for its last words once its standard input is closed. */
const LAST_WORDS_MS = 1_000;
const DAY_MS = 24 * 60 * 60_000;

/** A warden as the first process of a container, heard through the container's streams. */
export function containerChannel(container: Container): OpenChannel {
  return (onMessage) => {
    const life = new ContainerLife(container);
    return {
      send: (frames) => life.send(frames),
      cancel: () => life.cancel(),
      ended: life.live(onMessage),
    };
  };
}

/** One container from its making to its removal. Frames that come before it can take them wait. */
class ContainerLife {
  readonly #container: Container;
  readonly #waiting: Buffer[] = [];
  #id: string | undefined;
  #wire: Wire | undefined;
  #cancelled = false;
  #deadline: NodeJS.Timeout | undefined;
  #since = 0;
  /** When the last job was given. */
  #begun: number | undefined;
  #expired = false;

  constructor(container: Container) {
    this.#container = container;
  }

  send(frames: readonly Buffer[]): void {
    if (this.#wire === undefined) this.#waiting.push(...frames);
    else this.#wire.write(Buffer.concat(frames), frames.every(isTraffic));
    if (!frames.some(isJob)) return;
    this.#begun = Date.now();
    this.#killAfter(this.#container.wallMs + GRACE_MS, () => {
      this.#expired = true;
    });
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wire?.end();
    this.#killAfter(LAST_WORDS_MS);
  }

  async live(onMessage: (message: WardenMessage) => void): Promise<ChannelEnd> {
    const { engine, settings, refused } = this.#container;
    try {
      const id = containerId(engine, await engine.call('POST', '/containers/create', { json: settings }));
      this.#id = id;
      return await this.#run(id, onMessage);
    } catch (cause) {
      throw cause instanceof EngineError ? refused(cause) : cause;
    } finally {
      clearTimeout(this.#deadline);
    }
  }

  async #run(id: string, onMessage: (message: WardenMessage) => void): Promise<ChannelEnd> {
    const { engine, onMade, onStarted } = this.#container;
    const gone = Promise.withResolvers<void>();
    onMade(gone.promise);
    const hearing = this.#container.hearing?.(id, onMessage);
    const hear = hearing?.hear ?? onMessage;
    this.#since = Date.now();
    gone.promise.then(() => hearing?.forget());
    const remove = () => removeContainer(engine, id).catch(() => {}); // no daemon: its next start removes it
    try {
      const wire = await attachWire(engine, id, hear);
      // Asked before the start: an early end would be missed.
      const removed = engine.call('POST', `/containers/${id}/wait?condition=removed`, { timeoutMs: DAY_MS });
      removed.catch(remove).then(() => gone.resolve());
      gone.promise.then(wire.destroy);
      if (this.#cancelled) wire.end();
      // The warden makes the sandbox while the daemon still has to say that it was started; the job comes after.
      const job = this.#waiting.findIndex((frame) => !isConfiguration(frame));
      const early = this.#waiting.splice(0, job < 0 ? this.#waiting.length : job);
      if (early.length > 0) wire.write(Buffer.concat(early));
      await engine.call('POST', `/containers/${id}/start`, { timeoutMs: 60_000 });
      onStarted(id);
      this.#open(wire);
      const heard = (await wire.ended) === 'heard';
      if (this.#cancelled) await gone.promise;
      else if (!heard && wire.complaints() === '') await this.#speakFor(id, hear);
      return { complaints: wire.complaints(), code: null };
    } catch (cause) {
      await remove();
      gone.resolve();
      throw cause;
    }
  }

  /** The warden had no last word: it was ended with everything else, by one of the limits around it or by somebody. */
  async #speakFor(id: string, hear: (message: WardenMessage) => void): Promise<void> {
    const { engine } = this.#container;
    const ms = this.#begun === undefined ? 0 : Date.now() - this.#begun;
    if (this.#expired) hear(lastWord('timed-out', ms));
    else if (await ranOutOfMemory(engine, id, this.#since)) hear(lastWord('out-of-memory', ms));
    else throw await whyLost(engine, id);
  }

  /** From here on frames go straight through. */
  #open(wire: Wire): void {
    this.#wire = wire;
    if (this.#waiting.length > 0) wire.write(Buffer.concat(this.#waiting.splice(0)));
    if (this.#cancelled) wire.end();
  }

  #killAfter(ms: number, first: () => void = () => {}): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      first();
      if (this.#id !== undefined) void removeContainer(this.#container.engine, this.#id).catch(() => {}); // as above
    }, ms).unref();
  }
}

/** The kind of a frame is its fifth byte. */
function isJob(frame: Buffer): boolean {
  return frame[4] === 'G'.charCodeAt(0);
}

function isConfiguration(frame: Buffer): boolean {
  return frame[4] === 'C'.charCodeAt(0);
}
