'use strict';
// After the program, when its event loop has nothing left: what it defines and exports is called, with arguments made from
// the names of parameters and the texts and numbers the function's own source holds. Loaded only for a run that asks.

const vm = require('node:vm');
const { registerHooks } = require('node:module');
const { fileURLToPath } = require('node:url');

const LIMITS = { targets: 80, members: 40, constants: 24, callMs: 500, skippedMs: 2_147_483_647, waits: 30, items: 50 };
const DOOR = Symbol.for('glovebox.exercise');
const FILE = '/tmp/exercise.txt';
const TEXTS = ['value', '', 'admin', 'a'.repeat(64), '1'];
const NUMBERS = [1, 0, 2, 10, -1, 100];
const LISTS = [[3, 1, 2], [], ['b', 'a']];
const MAPS = [{ a: 1, id: 1, name: 'value' }, {}];
const ANYTHING = ['value', 1, [3, 1, 2], { a: 1 }, undefined, true, null];
const BY_NAME = [
  [/path|file|dir|folder|dest|src|source|output|target/i, [FILE]],
  [/url|uri|endpoint|webhook|link/i, ['http://example.com/']],
  [/host|server|domain|addr|^ip$/i, ['example.com']],
  [/port$/i, [8080]],
  [/cmd|command/i, ['true']],
  [/^(fn|cb|func|callback|handler|next|done|resolve|predicate)$|callback$/i, [() => {}]],
  [/^(req|request|event|ctx|context|res|response)$/i, [messageLike()]],
  [/^(is|has|enable|force|verbose|debug|dry)|flag/i, [true, false]],
  [/items|values|list|arr|nums|numbers|rows|records/i, LISTS],
  [/config|options|opts|settings|payload|data|obj|map|params|body|user$/i, [...MAPS, 'value']],
  [/count|num|size|limit|index|age|amount|price|year|total|level|^[nxyabijk]$/i, [...NUMBERS, 'value']],
  [/name|text|msg|message|str|word|key|token|pass|mail|title|line|code|mode|^s$/i, [...TEXTS, 1]],
];

const { from, isArray } = Array;
const { getOwnPropertyNames, getPrototypeOf, getOwnPropertyDescriptor } = Object;
const sourceOf = Function.prototype.call.bind(Function.prototype.toString);
/** Events the runtime itself listens to, or that come anyway. */
const NOT_ITS_OWN = new Set(['beforeExit', 'exit', 'uncaughtExceptionMonitor', 'newListener', 'removeListener', 'warning']);
const { setTimeout, clearTimeout } = globalThis;
const { write } = process.stdout;

/** Lets the entry's own names be looked up from here, and calls what they stand for when the program is done. */
function exercise({ hints, entry, calls, skipsWaits, Module }) {
  const patienceMs = skipsWaits ? LIMITS.skippedMs : LIMITS.callMs;
  let waits = 0;
  const doors = [];
  let over = false;
  Object.defineProperty(globalThis, DOOR, { value: (names) => void doors.push(names), configurable: true });
  openScripts(Module, entry);
  openModules(entry);
  process.on('beforeExit', () => {
    if (over) return;
    over = true;
    void callAll();
  });

  async function callAll() {
    for (const [name, action] of targets().slice(0, LIMITS.targets)) {
      hints.send(['E', process.pid, hints.escape(name, 100)]);
      write.call(process.stdout, `--- exercised: ${name} ---\n`);
      try {
        await action();
      } catch {
        // What it does before it fails is what is looked for.
      }
    }
    process.exit();
  }

  function targets() {
    const found = new Map();
    const add = (name, value) => {
      if (typeof value === 'function' && !found.has(value) && isOwn(value)) found.set(value, name);
    };
    for (const door of doors) for (const [name, read] of door()) add(name, quietly(read));
    const exported = process.mainModule?.exports;
    for (const [name, value] of membersOf(exported)) add(name, value);
    add('exports', exported);
    const listeners = process.eventNames().flatMap((event) => {
      if (NOT_ITS_OWN.has(event)) return [];
      return process.listeners(event).filter(isOwn).map((listener) => [`on ${String(event)}`, () => bounded(() => listener.call(process, event, 0))]);
    });
    return [...[...found].map(([value, name]) => [name, () => use(value)]), ...listeners];
  }

  /** A function of the sample's, not of the runtime's. */
  function isOwn(value) {
    return !/\{\s*\[native code\]\s*\}$/.test(sourceOf(value)) && !value[DOOR];
  }

  async function use(value) {
    if (/^class\b/.test(sourceOf(value))) return useClass(value);
    await repeat(value, undefined, value);
    if (value.prototype !== undefined && getOwnPropertyNames(value.prototype).length > 1) await useClass(value);
  }

  async function useClass(kind) {
    let made;
    for (let round = 0; made === undefined && round < 4; round++) {
      try {
        made = new kind(...argumentsOf(kind, round));
      } catch {
        // Other arguments may do.
      }
    }
    for (const owner of [kind, kind.prototype, made]) {
      for (const [name, member] of membersOf(owner).slice(0, LIMITS.members)) {
        if (name === 'constructor' || typeof member !== 'function' || !isOwn(member)) continue;
        await repeat(member, owner === kind ? kind : made, member, Math.min(calls, 6));
      }
    }
  }

  /** All calls of one function share one watchdog: each is a thread with an event loop of its own. */
  async function repeat(call, receiver, described, times) {
    const rounds = times ?? Math.max(calls, Math.min(LIMITS.constants, constantsOf(described).length) + 6);
    const promises = [];
    bounded(() => {
      for (let round = 0; round < rounds; round++) {
        const result = quietly(() => call.apply(receiver, argumentsOf(described, round)));
        if (result instanceof Promise) promises.push(result);
        else if (typeof result?.next === 'function') for (let n = 0; n < LIMITS.items && !result.next().done; n++);
      }
    });
    if (promises.length > 0 && waits++ < LIMITS.waits) await settled(Promise.allSettled(promises), patienceMs);
  }
}

