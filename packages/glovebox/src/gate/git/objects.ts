import type { Readable } from 'node:stream';
import type { Git } from './git.ts';

/** What an object is, without its content. */
export interface ObjectHead {
  readonly id: string;
  readonly type: string;
  readonly bytes: number;
}

export interface ObjectContent extends ObjectHead {
  readonly content: Buffer;
}

const NEWLINE = 0x0a;
/** A header is a name, a type and a number. */
const LONGEST_HEADER = 5_000;

/**
 * Objects by name, through two gits that go on answering: one tells sizes, so that nothing too large is ever asked of the other.
 * Questions are answered one after the other.
 */
export class Objects {
  readonly #heads: Conversation;
  readonly #contents: Conversation;

  constructor(git: Git) {
    this.#heads = new Conversation(git, '--batch-check', false);
    this.#contents = new Conversation(git, '--batch', true);
  }

  /** Undefined for a name that stands for nothing here, also where a partial clone left it with its remote. */
  head(name: string): Promise<ObjectHead | undefined> {
    return this.#heads.ask(name);
  }

  /** The same with its content; undefined also where it has more than `mostBytes`. */
  async read(name: string, mostBytes: number): Promise<ObjectContent | undefined> {
    const head = await this.head(name);
    if (head === undefined || head.bytes > mostBytes) return undefined;
    const answer = await this.#contents.ask(head.id);
    return answer?.content === undefined ? undefined : { ...answer, content: answer.content };
  }

  close(): void {
    this.#heads.close();
    this.#contents.close();
  }
}

type Answer = ObjectHead & { readonly content?: Buffer };

class Conversation {
  readonly #git: Git;
  readonly #option: string;
  readonly #withContent: boolean;
  #partner: ReturnType<Git['converse']> | undefined;
  #reader: ByteReader | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(git: Git, option: string, withContent: boolean) {
    this.#git = git;
    this.#option = option;
    this.#withContent = withContent;
  }

  ask(name: string): Promise<Answer | undefined> {
    // One line is one question.
    if (name === '' || /[\n\0]/.test(name)) return Promise.resolve(undefined);
    const answer = this.#last.then(() => this.#ask(name));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#isClosed = true;
    this.#hangUp();
  }

  async #ask(name: string): Promise<Answer | undefined> {
    if (this.#isClosed) return undefined;
    this.#partner ??= this.#git.converse(['cat-file', this.#option]);
    this.#reader ??= new ByteReader(this.#partner.stdout);
    this.#partner.stdin.write(`${name}\n`);
    const header = await this.#reader.line();
    if (header === undefined) {
      // A git that should fetch what it may not ends; the next question gets another one.
      await this.#partner.ended;
      this.#hangUp();
      return undefined;
    }
    const [, id = '', type = '', size = ''] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header) ?? [];
    if (id === '') return undefined;
    const bytes = Number(size);
    if (!this.#withContent) return { id, type, bytes };
    const content = await this.#reader.bytes(bytes + 1);
    return content === undefined ? undefined : { id, type, bytes, content: content.subarray(0, bytes) };
  }

  #hangUp(): void {
    this.#partner?.end();
    this.#partner = undefined;
    this.#reader = undefined;
  }
}

/** Takes lines and runs of bytes from a stream. Undefined where it ends before they are whole. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string | undefined> {
    for (let from = 0; ; ) {
      const end = this.#held.indexOf(NEWLINE, from);
      if (end >= 0) return this.#take(end + 1).toString('latin1', 0, end);
      from = this.#held.length;
      if (from > LONGEST_HEADER) return undefined;
      const chunk = await this.#next();
      if (chunk === undefined) return undefined;
      this.#held = Buffer.concat([this.#held, chunk]);
    }
  }

  async bytes(count: number): Promise<Buffer | undefined> {
    const parts = [this.#held];
    let length = this.#held.length;
    while (length < count) {
      const chunk = await this.#next();
      if (chunk === undefined) return undefined;
      parts.push(chunk);
      length += chunk.length;
    }
    this.#held = Buffer.concat(parts);
    return Buffer.from(this.#take(count));
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch {
      return undefined;
    }
  }
}
