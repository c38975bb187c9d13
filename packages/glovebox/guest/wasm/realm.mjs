// Takes everything of Node's out of the reach of whatever breaks out of the module into this JavaScript realm.

/** What the language itself has. Functions made of text are off by a flag of the process (`--disallow-code-generation-from-strings`). */
const LANGUAGE = new Set([
  ...['globalThis', 'Infinity', 'NaN', 'undefined', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'Date', 'String', 'RegExp', 'Array'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Iterator', 'Promise', 'Reflect', 'Proxy'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Atomics', 'JSON', 'Intl', 'WebAssembly'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'SuppressedError'],
  // Web functions that touch nothing outside and that runtimes call while they run.
  ...['TextEncoder', 'TextDecoder', 'queueMicrotask', 'setTimeout', 'clearTimeout'],
]);

/** Removes all other globals. `kept` are stand-ins for what a runtime asks of Node while the sample runs. */
export function leaveNode(kept = {}) {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (LANGUAGE.has(name)) continue;
    Reflect.deleteProperty(globalThis, name); // `gc`, where a flag made it, stays: it reaches nothing
  }
  for (const [name, value] of Object.entries(kept)) globalThis[name] = value;
  // A formatter of stacks is handed the functions that are running: none may be installed.
  Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, configurable: false, writable: false });
}

/** Makes clocks start at `start` milliseconds since the epoch and go on from there. */
export function setClock(start) {
  if (start === undefined) return;
  const real = Date;
  const offset = start - real.now();
  const now = real.now;
  class VirtualDate extends real {
    constructor(...parts) {
      if (parts.length === 0) super(now() + offset);
      else super(...parts);
    }
    static now() {
      return now() + offset;
    }
  }
  globalThis.Date = VirtualDate;
}
