'use strict';
// A session: cells, one after another, as V8's own console evaluates them: `let` and `const` may be said again, `await`
// stands alone, and the value of the last expression is known. Loaded only when the first job names no program.

const fs = require('node:fs');
const { Session } = require('node:inspector');
const Module = require('node:module');
const { Socket } = require('node:net');
const { inspect } = require('node:util');
const vm = require('node:vm');
const { asScript } = require('./imports.cjs');
const { createOutputs } = require('./outputs.cjs');

const JOB = 3;
const PIECE = 900;
const LIMITS = { value: 20_000, traceback: 40_000 };
const DOOR = Symbol.for('glovebox.cell');
const LOAD = '__gloveboxImport';
const OWN_FRAMES = /\n {4}at .*\(node:inspector:[\s\S]*$/;

const { readFileSync } = fs;
const { defineProperty } = Reflect;
const { stripTypeScriptTypes } = Module;

/** Takes the lines of `first` and of every later job; `parse` reads one. */
function startSession({ hints, first, parse, root }) {
  const inspector = new Session();
  inspector.connect();
  const doorway = new vm.Script(`globalThis[Symbol.for('${DOOR.description}')]()`);
  let interrupt; // rejects the cell that waits
  let caught;
  const catcher = hold((value) => {
    caught = value;
  });
  const outputs = createOutputs({ send: hints.send, inspect });
  offer(root, { display: outputs.display });
  process.on('SIGINT', () => interrupt?.(interrupted()));
  process.on('uncaughtException', print);
  process.on('unhandledRejection', print);
  setImmediate(() => runNext(first));

  function runNext([path, token]) {
    outputs.begin(token);
    cell(path)
      .catch((error) => ({ error }))
      .then((outcome) => {
        tell(outcome);
        nextJob(parse, ([, ...next]) => runNext(next));
      });
  }

  async function cell(path) {
    process.argv[1] = path;
    const script = scriptOf(path);
    const stopped = new Promise((_, reject) => {
      interrupt = reject;
    });
    try {
      hints.send(['B', process.pid]);
      return await Promise.race([evaluate(`${script}\n//# sourceURL=${path}`), stopped]);
    } finally {
      interrupt = undefined;
    }
  }

  /** The part of it that does not wait runs inside a script that SIGINT may interrupt. */
  function evaluate(expression) {
    const { promise, resolve, reject } = Promise.withResolvers();
    open(() => {
      const how = { expression, replMode: true, awaitPromise: true, objectGroup: 'cell' };
      inspector.post('Runtime.evaluate', how, (failed, answer) => {
        if (failed) return reject(interrupted());
        const { result, exceptionDetails } = answer;
        if (exceptionDetails) return resolve({ error: valueOf(exceptionDetails.exception) });
        resolve(result.type === 'undefined' ? {} : { value: valueOf(result), known: true });
      });
    }, reject);
    return promise;
  }

  function open(action, reject) {
    try {
      defineProperty(globalThis, DOOR, { value: action, configurable: true });
      doorway.runInThisContext({ breakOnSigint: true });
    } catch (error) {
      reject(error?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? interrupted() : error);
    } finally {
      delete globalThis[DOOR];
    }
  }

  function valueOf({ objectId, unserializableValue, value }) {
    const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value };
    const give = { objectId: catcher, functionDeclaration: 'function (it) { this(it); }', arguments: [argument] };
    inspector.post('Runtime.callFunctionOn', give);
    const found = caught;
    caught = undefined;
    return found;
  }

  /** An object's id, by which the inspector knows it. */
  function hold(value) {
    let id;
    defineProperty(globalThis, DOOR, { value, configurable: true });
    inspector.post('Runtime.evaluate', { expression: `globalThis[Symbol.for('${DOOR.description}')]` }, (_, answer) => {
      id = answer.result.objectId;
    });
    delete globalThis[DOOR];
    return id;
  }

  function tell(outcome) {
    if ('error' in outcome) {
      const { name, message, text } = described(outcome.error);
      tellLong('traceback', text.slice(0, LIMITS.traceback));
      hints.send(['X', process.pid, hints.escape(name, 100), hints.escape(message, 500)]);
    } else if (outcome.known) {
      outputs.value(outcome.value);
      tellLong('value', described(outcome.value).text.slice(0, LIMITS.value));
    }
    outputs.end();
    inspector.post('Runtime.releaseObjectGroup', { objectGroup: 'cell' });
    hints.send(['D', 'error' in outcome ? 0 : 1]);
  }

  function tellLong(name, text) {
    for (let at = 0; at < text.length; at += PIECE)
      hints.send(['V', process.pid, name, hints.escape(text.slice(at, at + PIECE), PIECE)]);
  }
}

function scriptOf(path) {
  const source = readFileSync(path, 'utf8');
  return asScript(path.endsWith('.ts') ? withoutTypes(source) : source, LOAD);
}

/** Types become blanks, so that columns stay; what needs more than that (enums) is transformed. */
function withoutTypes(source) {
  try {
    return stripTypeScriptTypes(source);
  } catch (error) {
    if (error?.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw error;
    return stripTypeScriptTypes(source, { mode: 'transform' });
  }
}

/** What a program has besides the language's own globals. */
function offer(root, more) {
  const filename = `${root}cells.js`;
  const { USE_MAIN_CONTEXT_DEFAULT_LOADER } = vm.constants;
  const load = vm.compileFunction('return import(specifier, options)', ['specifier', 'options'], {
    filename,
    importModuleDynamically: USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = new Module(filename, null);
  const given = { require: Module.createRequire(filename), module, exports: module.exports, ...more };
  for (const [name, value] of Object.entries({ ...given, __dirname: root.slice(0, -1), __filename: filename, [LOAD]: load }))
    defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

let socket;
let waiting = '';

/** Read by the event loop, which goes on serving the program's timers and sockets. */
function nextJob(parse, use) {
  socket ??= new Socket({ fd: JOB, readable: true, writable: false })
    .setEncoding('utf8')
    .on('end', () => process.reallyExit(125))
    .on('error', () => process.reallyExit(125));
  socket.removeAllListeners('data').on('data', (chunk) => {
    waiting += chunk;
    if (!waiting.endsWith('\n')) return;
    const line = waiting.slice(0, -1);
    waiting = '';
    use(parse(line));
  });
}

function interrupted() {
  const error = new Error('the cell was interrupted');
  error.name = 'Interrupted';
  error.stack = `${error}`;
  return error;
}

function print(error) {
  process.stderr.write(`Uncaught ${described(error).text}\n`);
}

function described(value) {
  try {
    const text = inspect(value).replace(OWN_FRAMES, '');
    return { name: String(value?.name ?? typeof value), message: String(value?.message ?? value), text };
  } catch {
    return { name: typeof value, message: '', text: `<${typeof value}>` }; // a hostile object
  }
}

module.exports = { startSession };
