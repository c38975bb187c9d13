/** A WebAssembly module for tests, assembled from numbers: imports of WASI, one memory, data, and the body of `_start`. */
export interface Assembly {
  /** Names of WASI functions; their indices are those in this list. */
  readonly imports?: readonly string[];
  /** Other imports, as `[module, name]` of type `() -> ()`. */
  readonly strange?: readonly (readonly [string, string])[];
  readonly pages?: number;
  readonly maximum?: number;
  readonly data?: readonly (readonly [offset: number, content: string | readonly number[]])[];
  /** Instructions of `_start`, which has four locals of type i32. */
  readonly body: readonly number[];
  /** Name under which the function is exported instead of `_start`. */
  readonly start?: string;
}

const I32 = 0x7f;
const I64 = 0x7e;

/** Parameters of the WASI functions used; each gives an i32 but `proc_exit`. */
const PARAMETERS: Readonly<Record<string, readonly number[]>> = {
  fd_write: [I32, I32, I32, I32],
  fd_read: [I32, I32, I32, I32],
  fd_close: [I32],
  proc_exit: [I32],
  environ_get: [I32, I32],
  environ_sizes_get: [I32, I32],
  args_get: [I32, I32],
  args_sizes_get: [I32, I32],
  clock_time_get: [I32, I64, I32],
  random_get: [I32, I32],
  path_open: [I32, I32, I32, I32, I32, I64, I64, I32, I32],
  path_unlink_file: [I32, I32, I32],
  poll_oneoff: [I32, I32, I32, I32],
  sock_send: [I32, I32, I32, I32, I32],
};

export function assemble(assembly: Assembly): Uint8Array {
  const { imports = [], strange = [], pages = 1, maximum, data = [], body, start = '_start' } = assembly;
  const types = [
    [0x60, 0, 0],
    ...imports.map((name) => {
      const parameters = PARAMETERS[name] ?? [];
      return [0x60, parameters.length, ...parameters, ...(name === 'proc_exit' ? [0] : [1, I32])];
    }),
  ];
  const functions = [
    ...imports.map((name, index) => [...text('wasi_snapshot_preview1'), ...text(name), 0, ...number(index + 1)]),
    ...strange.map(([module, name]) => [...text(module), ...text(name), 0, 0]),
  ];
  const limits = maximum === undefined ? [0, ...number(pages)] : [1, ...number(pages), ...number(maximum)];
  const code = [1, 4, I32, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, functions),
    ...section(3, [[0]]),
    ...section(5, [limits]),
    ...section(7, [
      [...text(start), 0, ...number(functions.length)],
      [...text('memory'), 2, 0],
    ]),
    ...section(10, [[...number(code.length), ...code]]),
    ...section(
      11,
      data.map(([offset, content]) => {
        const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
        return [0, ...i32(offset), 0x0b, ...number(bytes.length), ...bytes];
      }),
    ),
  ]);
}

/** `i32.const`. */
export function i32(value: number): number[] {
  return [0x41, ...signed(value)];
}

/** `i64.const` of a small number. */
export function i64(value: number): number[] {
  return [0x42, ...signed(value)];
}

/** Calls a function with constants and forgets what it gives. */
export function call(index: number, ...args: readonly number[]): number[] {
  return [...args.flatMap(i32), 0x10, ...number(index), 0x1a];
}

/** `i32.store` of a constant. */
export function store(address: number, value: number): number[] {
  return [...i32(address), ...i32(value), 0x36, 2, 0];
}

/** Goes round for ever. */
export function forever(body: readonly number[] = []): number[] {
  return [0x03, 0x40, ...body, 0x0c, 0, 0x0b];
}

/** Writes `length` bytes at `from` to a descriptor by function `fdWrite`; scratch space is at 8. */
export function print(fdWrite: number, descriptor: number, from: number, length: number): number[] {
  return [...store(8, from), ...store(12, length), ...call(fdWrite, descriptor, 8, 1, 16)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  if (entries.length === 0) return [];
  const content = [...number(entries.length), ...entries.flat()];
  return [id, ...number(content.length), ...content];
}

function text(value: string): number[] {
  const bytes = [...Buffer.from(value)];
  return [...number(bytes.length), ...bytes];
}

function number(value: number): number[] {
  const bytes: number[] = [];
  do {
    const byte = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? byte : byte | 0x80);
  } while (value !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    const done = (value === 0 && (byte & 0x40) === 0) || (value === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}
