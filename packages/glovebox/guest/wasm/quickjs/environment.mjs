// What a script finds besides the language: console, process, timers, require. The functions below become source text and run
// inside QuickJS; `host` is all they have of the outside, and its functions are QuickJS's own objects there.

/** Source that makes the environment and gives back what the host calls: `(host) => ({ start, timers, uncaught })`. */
export const ENVIRONMENT_SOURCE = `(${makeEnvironment})`;
/** File name of that source in stacks. */
export const ENVIRONMENT_NAME = '/glovebox/quickjs';

function makeEnvironment(host) {
  'use strict';
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

  // ---- where in the sample we are ----

  function place() {
    for (const line of new Error().stack.split('\n')) {
      const [, file, number] = /(\/work\/[^:]*):(\d+)/.exec(line) ?? [];
      if (file !== undefined) return [file, number];
    }
    return ['', ''];
  }
  const tell = (capability, operation, target) => host.hint(capability, operation, `${target}`, ...place());

  // ---- console ----

  const TIMES = new Map();
  const COUNTS = new Map();
  const show = (values) => format(values) + '\n';
  const out = (...values) => host.write(1, show(values));
  const error = (...values) => host.write(2, show(values));
  define('console', {
    log: out, info: out, debug: out, dir: (value) => out(value), table: out, error, warn: error,
    trace: (...values) => error('Trace:', ...values), assert: (held, ...values) => held || error('Assertion failed:', ...values),
    group: out, groupEnd() {}, time: (name = 'default') => void TIMES.set(name, Date.now()),
    timeEnd: (name = 'default') => out(`${name}: ${Date.now() - (TIMES.get(name) ?? Date.now())}ms`),
    count(name = 'default') {
      COUNTS.set(name, (COUNTS.get(name) ?? 0) + 1);
      out(`${name}: ${COUNTS.get(name)}`);
    },
  });

  function format(values) {
    const [first, ...rest] = values;
    if (typeof first !== 'string' || !first.includes('%')) return values.map((value) => plain(value)).join(' ');
    const text = first.replace(/%([sdifjoO%])/g, (whole, kind) => {
      if (kind === '%') return '%';
      if (rest.length === 0) return whole;
      const value = rest.shift();
      if (kind === 's') return plain(value);
      if (kind === 'd') return String(Number(value));
      if (kind === 'i') return String(Number.parseInt(value, 10));
      if (kind === 'f') return String(Number.parseFloat(value));
      return kind === 'j' ? JSON.stringify(value) : inspect(value, 0, []);
    });
    return [text, ...rest.map((value) => plain(value))].join(' ');
  }

  const plain = (value) => (typeof value === 'string' ? value : inspect(value, 0, []));

  /** As Node shows values, for those that programs print. */
  function inspect(value, depth, above) {
    switch (typeof value) {
      case 'string':
        return depth === 0 ? value : value.includes("'") ? JSON.stringify(value) : `'${value.replaceAll('\n', '\\n')}'`;
      case 'bigint':
        return `${value}n`;
      case 'symbol':
        return value.toString();
      case 'function': {
        const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
        return kind === 'class' ? `[class ${value.name}]` : `[Function${value.name ? `: ${value.name}` : ' (anonymous)'}]`;
      }
      case 'object':
        return value === null ? 'null' : inspectObject(value, depth, above);
      default:
        return Object.is(value, -0) ? '-0' : String(value);
    }
  }

  function inspectObject(value, depth, above) {
    if (value instanceof Error) return value.stack ? `${value.name}: ${value.message}\n${value.stack.trimEnd()}` : String(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (above.includes(value)) return '[Circular *1]';
    if (depth > 2) return Array.isArray(value) ? '[Array]' : `[${nameOf(value) || 'Object'}]`;
    const inner = (one) => inspect(one, depth + 1, [...above, value]);
    if (Array.isArray(value)) {
      const more = value.length > 100 ? [`... ${value.length - 100} more items`] : [];
      return wrap('[', [...value.slice(0, 100).map(inner), ...more], ']');
    }
    const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);
    const own = Object.keys(value).map((name) => `${key(name)}: ${inner(value[name])}`);
    if (value instanceof Map)
      return `Map(${value.size}) ${wrap('{', [...[...value].map(([k, v]) => `${inner(k)} => ${inner(v)}`), ...own], '}')}`;
    if (value instanceof Set) return `Set(${value.size}) ${wrap('{', [...[...value].map(inner), ...own], '}')}`;
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return `${nameOf(value)}(${value.length}) ${wrap('[', [...value].slice(0, 100).map(inner), ']')}`;
    if (value instanceof Promise) return 'Promise { <pending> }';
    const name = nameOf(value);
    return `${name === 'Object' ? '' : `${name || '[Object: null prototype]'} `}${wrap('{', own, '}')}`;
  }

  const nameOf = (value) => Object.getPrototypeOf(value)?.constructor?.name ?? '';

  function wrap(open, parts, close) {
    if (parts.length === 0) return open + close;
    const line = parts.join(', ');
    if (line.length <= 72 && !line.includes('\n')) return `${open} ${line} ${close}`;
    return `${open}\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')}`).join(',\n')}\n${close}`;
  }

  // ---- process ----

  const variables = JSON.parse(host.environment());
  const env = new Proxy(variables, {
    get(target, name) {
      if (typeof name === 'string') tell('environment.read', 'process.env', name);
      host.fact('environ_get');
      return target[name];
    },
    ownKeys(target) {
      tell('environment.read', 'process.env', '*');
      host.fact('environ_get');
      return Reflect.ownKeys(target);
    },
  });
  const stream = (descriptor) => ({ isTTY: false, write: (text) => (host.write(descriptor, String(text)), true) });
  const listeners = new Map();
  const process = {
    argv: [], env, exitCode: undefined, pid: 42, ppid: 0, platform: 'linux', arch: 'wasm32', version: 'v0.0.0',
    versions: { quickjs: 'quickjs' }, title: 'quickjs', stdout: stream(1), stderr: stream(2),
    stdin: { isTTY: false, fd: 0, setEncoding() {}, read: () => host.input() },
    cwd: () => '/work',
    exit(code = process.exitCode ?? 0) {
      host.exit(Number(code));
      for (;;); // interrupted at once
    },
    nextTick: (action, ...args) => queueMicrotask(() => action(...args)),
    uptime: () => host.now() / 1000,
    hrtime: Object.assign(() => [Math.floor(host.now() / 1000), (host.now() % 1000) * 1e6], {
      bigint: () => BigInt(Math.round(host.now() * 1e6)),
    }),
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    on(name, action) {
      listeners.set(name, [...(listeners.get(name) ?? []), action]);
      return process;
    },
    emitWarning: (text) => error(`Warning: ${text}`),
  };
  process.once = process.on;
  define('process', process);
  define('global', globalThis);
  define('performance', { now: () => host.now(), timeOrigin: Date.now() });

  // ---- timers ----

  let serial = 0;
  const timers = new Map();
  const later = (action, delay, args, every) => {
    const id = ++serial;
    const wait = Math.max(1, Number(delay) || 1);
    if (wait > 1) tell('clock.wait', every ? 'setInterval' : 'setTimeout', `${wait / 1000} s`);
    timers.set(id, { at: host.now() + wait, wait: every ? wait : undefined, call: () => action(...args) });
    return id;
  };
  define('setTimeout', (action, delay, ...args) => later(action, delay, args, false));
  define('setInterval', (action, delay, ...args) => later(action, delay, args, true));
  define('setImmediate', (action, ...args) => later(action, 0, args, false));
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) define(name, (id) => void timers.delete(id));
  define('queueMicrotask', (action) => void Promise.resolve().then(action));
  Math.random = () => host.random();

  /** Milliseconds until the next timer; undefined where none is left. */
  function nextTimer() {
    if (timers.size === 0) return undefined;
    return Math.max(0, Math.min(...[...timers.values()].map(({ at }) => at)) - host.now());
  }

  function runTimer() {
    const now = host.now();
    const [id, timer] = [...timers].filter(([, one]) => one.at <= now).sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
    if (timer === undefined) return;
    if (timer.wait === undefined) timers.delete(id);
    else timer.at = now + timer.wait;
    timer.call();
  }

  // ---- what is not there ----

  define('fetch', (resource) => {
    const target = String(resource?.url ?? resource);
    tell('network.connect', 'fetch', target);
    host.fact('connect', target);
    return Promise.reject(new TypeError('fetch failed'));
  });

  // ---- modules ----

  const loaded = new Map();
  const notFound = (name, from) =>
    Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- ${from}`), { code: 'MODULE_NOT_FOUND' });

  function requireFrom(from) {
    const folder = from.slice(0, from.lastIndexOf('/'));
    return function require(name) {
      const wanted = String(name);
      tell('code.import', 'require', wanted.replace(/^node:/, ''));
      if (!wanted.startsWith('.') && !wanted.startsWith('/')) {
        const short = wanted.replace(/^node:/, '');
        if (short === 'process') return process;
        if (short === 'timers') return { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval };
        host.fact('require', short);
        throw notFound(wanted, from);
      }
      const base = normal(wanted.startsWith('/') ? wanted : `${folder}/${wanted}`);
      const path = [base, `${base}.js`, `${base}.cjs`, `${base}.json`, `${base}.ts`, `${base}/index.js`].find((one) => host.has(one));
      if (path === undefined) {
        host.fact('require', base);
        throw notFound(wanted, from);
      }
      return load(path);
    };
  }

  function normal(path) {
    const parts = [];
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  function load(path) {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {}, id: path, filename: path, loaded: false, children: [], paths: [] };
    loaded.set(path, module);
    if (path.endsWith('.json')) module.exports = JSON.parse(host.read(path));
    else {
      const wrapper = host.compile(path);
      const require = Object.assign(requireFrom(path), { cache: {}, main: undefined });
      wrapper.call(module.exports, module.exports, require, module, path, path.slice(0, path.lastIndexOf('/')));
    }
    module.loaded = true;
    return module.exports;
  }

  return {
    nextTimer, runTimer,
    prepare(argv) {
      process.argv = JSON.parse(argv);
    },
    start: (entry) => void load(entry),
    ending() {
      for (const action of listeners.get('exit') ?? []) action(process.exitCode ?? 0);
      return process.exitCode ?? 0;
    },
    describe: (thrown) => (thrown instanceof Error ? inspect(thrown, 0, []) : `Uncaught ${inspect(thrown, 1, [])}`),
    nameOf: (thrown) => (thrown instanceof Error ? thrown.name : typeof thrown),
    messageOf: (thrown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  };
}
