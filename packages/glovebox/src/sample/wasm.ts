import { GloveboxError } from '../error.ts';
import type { Sample } from './sample.ts';
import { type ModuleImport, parseModule, WasmFormatError, type WasmModule } from './wasm-module.ts';

/** Every function of WASI preview 1: what a module may import. */
const OFFERED: ReadonlySet<string> = new Set(
  `args_get args_sizes_get clock_res_get clock_time_get environ_get environ_sizes_get fd_advise fd_allocate fd_close
  fd_datasync fd_fdstat_get fd_fdstat_set_flags fd_fdstat_set_rights fd_filestat_get fd_filestat_set_size
  fd_filestat_set_times fd_pread fd_prestat_dir_name fd_prestat_get fd_pwrite fd_read fd_readdir fd_renumber fd_seek
  fd_sync fd_tell fd_write path_create_directory path_filestat_get path_filestat_set_times path_link path_open
  path_readlink path_remove_directory path_rename path_symlink path_unlink_file poll_oneoff proc_exit proc_raise
  random_get sched_yield sock_accept sock_recv sock_send sock_shutdown`.split(/\s+/),
);
const WASI = 'wasi_snapshot_preview1';

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** Whether a content starts as WebAssembly does. */
export function isWasm(content: Uint8Array): boolean {
  return MAGIC.every((byte, index) => content[index] === byte);
}

/** The sections of a module that say what it needs and offers. Throws `wasm-invalid`. */
export function readModule(name: string, content: Uint8Array): WasmModule {
  try {
    return parseModule(content);
  } catch (cause) {
    if (!(cause instanceof WasmFormatError)) throw cause;
    throw invalid(`${name} is not a WebAssembly module: ${cause.message}`, 'Build it again and copy it whole.', cause);
  }
}

/** Throws `wasm-invalid` for a module sample that could not start; says nothing of other languages. */
export function assertRunnable(sample: Sample): void {
  if (sample.language !== 'wasm') return;
  const content = sample.files.find((file) => file.path === sample.entry)?.content ?? new Uint8Array();
  const module = readModule(sample.entry, content);
  const strange = module.imports.filter((one) => !isOffered(one));
  if (strange.length > 0)
    throw invalid(
      `${sample.entry} imports what is not offered: ${strange.slice(0, 5).map(nameOf).join(', ')}`,
      'Build it for WASI preview 1 (wasm32-wasip1), for example: clang --target=wasm32-wasip1, rustc --target wasm32-wasip1.',
    );
  if (!module.exports.some(({ name, kind }) => name === '_start' && kind === 'function'))
    throw invalid(
      `${sample.entry} has no _start to call: it is a library, not a program`,
      'Build it as a WASI command, with a main function.',
    );
  if (!module.exports.some(({ name, kind }) => name === 'memory' && kind === 'memory'))
    throw invalid(
      `${sample.entry} exports no memory, so no host call can reach its data`,
      'Export its memory as "memory".',
    );
}

function isOffered({ module, name, kind }: ModuleImport): boolean {
  return kind === 'function' && module === WASI && OFFERED.has(name);
}

function nameOf({ module, name, kind }: ModuleImport): string {
  return `${module}.${name}${kind === 'function' ? '' : ` (${kind})`}`;
}

function invalid(message: string, remedy: string, cause?: unknown): GloveboxError {
  return new GloveboxError('wasm-invalid', message, remedy, { cause });
}
