/** What of a module's structure tells what it needs and offers. Function bodies are not looked at: the engine validates them. */
export interface WasmModule {
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly { readonly name: string; readonly kind: ExternalKind }[];
}

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
  /** Where the import is written, in bytes from the start. */
  readonly offset: number;
}

const KINDS = ['function', 'table', 'memory', 'global', 'tag'] as const;
export type ExternalKind = (typeof KINDS)[number];

/** A module that ends too early or says what the format does not know. */
export class WasmFormatError extends Error {
  override readonly name = 'WasmFormatError';
}

const HEADER = 8;
const IMPORT_SECTION = 2;
const EXPORT_SECTION = 7;
const LAST_SECTION = 13;
const MOST_ENTRIES = 100_000;
const LONGEST_NAME = 10_000;

/** Reads the sections of a module. Throws {@link WasmFormatError}. */
export function parseModule(bytes: Uint8Array): WasmModule {
  const at = new Reader(bytes, 0, bytes.length);
  if (bytes.length < HEADER) throw new WasmFormatError(`it ends after ${bytes.length} bytes, within its header`);
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (version !== 1)
    throw new WasmFormatError(
      `its version is ${version}; a component or another format, not a core module of version 1`,
    );
  at.offset = HEADER;
  const imports: ModuleImport[] = [];
  const exports: { name: string; kind: ExternalKind }[] = [];
  while (at.offset < bytes.length) {
    const id = at.byte();
    if (id > LAST_SECTION) throw new WasmFormatError(`section ${id} at byte ${at.offset - 1} is unknown`);
    const size = at.number();
    if (at.offset + size > bytes.length)
      throw new WasmFormatError(
        `section ${id} needs ${at.offset + size - bytes.length} bytes more than there are: it was cut off`,
      );
    const section = new Reader(bytes, at.offset, at.offset + size);
    if (id === IMPORT_SECTION) readImports(section, imports);
    if (id === EXPORT_SECTION) readExports(section, exports);
    at.offset += size;
  }
  return { imports, exports };
}

function readImports(at: Reader, imports: ModuleImport[]): void {
  for (let left = at.count(); left > 0; left--) {
    const offset = at.offset;
    const module = at.name();
    const name = at.name();
    const kind = at.kind();
    skipType(at, kind);
    imports.push({ module, name, kind, offset });
  }
}

function skipType(at: Reader, kind: ExternalKind): void {
  switch (kind) {
    case 'function':
      at.number();
      return;
    case 'table':
      skipReference(at);
      skipLimits(at);
      return;
    case 'memory':
      skipLimits(at);
      return;
    case 'global':
      skipReference(at);
      at.byte();
      return;
    case 'tag':
      at.byte();
      at.number();
  }
}

/** `(ref null ht)` and `(ref ht)` have a heap type behind their byte. */
function skipReference(at: Reader): void {
  const type = at.byte();
  if (type === 0x63 || type === 0x64) at.number();
}

function skipLimits(at: Reader): void {
  const flags = at.byte();
  at.number();
  if ((flags & 1) !== 0) at.number();
}

function readExports(at: Reader, exports: { name: string; kind: ExternalKind }[]): void {
  for (let left = at.count(); left > 0; left--) {
    const name = at.name();
    const kind = at.kind();
    at.number();
    exports.push({ name, kind });
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  offset: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.offset = start;
    this.#end = end;
  }

  byte(): number {
    if (this.offset >= this.#end) throw new WasmFormatError(`it ends at byte ${this.offset}, where more should follow`);
    return this.#bytes[this.offset++] ?? 0;
  }

  /** An unsigned LEB128 number; 64-bit ones lose precision, and nothing here needs it. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new WasmFormatError(`the number at byte ${this.offset} is too long`);
  }

  count(): number {
    const count = this.number();
    if (count > MOST_ENTRIES) throw new WasmFormatError(`a section has ${count} entries`);
    return count;
  }

  name(): string {
    const length = this.number();
    if (length > LONGEST_NAME || this.offset + length > this.#end)
      throw new WasmFormatError(`the name at byte ${this.offset} is longer than its section`);
    const name = new TextDecoder().decode(this.#bytes.subarray(this.offset, this.offset + length));
    this.offset += length;
    return name;
  }

  kind(): ExternalKind {
    const code = this.byte();
    const kind = KINDS[code];
    if (kind === undefined)
      throw new WasmFormatError(`byte ${this.offset - 1} names no kind of import or export: ${code}`);
    return kind;
  }
}
