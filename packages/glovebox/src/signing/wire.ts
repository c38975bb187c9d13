/** Fields of SSH's wire format (RFC 4251, section 5): big-endian numbers, strings after their length. Throws RangeError at the end. */
export class WireReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint32(): number {
    const value = this.#bytes.readUInt32BE(this.#offset);
    this.#offset += 4;
    return value;
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.string().toString('latin1');
  }

  /** A positive number without the zero that keeps its sign. */
  number(): Buffer {
    const bytes = this.string();
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
    return bytes.subarray(start);
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#offset) throw new RangeError('ends early');
    this.#offset += length;
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#offset);
  }
}

export function wireString(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive number: a zero goes before a first bit that would be its sign. */
export function wireNumber(value: Uint8Array): Buffer {
  const isSigned = ((value[0] ?? 0) & 0x80) !== 0;
  return wireString(isSigned ? Buffer.concat([Buffer.from([0]), value]) : value);
}
