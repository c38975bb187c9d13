'use strict';
// The Node agent: a preload (`--require`) that waits for the job, wraps what a program can do to the world, and lets
// Node start the sample as its own main program. Every frame below the sample is therefore Node's own, and so are
// `require.main`, uncaught errors, exit codes and the choice between CommonJS, ES modules and TypeScript.

const fs = require('node:fs');
const Module = require('node:module');
const { createHints } = require('./hints.cjs');
const { watch } = require('./actions.cjs');
const { grant, readWishes } = require('./wishes.cjs');

const JOB = 3;
const HINTS = 4;
const PLACEHOLDER = process.argv[1];
const WISHES = readWishes(process.argv.slice(2));
const isMainThread = process.chdir.disabled !== true; // what `node:worker_threads` says, without the 3 ms to load it
const root = `${process.cwd().replace(/\/$/, '')}/`;

if (isMainThread) {
  const [entry, ...args] = readJob();
  if (PLACEHOLDER.endsWith('/vm/sample')) reseed(); // the virtual machine's name for it: `sandbox/microvm/records.ts`
  if (entry === '') becomeSession(args);
  else becomeMain(entry, args);
  if (entry !== '' && isHeard()) {
    const hints = createHints({ root, entry, folder: __dirname, isMainThread });
    reportUncaught(hints);
    grant(WISHES);
    if (WISHES.exercise !== undefined) {
      const { exercise } = require('./exercise.cjs');
      exercise({ hints, entry, wishes: WISHES, Module, root });
    }
    if (WISHES.scaled !== undefined) {
      const { scale } = require('./scaled.cjs');
      scale({ hints, entry, Module });
    }
    watch(hints, entry);
    hints.send(['B', process.pid]);
  }
} else if (isHeard()) {
  watch(createHints({ root, entry: '', folder: __dirname, isMainThread }));
}
forget();

function readJob() {
  const chunks = [];
  const chunk = Buffer.alloc(4096);
  try {
    fs.writeSync(HINTS, `W\x1f${process.pid}\n`);
  } catch {
    // Nobody listens.
  }
  for (;;) {
    const bytes = fs.readSync(JOB, chunk, 0, chunk.length, null);
    if (bytes === 0) process.reallyExit(125);
    chunks.push(Buffer.from(chunk.subarray(0, bytes)));
    if (chunk[bytes - 1] === 0x0a) break;
  }
  const fields = parseJob(Buffer.concat(chunks).toString('utf8').slice(0, -1));
  if (fields[0] !== '') fs.closeSync(JOB);
  return fields;
}

function parseJob(line) {
  const meaning = { '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\u': '\x1f' };
  return line.split('\x1f').map((field) => field.replace(/\\[\\nru]/g, (escape) => meaning[escape]));
}

/** The main program is the session's own file, which does nothing; the cells come after it. */
function becomeSession(first) {
  const file = `${__dirname}/session.cjs`;
  const { startSession } = require(file); // before anything is wrapped
  becomeMain(file, []);
  const hints = createHints({ root, entry: first[0], folder: __dirname, isMainThread, isSession: true });
  watch(hints);
  startSession({ hints, first, parse: parseJob, root });
}

/**
 * A virtual machine that was saved with its interpreter up wakes more than once, each time with the same state of V8's generator
 * in it: `Math.random` is seeded anew from the kernel, whose own was renewed. Others than the main context's seed themselves.
 */
function reseed() {
  const { setFlagsFromString } = require('node:v8');
  const descriptor = fs.openSync('/dev/urandom', 'r');
  const seed = Buffer.alloc(4);
  fs.readSync(descriptor, seed);
  fs.closeSync(descriptor);
  setFlagsFromString(`--random-seed=${(seed.readUInt32LE() >>> 1) + 1}`);
  Math.random();
  setFlagsFromString('--random-seed=0');
}

/** Where nobody listens, nothing is watched. */
function isHeard() {
  try {
    fs.fstatSync(HINTS);
    return true;
  } catch {
    return false;
  }
}

/** Node resolved its main program before this preload ran: the path it asks for next is answered with the sample's. */
function becomeMain(entry, args) {
  process.argv.splice(1, process.argv.length, entry, ...args);
  process.execArgv = [];
  const findPath = Module._findPath;
  Module._findPath = function _findPath(request, paths, isMain) {
    if (request !== PLACEHOLDER) return findPath.call(this, request, paths, isMain);
    Promise.resolve().then(() => {
      Module._findPath = findPath;
    });
    const found = findPath.call(this, entry, paths, isMain);
    if (found) return found;
    const missing = new Error(`Cannot find module '${entry}'`);
    missing.code = 'MODULE_NOT_FOUND';
    missing.requireStack = [];
    throw missing;
  };
}

function reportUncaught(hints) {
  process.on('uncaughtExceptionMonitor', (error) => {
    let name = 'Error';
    let message = '';
    try {
      name = String(error?.name ?? typeof error);
      message = String(error?.message ?? error).slice(0, 500);
    } catch {
      // A hostile error object: that it ended the program is known all the same.
    }
    hints.send(['X', process.pid, name, message]);
  });
}

/** The sample's `require.cache` holds only what the sample loaded. */
function forget() {
  for (const name of Object.keys(require.cache)) if (name.startsWith(`${__dirname}/`)) delete require.cache[name];
}
