import { OPCODES, type Operand } from './opcodes.ts';

/** One operation of a pickle, with what follows it in the stream. */
export interface Operation {
  readonly name: string;
  /** The operand as a number or text: bytes as one character each, the lines of a pair with a space between them. */
  readonly operand: string;
}

/** The operations of a pickle up to its end, at most so many; stops where the stream breaks off or is none. */
export function* operationsOf(bytes: Uint8Array, most: number): Generator<Operation> {
  const stream = new Stream(bytes);
  for (let count = 0; count < most; count++) {
    const opcode = OPCODES.get(stream.byte() ?? -1);
    if (opcode === undefined) return;
    const operand = READERS[opcode.operand](stream);
    if (operand === undefined) return;
    yield { name: opcode.name, operand };
    if (opcode.name === 'STOP') return;
  }
}

class Stream {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number | undefined {
    return this.#bytes[this.#at++];
  }

  /** Undefined where there are fewer left. */
  take(length: number): Buffer | undefined {
    if (this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  line(): string | undefined {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) return undefined;
    const line = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return line;
  }
}

const READERS: Record<Operand, (stream: Stream) => string | undefined> = {
  none: () => '',
  line: (stream) => stream.line(),
  'two-lines': (stream) => {
    const [module, name] = [stream.line(), stream.line()];
    return module === undefined || name === undefined ? undefined : `${module} ${name}`;
  },
  byte: (stream) => stream.take(1)?.readUInt8().toString(),
  uint16: (stream) => stream.take(2)?.readUInt16LE().toString(),
  int32: (stream) => stream.take(4)?.readInt32LE().toString(),
  uint32: (stream) => stream.take(4)?.readUInt32LE().toString(),
  uint64: (stream) => stream.take(8)?.readBigUInt64LE().toString(),
  double: (stream) => stream.take(8)?.readDoubleBE().toString(),
  'sized-byte': (stream) => sized(stream, stream.take(1)?.readUInt8()),
  'sized-uint32': (stream) => sized(stream, stream.take(4)?.readUInt32LE()),
  'sized-uint64': (stream) => sized(stream, numberOf(stream.take(8)?.readBigUInt64LE())),
};

function sized(stream: Stream, length: number | undefined): string | undefined {
  return length === undefined ? undefined : stream.take(length)?.toString('latin1');
}

function numberOf(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