const doorway = new vm.Script(`globalThis[Symbol.for('glovebox.call')]()`);

/** Ended after a moment; what it throws is its own affair. */
function bounded(action) {
  const at = Symbol.for('glovebox.call');
  try {
    Object.defineProperty(globalThis, at, { value: action, configurable: true });
    doorway.runInThisContext({ timeout: LIMITS.callMs });
  } catch {
    // What it does before it fails is what is looked for.
  } finally {
    delete globalThis[at];
  }
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

function membersOf(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return [];
  const own = getOwnPropertyNames(value).filter((name) => 'value' in (getOwnPropertyDescriptor(value, name) ?? {}));
  const usual = ['length', 'name', 'prototype', 'arguments', 'caller'];
  return own.filter((name) => !usual.includes(name)).map((name) => [name, value[name]]);
}

/** By the names of the parameters, as the source has them; what no name tells is tried with anything. */
function argumentsOf(value, round) {
  const constants = constantsOf(value);
  return parametersOf(value).map((name) => {
    const choices = BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? ANYTHING;
    const kinds = new Set(choices.map((choice) => typeof choice));
    const more = constants.filter((constant) => kinds.has(typeof constant));
    const all = [choices[0], ...more, ...choices.slice(1)];
    return all[round % all.length];
  });
}

function parametersOf(value) {
  const source = sourceOf(value).slice(0, 2_000);
  const list = /^class\b/.test(source) ? /\bconstructor\s*\(([^)]{0,500})\)/.exec(source)?.[1] : /^[^(=]{0,200}\(([^)]{0,500})\)|^(?:async\s+)?([\w$]+)\s*=>/.exec(source)?.slice(1).find((part) => part !== undefined);
  return (list ?? '')
    .split(',')
    .map((part) => part.replace(/[=:].*$/s, '').replace(/[^\w$]/g, ''))
    .filter((name) => name !== '')
    .slice(0, 10);
}

function constantsOf(value) {
  const source = sourceOf(value).slice(0, 20_000);
  const texts = [...source.matchAll(/'([^'\\\n]{1,80})'|"([^"\\\n]{1,80})"|`([^`\\$\n]{1,80})`/g)].map((found) => found[1] ?? found[2] ?? found[3]);
  const numbers = [...source.matchAll(/\b\d{1,9}(?:\.\d{1,4})?\b/g)].flatMap(([digits]) => [Number(digits), Number(digits) + 1]);
  return from(new Set([...texts, ...numbers])).slice(0, LIMITS.constants);
}

/** What serves as request, response, event or context. */
function messageLike() {
  const target = { method: 'POST', url: '/', path: '/', headers: {}, query: {}, params: {}, body: { id: 1, name: 'value' }, cookies: {} };
  const answer = () => proxy;
  const proxy = new Proxy(target, { get: (it, name) => (name in it ? it[name] : name === 'then' || typeof name === 'symbol' ? undefined : answer) });
  return proxy;
}

// ---- names of the entry ----

function openScripts(Module, entry) {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function _compile(content, filename, format) {
    if (filename !== entry || format === 'module') return compile.call(this, content, filename, format);
    return compile.call(this, withDoor(content), filename, format);
  };
}

function openModules(entry) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.startsWith('file:') || fileURLToPath(url) !== entry || !/^module/.test(loaded.format ?? '')) return loaded;
      return loaded.source == null ? loaded : { ...loaded, source: withDoor(Buffer.from(loaded.source).toString()) };
    },
  });
}

/** The same lines, the first of which hands out what the names of functions and classes stand for, when it is asked. */
function withDoor(content) {
  const found = content.matchAll(/\b(?:function\s*\*?|class)\s+([A-Za-z_$][\w$]*)|\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?(?:function\b|class\b|\(|[\w$]+\s*=>)/g);
  const names = [...new Set([...found].map((match) => match[1] ?? match[2]))].slice(0, 200);
  const list = names.map((name) => `['${name}',()=>${name}]`).join(',');
  const strict = /^(?:#![^\n]*\n)?\s*(?:\/\/[^\n]*\n\s*|\/\*[\s\S]{0,5000}?\*\/\s*)*(['"])use strict\1/.test(content) ? "'use strict';" : '';
  return `${strict}globalThis[Symbol.for('${DOOR.description}')](()=>[${list}]);${content.replace(/^#!/, '//')}`;
}

module.exports = { exercise };
