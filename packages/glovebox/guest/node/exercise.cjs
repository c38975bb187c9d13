'use strict';
// After the program, when its event loop has nothing left or it leaves: what it defines, exports and listens to is called.
// How it ended, what it printed and what its own listeners did at the end stay as they are. Loaded only for a run that asks.

const fs = require('node:fs');
const vm = require('node:vm');
const { EventEmitter } = require('node:events');
const { argumentsOf, constantsOf, parametersOf, sourceOf, FILE, SCRATCH } = require('./arguments.cjs');
const { drive } = require('./drive.cjs');
const { openNames, isOpened } = require('./names.cjs');
const { callServers } = require('./serve.cjs');

const LIMITS = { targets: 80, members: 40, constants: 24, callMs: 500, briefMs: 100, skippedMs: 2_147_483_647, waits: 30, items: 50, depth: 2, listeners: 200, looks: 400, spawned: 16, repeats: 3, lastMs: 20, attempts: 3, busy: 2 };
const FILES = { 'input.txt': 'value\n', 'data.csv': 'id,name,value\n1,value,2\n', 'data.json': '{"a": 1, "id": 1, "name": "value"}\n' };
/** Events the runtime itself listens to, or that come anyway. */
const NOT_ITS_OWN = new Set(['beforeExit', 'exit', 'uncaughtExceptionMonitor', 'uncaughtException', 'unhandledRejection', 'newListener', 'removeListener', 'warning']);

const { getOwnPropertyNames, getPrototypeOf, getOwnPropertyDescriptor } = Object;
const { setTimeout, clearTimeout } = globalThis;
const { write } = process.stdout;
const { reallyExit } = process;
const { writeSync, openSync, closeSync, mkdirSync, readdirSync } = fs;
const now = performance.now.bind(performance);

