import { Buffer } from 'node:buffer';
import { isKnown } from './known.ts';

/** What a marshalled object is, as far as names and constants go. */
type Marshalled = string | Buffer | CodeObject | readonly Marshalled[] | undefined;

interface CodeObject {
  readonly names: readonly string[];
  readonly constants: readonly Marshalled[];
}

const MOST_OBJECTS = 20_000;
const DEEPEST = 60;
const MOST_CALLS = 400;
const FLAG_REF = 0x80;

/** Sizes of the objects that hold nothing but a number, in bytes. */
const FIXED: Readonly<Record<string, number>> = { N: 0, T: 0, F: 0, '.': 0, S: 0, '0': 0, i: 4, I: 8, g: 8, y: 16 };

/**
 * The code that marshalled bytes hold, without loading them. A text is given as it is; of compiled code, which differs from
 * version to version, every known callee is written once for each of its constants. Undefined for what is no such data.
 */
export function codeOfMarshal(bytes: Uint8Array): string | undefined {
  const object = new Reader(Buffer.from(bytes)).read(0);
  if (typeof object === 'string') return object;
  if (Buffer.isBuffer(object)) return object.toString();
  const calls: string[] = [];
  describe(object, calls, 0);
  return calls.length === 0 ? undefined : [...new Set(calls)].slice(0, MOST_CALLS).join('\n');
}

function describe(object: Marshalled, calls: string[], depth: number): void {
  if (!isCode(object) || depth > DEEPEST || calls.length > MOST_CALLS) return;
  const texts = object.constants.flatMap((one) =>
    typeof one === 'string' ? [one] : Buffer.isBuffer(one) ? [one.toString()] : [],
  );
  const given = texts.length === 0 ? [''] : texts.slice(0, 20).map((one) => JSON.stringify(one));
  object.names.forEach((name, index) => {
    const callee = calleeAt(object.names, index);
    if (callee === undefined) return;
    if (callee.includes('.')) calls.push(`import ${name}`);
    for (const one of given) calls.push(`${callee}(${one})`);
  });
  for (const constant of object.constants) describe(constant, calls, depth + 1);
}

function isCode(object: Marshalled): object is CodeObject {
  return typeof object === 'object' && 'names' in object;
}

/** The known thing that the names from one on lead to: they are listed in the order in which they are first used. */
function calleeAt(names: readonly string[], start: number): string | undefined {
  const first = names[start] ?? '';
  if (!/^\w{1,100}$/.test(first) || !isKnown(first)) return undefined;
  let callee = first;
  for (const next of names.slice(start + 1, start + 4)) {
    if (!isKnown(`${callee}.${next}`)) break;
    callee += `.${next}`;
  }
  return callee;
}

/** Reads the format of the `marshal` module; anything it does not expect ends the reading. */
class Reader {
  readonly #bytes: Buffer;
  readonly #references: Marshalled[] = [];
  #at = 0;
  #objects = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(depth: number): Marshalled {
    if (this.#at >= this.#bytes.length || depth > DEEPEST || ++this.#objects > MOST_OBJECTS) return this.#end();
    const byte = this.#bytes[this.#at++] ?? 0;
    const slot = (byte & FLAG_REF) === 0 ? undefined : this.#references.push(undefined) - 1;
    const object = this.#ofType(String.fromCharCode(byte & ~FLAG_REF), depth);
    if (slot !== undefined) this.#references[slot] = object;
    return object;
  }

  #ofType(type: string, depth: number): Marshalled {
    const size = FIXED[type];
    if (size !== undefined) return this.#skip(size);
    switch (type) {
      case 's':
        return this.#take(this.#long());
      case 't':
      case 'u':
      case 'a':
      case 'A':
        return this.#take(this.#long()).toString();
      case 'z':
      case 'Z':
        return this.#take(this.#short()).toString();
      case 'f':
        return this.#skip(this.#short());
      case 'l':
        return this.#skip(Math.abs(this.#long()) * 2);
      case 'r':
        return this.#references[this.#long()];
      case ')':
        return this.#items(this.#short(), depth);
      case '(':
      case '[':
      case '<':
      case '>':
        return this.#items(this.#long(), depth);
      case 'c':
        return this.#code(depth);
      default:
        return this.#end();
    }
  }

  #items(count: number, depth: number): Marshalled[] {
    const items: Marshalled[] = [];
    for (let index = 0; index < count && this.#at < this.#bytes.length; index++) items.push(this.read(depth + 1));
    return items;
  }

  /** Five or six numbers come first, by version; what follows the names differs as well, and is told by its types. */
  #code(depth: number): CodeObject {
    const isAtBytecode = (at: number): boolean => ((this.#bytes[at] ?? 0) & ~FLAG_REF) === 's'.charCodeAt(0);
    this.#at += isAtBytecode(this.#at + 20) ? 20 : 24;
    this.read(depth + 1);
    const constants = this.read(depth + 1);
    const names = this.read(depth + 1);
    this.read(depth + 1);
    const isNew = Buffer.isBuffer(this.read(depth + 1));
    for (let index = 0; index < 3; index++) this.read(depth + 1);
    this.#at += 4;
    this.read(depth + 1);
    if (isNew) this.read(depth + 1);
    return {
      names: listed(names).flatMap((name) => (typeof name === 'string' ? [name] : [])),
      constants: listed(constants),
    };
  }

  #take(size: number): Buffer {
    const start = this.#at;
    this.#skip(size);
    return this.#bytes.subarray(start, this.#at);
  }

  #skip(size: number): undefined {
    this.#at = size < 0 ? this.#bytes.length : Math.min(this.#bytes.length, this.#at + size);
  }

  #short(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  #long(): number {
    const value = this.#at + 4 <= this.#bytes.length ? this.#bytes.readInt32LE(this.#at) : 0;
    this.#at += 4;
    return value;
  }

  #end(): undefined {
    this.#at = this.#bytes.length;
  }
}

function listed(object: Marshalled): readonly Marshalled[] {
  return Array.isArray(object) ? object : [];
}
