// The host of WASI modules: one module, its memory bounded, every call it makes answered here and told.
import { Buffer } from 'node:buffer';
import { WASIProcExit } from '@bjorn3/browser_wasi_shim';
import { tellChanges } from './changes.mjs';
import { awaitJob, end, tellBegin, tellError, tellFact, tellProgram, writeAll } from './channel.mjs';
import { withMemoryBound } from './memory-section.mjs';
import { leaveNode, setClock } from './realm.mjs';
import { readSampleFiles } from './sample-files.mjs';
import { SETTINGS } from './settings.mjs';
import { makeCalls } from './wasi/calls.mjs';
import { makeWorld, writtenIn } from './wasi/files.mjs';

const PAGE = 65_536;
/** So near its limit, a module that fails was refused the next step: allocators grow by an eighth or more. */
const FULL = 0.85;
/** What a shell would say of a program that was killed for its memory. */
const OUT_OF_MEMORY = 137;
/** And of one that aborted itself. */
const ABORTED = 134;

setClock(SETTINGS.clock);
await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)); // the engine's first use is its slowest

leaveNode();

const { entry, args, more } = awaitJob();
const files = new Map(readSampleFiles(more));
await runModule();

async function runModule() {
  const name = entry.slice(entry.lastIndexOf('/') + 1);
  let module;
  let bound;
  try {
    bound = withMemoryBound(files.get(entry) ?? new Uint8Array(), Math.floor(SETTINGS.memoryBytes / PAGE));
    if (bound.atStart * PAGE > SETTINGS.memoryBytes) return begun(name, () => tooLarge(bound.atStart));
    module = await WebAssembly.compile(bound.bytes);
  } catch (error) {
    return end('invalid', 1, error.message);
  }
  const world = makeWorld(files, SETTINGS);
  const calls = makeCalls({ name, args: [entry, ...args], world, tell: (fact) => tellFact(name, fact) });
  return begun(name, async () => {
    let code;
    try {
      const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: calls.imports });
      code = calls.start(instance);
    } catch (error) {
      code = endedBy(error);
    }
    tellChanges(files, writtenIn(world));
    // A module that was refused growth ends itself, each compiler's in its own way.
    const full = code !== 0 && bound.isBounded && calls.memoryBytes() >= SETTINGS.memoryBytes * FULL;
    end(full ? 'out-of-memory' : 'exited', code);
  });
}

function begun(name, action) {
  tellBegin();
  tellProgram(name);
  return action();
}

function tooLarge(pages) {
  writeAll(2, Buffer.from(`the module starts with ${pages * PAGE} bytes of memory; ${SETTINGS.memoryBytes} are allowed\n`));
  end('out-of-memory', OUT_OF_MEMORY);
}

function endedBy(error) {
  if (error instanceof WASIProcExit) return error.code & 0xff;
  const message = String(error?.message ?? error);
  tellError(error?.name ?? 'Error', message);
  writeAll(2, Buffer.from(`wasm trap: ${message}\n`));
  return ABORTED;
}
