// The host of JavaScript in WebAssembly (QuickJS): a language, a console and timers, and nothing of the outside.
import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { URL } from 'node:url';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import { awaitJob, end, mute, readInput, tellBegin, tellError, tellFact, tellHint, writeAll } from './channel.mjs';
import { boundMemory } from './memory.mjs';
import { ENVIRONMENT_NAME, ENVIRONMENT_SOURCE } from './quickjs/environment.mjs';
import { REHEARSAL_SOURCE } from './quickjs/rehearsal.mjs';
import { leaveNode, setClock } from './realm.mjs';
import { readSampleFiles } from './sample-files.mjs';
import { ENVIRONMENT, SETTINGS } from './settings.mjs';

const COMMAND = 'quickjs';
const STACK_BYTES = 512 * 1024;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const IS_MODULE = /^\s*(import\s*[\w{*'"]|export\s+(default|const|let|var|function|class|async|\{|\*))/m;

setClock(SETTINGS.clock);
const memory = boundMemory(SETTINGS.memoryBytes);
const wasmBinary = readFileSync(new URL('./quickjs.wasm', import.meta.url));
const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary }));
const runtime = quickjs.newRuntime();
runtime.setMaxStackSize(STACK_BYTES);
const context = runtime.newContext();
stripTypeScriptTypes('let warm: number'); // its own module is loaded at the first use

const clock = performance;
const started = clock.now();
const sources = new Map();
const outcome = { over: false, code: 0 };
const environment = makeEnvironment();

leaveNode();
rehearse();

const { entry, args, more } = awaitJob();
runSample();

function runSample() {
  try {
    for (const [path, content] of readSampleFiles(more)) sources.set(path, sourceOf(path, Buffer.from(content).toString()));
  } catch (error) {
    return refuse(error);
  }
  runtime.setInterruptHandler(() => outcome.over);
  runtime.setModuleLoader(loadModule, (base, name) => (/^[./]/.test(name) ? resolved(base, name) : name));
  tellBegin();
  call('prepare', JSON.stringify(['/usr/bin/node', entry, ...args]));
  const failed = start() ?? runUntilIdle();
  const code = outcome.over ? outcome.code : failed === undefined ? ending() : uncaught(failed);
  end(memory.refused() && code !== 0 ? 'out-of-memory' : 'exited', code);
}

function rehearse() {
  const path = '/work/rehearsal.js';
  mute(true);
  sources.set(path, REHEARSAL_SOURCE);
  call('prepare', '["node", "rehearsal.js"]');
  const thrown = call('start', path);
  if (thrown !== undefined) uncaught(thrown);
  runUntilIdle();
  ending();
  sources.delete(path);
  mute(false);
}

