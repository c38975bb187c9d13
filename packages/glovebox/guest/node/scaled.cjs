'use strict';
// After the program, in a run that asks for it: each function of the entry's gets inputs that grow, and then the same one
// again and again. Marks around each call tell what it cost: at most what passed between them, by a clock outside.

const vm = require('node:vm');
const fs = require('node:fs');
const { getHeapStatistics, setFlagsFromString } = require('node:v8');
const { parametersOf, sourceOf } = require('./arguments.cjs');
const { openNames, isOpened } = require('./names.cjs');

const MOST = { targets: 40, parameters: 3, callMs: 400, allMs: 1_600, slowUs: 50_000, rounds: 60, batches: 3, items: 1_000 };
/** Of one batch. */
const KEPT = { descriptors: 30, bytes: 2 << 20 };
/** Milliseconds that what is kept stays to be counted from outside. */
const SHOWN_MS = 100;
const LADDER = Array.from({ length: 33 }, (_, index) => 8 + index);
const LONG_LADDER = [...LADDER, 160, 640, 2560];
const TEXTS = ['a', '1', ' a'];
const KINDS = [
  [/items|values|list|lst|arr|nums|numbers|rows|records|xs|seq/i, ['list']],
  [/count|num|size|limit|depth|level|total|index|^[nkxmij]$/i, ['number']],
  [/text|str|word|line|msg|message|name|mail|url|input|data|value|token|html|pattern|^s$/i, TEXTS],
];
/** What acts on the world, and what it is given, says nothing about time: it is exercised elsewhere. */
const ACTS =
  /\b(exec|spawn|fork|execFile|unlink|rm|rmdir|rename|chmod|kill|fetch|axios|request|connect|createConnection|eval|Function|setTimeout|setInterval|process\.(exit|kill))(Sync)?\s*\(|\bhttps?\./;
const PLACES = /path|file|dir|folder|url|host|port|cmd|command|pid|sock|conn|^(req|res|ctx|cb|callback|fn|next)$/i;

function scale({ hints, entry, Module }) {
  const names = openNames(Module, entry);
  const { readdirSync } = fs;
  const { cpuUsage, hrtime } = process;
  let over = false;
  process.on('beforeExit', () => {
    if (over) return;
    over = true;
    setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc');
    const until = now() + MOST.allMs;
    const functions = [...names.known()].filter(([, value]) => typeof value === 'function' && !isOpened(value) && isMeant(value));
    for (const [name, value] of functions.slice(0, MOST.targets)) {
      if (now() > until) break;
      const mark = markerOf(name);
      if (keeps(value, mark, collect)) continue;
      for (const kind of kindsOf(value)) if (climb(value, kind, mark)) break;
    }
  });

  function now() {
    return Number(hrtime.bigint() / 1_000_000n);
  }

  function markerOf(name) {
    const at = names.source().search(new RegExp(`\\b(?:function\\s*\\*?|const|let|var)\\s+${name.replace(/[^\w]/g, '\\$&')}\\b`));
    const line = names.source().slice(0, Math.max(0, at)).split('\n').length;
    return (kind, size, cost = 0) => hints.send(['G', process.pid, hints.escape(name, 100), hints.escape(entry, 500), line, kind, size, cost]);
  }

  /** Whether there is nothing more to learn of it. */
  function climb(value, kind, mark) {
    for (const size of kind === 'number' ? LADDER : LONG_LADDER) {
      const values = required(value).map(() => made(kind, size));
      mark(kind, size);
      const before = cpuUsage();
      const failed = bounded(() => use(value(...values)));
      const { user, system } = cpuUsage(before);
      if (failed === 'cut') return true;
      mark(kind, 0, user + system);
      if (failed !== undefined) return false; // it is made for something else
      if (user + system > MOST.slowUs) return true;
    }
    return false;
  }

  /** The same input many times: what is kept of each round is never let go of. */
  function keeps(value, mark, collect) {
    const values = required(value).map(() => made(kindsOf(value)[0], 8));
    const descriptors = [open()];
    const bytes = [used(collect)];
    for (let batch = 0; batch < MOST.batches; batch++) {
      const failed = bounded(() => {
        for (let round = 0; round < MOST.rounds; round++) use(value(...values));
      });
      if (failed !== undefined) return failed === 'cut';
      descriptors.push(open());
      bytes.push(used(collect));
    }
    return (
      tell('descriptors', descriptors, KEPT.descriptors, 1, mark) || tell('memory', bytes, KEPT.bytes, 1024, mark)
    );
  }

  function tell(kind, amounts, least, unit, mark) {
    if (amounts.slice(1).some((amount, index) => amount - amounts[index] < least)) return false;
    mark(kind, Math.round((amounts.at(-1) - amounts[0]) / unit));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SHOWN_MS);
    return true;
  }

  function open() {
    return readdirSync('/proc/self/fd').length;
  }

  function used(collect) {
    collect();
    const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
    return heap + external;
  }
}

function isMeant(value) {
  const source = sourceOf(value).slice(0, 20_000);
  const names = required(value);
  return (
    !/^class\b/.test(source) &&
    !/\{\s*\[native code\]\s*\}$/.test(source) &&
    !ACTS.test(source) &&
    names.length >= 1 &&
    names.length <= MOST.parameters &&
    !names.some((name) => PLACES.test(name))
  );
}

/** Names of the parameters that have no value of their own. */
function required(value) {
  return parametersOf(value).filter((parameter) => !('fallback' in parameter)).map(({ name }) => name);
}

/** What its first parameter may be: as its name says, or any. */
function kindsOf(value) {
  const [first = ''] = required(value);
  return KINDS.find(([pattern]) => pattern.test(first))?.[1] ?? [TEXTS[0], 'list', 'number'];
}

function made(kind, size) {
  if (kind === 'number') return size;
  return kind === 'list' ? Array.from({ length: size }, (_, index) => size - index) : `${kind.repeat(size / kind.length)}!`;
}

function use(result) {
  if (typeof result?.next === 'function') for (let n = 0; n < MOST.items && !result.next().done; n++);
  else if (typeof result?.catch === 'function') result.catch(() => {});
}

const doorway = new vm.Script(`globalThis[Symbol.for('glovebox.call')]()`);

/** Ended after a moment, which is `cut`; otherwise what it throws, or nothing. */
function bounded(action) {
  const at = Symbol.for('glovebox.call');
  try {
    Object.defineProperty(globalThis, at, { value: action, configurable: true });
    doorway.runInThisContext({ timeout: MOST.callMs });
  } catch (error) {
    return error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'cut' : 'failed';
  } finally {
    delete globalThis[at];
  }
  return undefined;
}

module.exports = { scale };