function exercise({ hints, entry, wishes, Module, root }) {
  const calls = Number(wishes.exercise);
  const brief = wishes.within !== undefined;
  const callMs = brief ? LIMITS.briefMs : LIMITS.callMs;
  const patienceMs = wishes.waits === 'skipped' ? LIMITS.skippedMs : callMs;
  const began = now();
  const beside = readdirSync(root).filter((name) => /\.[cm]?js$/.test(name)).map((name) => root + name);
  const names = openNames(Module, entry);
  const listened = recordListeners(hints);
  callServers({ hints, source: names.source, skipsWaits: wishes.waits === 'skipped' });
  let over = false;
  let until = Number.POSITIVE_INFINITY;
  let waits = 0;
  let cpu;
  let timers = 0;
  let namespace; // of an entry that is an ES module

  process.on('beforeExit', () => {
    if (!begin()) return;
    const code = process.exitCode ?? 0;
    process.emit('exit', code); // what the program does at its end is its own
    redirect();
    void callAll().finally(() => reallyExit.call(process, code));
  });
  process.reallyExit = (code) => {
    if (begin()) {
      redirect();
      callNow();
    }
    reallyExit.call(process, code);
  };
  // The error is shown after the listeners for `exit`, by the runtime itself: its descriptors stay.
  process.on('uncaughtExceptionMonitor', () => {
    if (process.listenerCount('uncaughtException') > 0) return;
    process.once('exit', () => {
      if (begin()) callNow();
    });
  });

  function begin() {
    if (over || now() - began > Number(wishes.before ?? Number.POSITIVE_INFINITY)) return false;
    over = true;
    until = brief ? now() + Number(wishes.within) : until;
    cpu = process.cpuUsage();
    return true;
  }

  /** A busy machine is no reason to stop before the work is done that the time is for. */
  function isOver() {
    const late = now() - until;
    if (late < 0) return false;
    const within = Number(wishes.within);
    const { user, system } = process.cpuUsage(cpu);
    return late > LIMITS.busy * within || (user + system) / 1000 > within * 0.6;
  }

  function redirect() {
    if (!brief) return;
    hints.send(['H', process.pid, process.pid, 'file.write', 'exercise', '/dev/null', '', '']);
    for (const descriptor of [1, 2]) {
      try {
        closeSync(descriptor);
        const opened = openSync('/dev/null', 'w');
        if (opened !== descriptor) closeSync(opened);
      } catch {
        // Closed by the program already.
      }
    }
  }

  // ---- all of it ----

  async function callAll() {
    confine();
    if (names.isModule(entry)) namespace = await import(require('node:url').pathToFileURL(entry)).catch(() => undefined);
    for (const [name, action] of targets().slice(0, LIMITS.targets)) {
      if (isOver()) break;
      announce(name);
      try {
        await settled(Promise.resolve(action()), patienceMs);
      } catch {
        // What it does before it fails is what is looked for.
      }
    }
    if (timers > 0) await new Promise((resolve) => setTimeout(resolve, LIMITS.lastMs));
  }

  /** Where no event loop comes any more: only what happens at once. */
  function callNow() {
    confine();
    for (const [name, action] of targets().slice(0, LIMITS.targets)) {
      if (isOver()) break;
      announce(name);
      quietly(action)?.catch?.(() => {});
    }
  }

  function announce(name) {
    hints.send(['E', process.pid, hints.escape(name, 100)]);
    if (!brief) write.call(process.stdout, `--- exercised: ${name} ---\n`);
  }

  /** Nothing that is called ends the process, starts many more, or waits. */
  function confine() {
    layOut();
    const { ChildProcess } = hints.quietly(() => require('node:child_process'));
    const { spawn } = ChildProcess.prototype;
    let spawned = 0;
    ChildProcess.prototype.spawn = function (...args) {
      if (++spawned > LIMITS.spawned) throw new Error('too many processes');
      return spawn.apply(this, args);
    };
    const leave = () => {
      throw new Error('exit');
    };
    const { kill } = process;
    Object.assign(process, { exit: leave, reallyExit: leave, abort: leave });
    process.kill = (pid, signal) => (pid === process.pid || pid === 0 ? true : kill.call(process, pid, signal));
    process.on('uncaughtException', () => {});
    process.on('unhandledRejection', () => {});
    if (brief) {
      process.stdout.write = process.stderr.write = () => true;
      globalThis.setTimeout = (action, ms, ...args) => {
        timers++;
        return setTimeout(action, Math.min(Number(ms) || 0, 1), ...args);
      };
      globalThis.setInterval = (action, _, ...args) => {
        timers++;
        for (let time = 1; time <= LIMITS.repeats; time++) setTimeout(action, time, ...args);
        return setTimeout(() => {}, 1);
      };
    }
  }

  function layOut() {
    hints.send(['H', process.pid, process.pid, 'file.write', 'exercise', SCRATCH, '', '']);
    hints.quietly(() => {
      try {
        mkdirSync(SCRATCH);
        for (const [name, content] of Object.entries(FILES)) {
          const descriptor = openSync(`${SCRATCH}/${name}`, 'w');
          writeSync(descriptor, content);
          closeSync(descriptor);
        }
      } catch {
        // There already, or the disk is full.
      }
    });
  }

  // ---- what is called ----

  function targets() {
    const found = new Map();
    const add = (name, value) => {
      if (typeof value === 'function' && !found.has(value) && isOwn(value)) found.set(value, name);
    };
    const known = names.known();
    for (const [name, value] of known) {
      add(name, value);
      if (isTable(value)) for (const [key, member] of membersOf(value).slice(0, LIMITS.members)) add(`${name} ${key}`, member);
    }
    const modules = [process.mainModule, ...Object.values(Module._cache ?? {}).filter((one) => one?.filename?.startsWith(root))];
    for (const one of modules.slice(0, 20)) {
      for (const [name, value] of membersOf(one?.exports)) add(name, value);
      add('exports', one?.exports);
    }
    for (const [name, value] of membersOf(namespace)) add(name, value);
    const loaded = new Set(modules.map((one) => one?.filename));
    const driven = drive({ source: names.source(), names: known, entry, others: beside.filter((file) => file !== entry && !loaded.has(file)), load: (file) => reload(file) });
    return [...driven.first, ...[...found].map(([value, name]) => [name, () => use(value)]), ...driven.last, ...handlers()];
  }

  function reload(file) {
    if (names.isModule(file)) return import(`${require('node:url').pathToFileURL(file)}?again=${now()}`);
    const made = new Module(file, null);
    Object.assign(made, { filename: file, paths: Module._nodeModulePaths(file.slice(0, file.lastIndexOf('/'))) });
    const content = file === entry ? names.source() : hints.quietly(() => fs.readFileSync(file, 'utf8'));
    process.mainModule = Module._cache[file] = made;
    return bounded(() => made._compile(content, file), LIMITS.attempts);
  }

  function handlers() {
    const own = process.eventNames().flatMap((event) =>
      NOT_ITS_OWN.has(event) ? [] : process.listeners(event).filter(isOwn).map((listener) => [event, process, listener]),
    );
    return [...own, ...listened()].slice(0, LIMITS.listeners).map(([event, emitter, listener]) => [
      `on ${String(event)}`,
      () => bounded(() => keep(listener.apply(emitter, emitter === process ? [event, 0] : argumentsOf(listener, 0))), LIMITS.attempts),
    ]);
  }

  /** A function of the sample's, not of the runtime's. */
  function isOwn(value) {
    return !/\{\s*\[native code\]\s*\}$/.test(sourceOf(value)) && !isOpened(value);
  }

  async function use(value) {
    if (/^class\b/.test(sourceOf(value))) return useClass(value);
    await repeat(value, undefined, value);
    if (value.prototype !== undefined && getOwnPropertyNames(value.prototype).length > 1) await useClass(value);
  }

  async function useClass(kind) {
    let made;
    for (let round = 0; made === undefined && round < 4; round++) made = quietly(() => new kind(...argumentsOf(kind, round)));
    for (const owner of [kind, kind.prototype, made]) {
      for (const [name, member] of membersOf(owner, made).slice(0, LIMITS.members)) {
        if (name === 'constructor' || typeof member !== 'function' || !isOwn(member)) continue;
        await repeat(member, owner === kind ? kind : made, member, Math.min(calls, 6));
      }
    }
    bounded(() => goThrough(made));
  }

  /** All calls of one function share one watchdog: each is a thread with an event loop of its own. */
  async function repeat(call, receiver, described, times) {
    const takes = parametersOf(described).length > 0;
    const constants = Math.min(LIMITS.constants, constantsOf(described).length);
    const rounds = times ?? (brief ? (takes ? Math.max(calls, Math.min(12, constants + 2)) : 1) : Math.max(calls, constants + 6));
    const promises = [];
    const says = names.commentOf(described);
    let done = 0;
    for (let attempt = 0; attempt < LIMITS.attempts && done < rounds && !isOver(); attempt++) {
      // Once more where the time was over at the first call: it may have gone into loading a library, or to other programs.
      if (attempt > 0 && done > 0) break;
      bounded(() => {
        for (; done < rounds; done++) {
          const args = argumentsOf(described, done, says);
          keep(quietly(() => call.apply(receiver, args)), promises);
        }
      });
    }
    if (promises.length > 0 && waits++ < LIMITS.waits) await settled(Promise.allSettled(promises), patienceMs);
  }

  /** What a call returns is used as well: awaited, gone through, called. */
  function keep(result, promises = [], depth = 0) {
    if (result === null || (typeof result !== 'object' && typeof result !== 'function') || depth > LIMITS.depth) return;
    if (result instanceof Promise) promises.push(result.then((value) => keep(value, promises, depth + 1)));
    else if (typeof result === 'function') {
      if (isOwn(result) && !/^class\b/.test(sourceOf(result))) keep(quietly(() => result(...argumentsOf(result, 0))), promises, depth + 1);
    } else if (typeof result[Symbol.asyncIterator] === 'function') promises.push(goThroughLater(result));
    else if (!goThrough(result) && getPrototypeOf(result) === Object.prototype)
      for (const [, member] of membersOf(result).slice(0, 10)) if (typeof member === 'function') keep(quietly(() => member.apply(result, argumentsOf(member, 0))), promises, depth + 1);
  }

  function goThrough(result) {
    const iterator = typeof result?.next === 'function' ? result : undefined;
    const made = iterator ?? (Array.isArray(result) || result instanceof Map || result instanceof Set || typeof result === 'string' ? undefined : quietly(() => result?.[Symbol.iterator]?.()));
    if (typeof made?.next !== 'function') return false;
    for (let n = 0; n < LIMITS.items; n++) {
      const step = made.next();
      if (step instanceof Promise || step.done) break;
    }
    return true;
  }

  async function goThroughLater(result) {
    let n = 0;
    for await (const _ of result) if (++n > LIMITS.items) return;
  }

  /** Ended after a moment; what it throws is its own affair. */
  function bounded(action, attempts = 1) {
    const at = Symbol.for('glovebox.call');
    let result;
    try {
      Object.defineProperty(globalThis, at, { value: () => (result = action()), configurable: true });
      doorway.runInThisContext({ timeout: callMs });
    } catch (error) {
      // What it does before it fails is what is looked for.
      if (error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' && attempts > 1 && !isOver()) return bounded(action, attempts - 1);
    } finally {
      delete globalThis[at];
    }
    return result;
  }
}

const doorway = new vm.Script(`globalThis[Symbol.for('glovebox.call')]()`);

/** What the sample itself listens to on emitters, in that order. */
function recordListeners(hints) {
  const found = [];
  let looked = 0;
  for (const name of ['on', 'addListener', 'once', 'prependListener']) {
    EventEmitter.prototype[name] = new Proxy(EventEmitter.prototype[name], {
      apply(callee, self, args) {
        if (self !== process && typeof args[1] === 'function' && looked++ < LIMITS.looks && hints.where('sample') !== undefined) found.push([args[0], self, args[1]]);
        return Reflect.apply(callee, self, args);
      },
    });
  }
  return () => found;
}

function settled(promise, patienceMs) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

function quietly(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isTable(value) {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && getPrototypeOf(value) === Object.prototype);
}

/** Own properties; what a getter gives is read with `receiver`. */
function membersOf(value, receiver) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return [];
  const usual = ['length', 'name', 'prototype', 'arguments', 'caller', '__proto__'];
  return getOwnPropertyNames(value)
    .filter((name) => !usual.includes(name))
    .slice(0, 200)
    .flatMap((name) => {
      const described = getOwnPropertyDescriptor(value, name) ?? {};
      if ('value' in described) return [[name, described.value]];
      if (receiver !== undefined && described.get !== undefined) quietly(() => described.get.call(receiver));
      if (receiver !== undefined && described.set !== undefined) quietly(() => described.set.call(receiver, FILE));
      return [];
    });
}

module.exports = { exercise };
