// The host of CPython in WebAssembly (Pyodide): starts from a memory snapshot, runs one program, watches its calls.
import { Buffer } from 'node:buffer';
import { constants, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import audit from '../python/audit.py';
import hints from '../python/hints.py';
import lines from '../python/lines.py';
import unaudited from '../python/unaudited.py';
import { tellChanges } from './changes.mjs';
import { awaitJob, end, mute, readInput, tellLine, writeAll } from './channel.mjs';
import { boundFiles, entriesBelow, interceptCalls } from './emscripten.mjs';
import { boundMemory, copySparsely } from './memory.mjs';
import loop from './python/loop.py';
import rehearsal from './python/rehearsal.py';
import run from './python/run.py';
import { leaveNode, setClock } from './realm.mjs';
import { readSampleFiles } from './sample-files.mjs';
import { ENVIRONMENT, PLACES, SETTINGS } from './settings.mjs';

const PARTS = { loop, hints, lines, audit, unaudited, run };
const HINTS = 40;
/** Behind the memory in the snapshot's file. */
const DIGEST_BYTES = 32;
const REHEARSAL = '/work/rehearsal.py';
/** What programs import most: loaded once, before the snapshot, and not in every run. */
const PRELOADED =
  'argparse, collections, csv, dataclasses, datetime, decimal, enum, functools, hashlib, io, itertools, json, math, os, pathlib, random, re, statistics, string, textwrap, time, typing';

setClock(SETTINGS.clock);
const memory = boundMemory(SETTINGS.memoryBytes);
const watch = interceptCalls();
// Emscripten asks for the numbers of open flags in a way that Node's permission model refuses.
process.binding = () => ({ fs: constants });
const { loadPyodide } = await import(pathToFileURL(`${SETTINGS.pyodide}pyodide.mjs`).href);
const common = {
  indexURL: SETTINGS.pyodide,
  jsglobals: Object.create(null),
  env: { HOME: ENVIRONMENT.HOME, LANG: ENVIRONMENT.LANG },
};

if (SETTINGS.makeSnapshot === undefined) await runOne();
else await makeSnapshot();

/** At the set-up: everything a run needs is loaded and set up once. */
async function makeSnapshot() {
  const python = await loadPyodide({ ...common, _makeSnapshot: true });
  python.runPython(agentOf(PARTS));
  writeFileSync(SETTINGS.makeSnapshot, python.makeMemorySnapshot());
}

/** The parts share a namespace of their own, as in the jail's agent. */
function agentOf(parts) {
  return `
def agent():
    import builtins, json, sys
    own = set()
    namespace = {'__builtins__': dict(builtins.__dict__), '__name__': 'agent', 'own': own, 'builtins': builtins}
    for name, source in json.loads(${JSON.stringify(JSON.stringify(parts))}).items():
        file = f'/glovebox/python/{name}.py'
        own.add(file)
        exec(compile(source, file, 'exec'), namespace)
    return namespace
glovebox_agent = agent()
import ${PRELOADED}
`;
}

async function runOne() {
  const snapshot = readFileSync(SETTINGS.snapshot);
  const done = copySparsely();
  const python = await loadPyodide({ ...common, _loadSnapshot: snapshot.subarray(0, -DIGEST_BYTES) });
  done();
  snapshot.buffer.transfer(0); // gives its memory back at once
  const module = python._module;
  const fs = module.FS;
  watch.module = module;
  python.setStdin({ isatty: false, read: readInput });
  python.setStdout({ isatty: false, write: writeTo(1) });
  python.setStderr({ isatty: false, write: writeTo(2) });
  for (const place of PLACES) fs.mkdirTree(place);
  openHints(fs);
  const agent = python.globals.get('glovebox_agent');
  python.globals.delete('glovebox_agent');
  const give = python.toPy;
  const [start, settle] = agent.get('prepare')(give(ENVIRONMENT), SETTINGS.observe);
  const limit = boundFiles(fs, SETTINGS);
  disarm(python, module);
  const collect = globalThis.gc;
  leaveNode(standIns());

  mute(true);
  perform(REHEARSAL, [], new Map([[REHEARSAL, Buffer.from(rehearsal)]]));
  fs.unlink(REHEARSAL);
  settle();
  collect?.();
  mute(false);

  const { entry, args, more } = awaitJob();
  limit.begin();
  const code = perform(entry, args, new Map(readSampleFiles(more)));
  end(memory.refused() && code !== 0 ? 'out-of-memory' : 'exited', code);

  function perform(path, given, files) {
    for (const [name, content] of files) {
      fs.mkdirTree(name.slice(0, name.lastIndexOf('/')));
      fs.writeFile(name, content);
    }
    watch.on = true;
    const ended = codeOf(() => start(path, give(given)));
    watch.on = false;
    tellChanges(files, writtenIn(fs));
    return ended;
  }
}

/** What Emscripten asks of Node while a program runs, answered without Node. */
function standIns() {
  const clock = performance;
  const started = Date.now() - performance.now();
  return {
    process: { getuid: () => 1000, versions: {}, argv: [], on() {}, off() {} },
    performance: { now: () => clock.now(), timeOrigin: started },
    console: { log() {}, error() {}, warn() {}, info() {}, debug() {} },
  };
}

function* writtenIn(fs) {
  for (const { path, node } of entriesBelow(fs))
    if (node.usedBytes !== undefined)
      yield { path, mode: node.mode & 0o777, content: node.contents.subarray(0, node.usedBytes) };
}

function writeTo(descriptor) {
  return (bytes) => {
    writeAll(descriptor, bytes);
    return bytes.length;
  };
}

/** Descriptor 40 inside is the agent's way out; a sample that writes there tells hints, as it could in a jail. */
function openHints(fs) {
  const device = fs.makedev(64, 0);
  const write = (_, buffer, offset, length) => {
    tellLine(Buffer.from(buffer.subarray(offset, offset + length)));
    return length;
  };
  fs.registerDevice(device, { open() {}, close() {}, write });
  fs.mkdev('/dev/hints', device);
  const stream = fs.open('/dev/hints', 1);
  fs.dupStream(stream, HINTS);
  fs.close(stream);
  fs.unlink('/dev/hints');
}

/** Takes from the objects Python could reach what has nothing to do with running Python. */
function disarm(python, module) {
  for (const name of Object.getOwnPropertyNames(python)) {
    if (['length', 'name', 'prototype'].includes(name)) continue;
    Object.defineProperty(python, name, { value: undefined, configurable: false, writable: false });
  }
  for (const name of ['NODEFS', 'IDBFS', 'WORKERFS', 'PROXYFS']) {
    delete module.FS.filesystems[name];
    module[name] = undefined;
  }
}

/** The exit code of the program, however it ended. */
function codeOf(start) {
  try {
    return start();
  } catch (error) {
    if (typeof error?.status === 'number') return error.status & 0xff; // os._exit
    writeAll(2, Buffer.from(`fatal: ${String(error?.message ?? error).slice(0, 500)}\n`));
    return 134;
  }
}