/** Types are taken out here, before the sample starts: QuickJS knows none. */
function sourceOf(path, source) {
  if (!/\.[cm]?tsx?$/.test(path)) return source;
  try {
    return stripTypeScriptTypes(source);
  } catch (error) {
    if (error.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw error;
    return stripTypeScriptTypes(source, { mode: 'transform' });
  }
}

function refuse(error) {
  writeAll(2, Buffer.from(`${error.name}: ${error.message}\n`));
  end('exited', 1);
}

/** The program's top level; what it threw, where it did. */
function start() {
  const source = sources.get(entry) ?? '';
  if (!/\.m[jt]s$/.test(entry) && (/\.c[jt]s$/.test(entry) || !IS_MODULE.test(source))) return call('start', entry);
  const result = context.evalCode(source, entry, { type: 'module' });
  if (result.error !== undefined) return result.error;
  return rejection(result.value);
}

/** A module's top level ends as a promise. */
function rejection(value) {
  for (;;) {
    const state = context.getPromiseState(value);
    if (state.type === 'rejected') return state.error;
    if (state.type === 'fulfilled') return undefined;
    const failed = step();
    if (failed !== undefined) return failed.error;
  }
}

function runUntilIdle() {
  for (let failed = step(); ; failed = step()) if (failed !== undefined) return failed.error;
}

/** One turn: what is due now, then the next timer. Undefined while there is more; `{ error }` at the end. */
function step() {
  const jobs = runtime.executePendingJobs(1_000);
  if (outcome.over) return { error: undefined };
  if (jobs.error !== undefined) return { error: jobs.error };
  if (jobs.value > 0) return undefined;
  const wait = numberOf(context.getProp(environment, 'nextTimer'));
  if (wait === undefined) return { error: undefined };
  if (wait > 0) sleep(wait);
  const failed = call('runTimer');
  return failed === undefined ? undefined : { error: failed };
}

function sleep(ms) {
  tellFact(COMMAND, { call: 'nanosleep', seconds: ms / 1000 });
  Atomics.wait(PAUSE, 0, 0, ms);
}

function ending() {
  const result = context.callFunction(context.getProp(environment, 'ending'), context.undefined);
  if (result.error !== undefined) return outcome.over ? outcome.code : uncaught(result.error);
  return context.getNumber(result.value) & 0xff;
}

function uncaught(thrown) {
  const text = (name) => {
    const result = context.callFunction(context.getProp(environment, name), context.undefined, thrown);
    return result.error === undefined ? context.getString(result.value) : '';
  };
  tellError(text('nameOf') || 'Error', text('messageOf'));
  writeAll(2, Buffer.from(`${text('describe') || 'out of memory'}\n`));
  return 1;
}

/** Calls a function of the environment with texts; what it threw, where it did. */
function call(name, ...texts) {
  const given = texts.map((text) => context.newString(text));
  return context.callFunction(context.getProp(environment, name), context.undefined, ...given).error;
}

function numberOf(action) {
  const result = context.callFunction(action, context.undefined);
  if (result.error !== undefined || context.typeof(result.value) !== 'number') return undefined;
  return context.getNumber(result.value);
}

function loadModule(name) {
  const path = [name, `${name}.js`, `${name}.mjs`, `${name}.ts`].find((one) => sources.has(one));
  if (path !== undefined) return sources.get(path);
  const short = name.replace(/^node:/, '');
  tellHint('code.import', 'import', short);
  tellFact(COMMAND, { call: 'require', path: short });
  return { error: new Error(`Cannot find package '${name}' imported from ${entry}`) };
}

function resolved(base, name) {
  return new URL(name, `file://${base}`).pathname;
}

/** What the environment may ask for. Each argument is copied; no object of this side goes in. */
function makeEnvironment() {
  const text = (handle) => (handle === undefined ? '' : context.getString(handle));
  const host = context.newObject();
  const offer = (name, action) => context.setProp(host, name, context.newFunction(name, action));
  offer('write', (descriptor, words) => {
    writeAll(context.getNumber(descriptor) === 2 ? 2 : 1, Buffer.from(text(words)));
  });
  offer('input', () => context.newString(readAllInput()));
  offer('environment', () => context.newString(JSON.stringify(ENVIRONMENT)));
  offer('now', () => context.newNumber(clock.now() - started));
  offer('random', () => context.newNumber(random()));
  offer('has', (path) => (sources.has(text(path)) ? context.true : context.false));
  offer('read', (path) => context.newString(sources.get(text(path)) ?? ''));
  offer('compile', (path) => {
    const name = text(path);
    const head = '(function (exports, require, module, __filename, __dirname) {';
    const body = (sources.get(name) ?? '').replace(/^#!/, '//');
    return context.evalCode(`${head}${body}\n})`, name, { type: 'global' });
  });
  offer('hint', (capability, operation, target, file, line) => {
    const place = { file: text(file), line: text(line) };
    tellHint(text(capability), text(operation), text(target), place);
  });
  offer('fact', (name, target) => void tellFact(COMMAND, factOf(text(name), text(target))));
  offer('exit', (code) => {
    outcome.over = true;
    outcome.code = context.getNumber(code) & 0xff;
  });
  const make = context.unwrapResult(context.evalCode(ENVIRONMENT_SOURCE, ENVIRONMENT_NAME, { type: 'global' }));
  return context.unwrapResult(context.callFunction(make, context.undefined, host));
}

/** Only what the environment has words for; a sample cannot call this. */
function factOf(name, target) {
  if (name === 'connect') {
    const url = URL.parse(target);
    const port = Number(url?.port || (url?.protocol === 'http:' ? 80 : 443));
    return { call: 'connect', family: 'inet', address: url?.hostname ?? target, port };
  }
  return { call: name, path: target };
}

function readAllInput() {
  const chunks = [];
  const buffer = Buffer.alloc(65_536);
  for (let got = readInput(buffer); got > 0; got = readInput(buffer)) chunks.push(Buffer.from(buffer.subarray(0, got)));
  return Buffer.concat(chunks).toString();
}

function random() {
  const bytes = Buffer.alloc(8);
  randomFillSync(bytes);
  return Number(bytes.readBigUInt64LE() >> 11n) / 2 ** 53;
}
