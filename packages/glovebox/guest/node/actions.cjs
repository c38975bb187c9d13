'use strict';
// What is wrapped, and which capability it is. Each wrapper is a Proxy: name, length, symbols and identity stay.

const { evaluation } = require('./evaluation.cjs');
const { environment } = require('./environment.cjs');
const { lazily } = require('./lazily.cjs');
const { bodies, messages, remember, secondVersion, sent, sockets } = require('./sending.cjs');

const { apply, construct, defineProperty, getOwnPropertyDescriptor, set } = Reflect;
const { isArray } = Array;

const FILE_ACTIONS = {
  'file.read': ['readFile', 'readdir', 'opendir', 'readlink', 'createReadStream', 'openAsBlob', 'watch', 'watchFile'],
  'file.write': ['writeFile', 'appendFile', 'createWriteStream', 'mkdir', 'mkdtemp', 'truncate', 'utimes', 'lutimes'],
  'file.delete': ['unlink', 'rm', 'rmdir'],
  'file.permission': ['chmod', 'lchmod', 'chown', 'lchown'],
};
const FILE_MOVES = ['rename', 'copyFile', 'cp', 'link', 'symlink'];
const WAIT_MS = 1000;
const WRITING = 0o3103; // O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND

/** Wraps everything; modules that are slow to load are wrapped when the sample first asks for them. */
function watch(hints, entry) {
  const wrap = wrapper(hints);
  const fs = require('node:fs');
  files(fs, wrap, hints);
  processes(wrap);
  environment(hints, wrap);
  evaluation(hints, wrap);
  compiled(wrap, hints);
  timers(wrap);
  hints.quietly(() => messages(entry, wrap));
  const listening = once(() => wrap(require('node:net').Server.prototype, 'listen', 'network.listen', 'net.listen', (args) => endpoint(args)));
  const connections = once(() => {
    network(require('node:net'), wrap);
    listening();
  });
  const sendsBodies = once(() => bodies(require('node:http'), wrap));
  defineProperty(globalThis, 'fetch', {
    ...getOwnPropertyDescriptor(globalThis, 'fetch'),
    value: wrap.one(
      wrap.one(globalThis.fetch, 'network.connect', 'fetch', ([input]) => urlOf(input)),
      'network.send',
      'fetch',
      ([input, init]) => sent(urlOf(input), init?.body),
    ),
  });
  lazily(hints, {
    'fs/promises': () => fs.promises,
    child_process: (library) => children(library, wrap),
    net: () => connections(),
    tls: () => connections(),
    http2: (library) => secondVersion(library, wrap),
    http: (library) => {
      requests(library, 'http', wrap);
      sendsBodies();
      listening(); // servers of every kind are net's
    },
    https: (library) => {
      requests(library, 'https', wrap);
      sendsBodies();
      listening();
    },
    dns: (library) => names(library, wrap),
    dgram: (library) => datagrams(library, wrap),
    worker_threads: (library) => threads(library, wrap),
    vm: (library) => scripts(library, wrap),
    os: (library) => machine(library, wrap),
  });
}

/**
 * `wrap(owner, name, …)` replaces a method; `wrap.one` returns the replacement. `targetOf` gets the arguments; what it
 * returns is the target, or `{ target, capability, details }`, or undefined to say nothing.
 */
function wrapper(hints) {
  let inside = '';

  function one(original, capability, operation, targetOf, { from = 'any', nested = true } = {}) {
    const area = capability.split('.')[0];
    function announce(args, self) {
      if (!nested && inside === area) return;
      try {
        const found = targetOf(args, self);
        if (found === undefined) return;
        const said = typeof found === 'object' && found !== null ? found : { target: found };
        const { details, site, whole } = said;
        hints.tell(said.capability ?? capability, operation, said.target, { from, details, site, whole });
      } catch {
        // An argument that cannot be read, or a prototype the sample broke: the original says so, or the kernel does.
      }
    }
    return new Proxy(original, {
      apply(callee, self, args) {
        announce(args, self);
        const limit = Error.stackTraceLimit;
        const outer = inside;
        try {
          // This frame is hidden; it must not cost the sample's traceback one of its own.
          if (typeof limit === 'number') set(Error, 'stackTraceLimit', limit + 1);
          if (!nested) inside = area;
          return apply(callee, self, args);
        } finally {
          inside = outer;
          if (Error.stackTraceLimit === limit + 1) set(Error, 'stackTraceLimit', limit);
        }
      },
      construct(callee, args, target) {
        announce(args);
        return construct(callee, args, target);
      },
    });
  }

  function wrap(owner, name, capability, operation, targetOf, options) {
    const descriptor = owner && getOwnPropertyDescriptor(owner, name);
    if (typeof descriptor?.value !== 'function') return;
    defineProperty(owner, name, { ...descriptor, value: one(descriptor.value, capability, operation, targetOf, options) });
  }
  return Object.assign(wrap, { one });
}

function files(fs, wrap, hints) {
  fileActions(wrap, hints, (name) => [
    [fs, name, `fs.${name}`],
    [fs, `${name}Sync`, `fs.${name}Sync`],
  ]);
  const { get, ...descriptor } = getOwnPropertyDescriptor(fs, 'promises');
  let promises;
  defineProperty(fs, 'promises', {
    ...descriptor,
    get() {
      if (promises === undefined) {
        promises = apply(get, fs, []);
        fileActions(wrap, hints, (name) => [[promises, name, `fs.promises.${name}`]]);
      }
      return promises;
    },
  });
}

function fileActions(wrap, hints, owners) {
  const plain = { nested: false };
  const reading = (args) => {
    const target = pathOf(args[0]);
    if (target === undefined) return undefined;
    const site = hints.where();
    if (site === undefined || (site.loader && !target.startsWith(hints.root))) return undefined;
    return { target, site };
  };
  for (const [capability, methods] of Object.entries(FILE_ACTIONS)) {
    const targetOf = capability === 'file.read' ? reading : ([path]) => pathOf(path);
    for (const method of methods) {
      for (const [owner, name, operation] of owners(method)) wrap(owner, name, capability, operation, targetOf, plain);
    }
  }
  for (const [owner, name, operation] of owners('open')) {
    wrap(owner, name, 'file.read', operation, ([path, flags]) => {
      const target = pathOf(path);
      return target && { target, capability: writes(flags) ? 'file.write' : 'file.read' };
    }, plain);
  }
  for (const method of FILE_MOVES) {
    for (const [owner, name, operation] of owners(method)) {
      wrap(owner, name, 'file.write', operation, ([from, to]) => ({ target: pathOf(to), details: [['from', pathOf(from)]] }), plain);
    }
  }
}

function writes(flags) {
  if (typeof flags === 'number') return (flags & WRITING) !== 0;
  return typeof flags === 'string' && /[wa+]/.test(flags);
}

/** Absolute path of a path argument; undefined for a descriptor. */
function pathOf(path) {
  let text;
  if (typeof path === 'string') text = path;
  else if (path instanceof Uint8Array) text = Buffer.from(path).toString('latin1');
  else if (path instanceof URL) text = decodeURIComponent(path.pathname);
  else return undefined;
  return text.startsWith('/') ? text : `${process.cwd()}/${text}`;
}

function children(library, wrap) {
  const plain = { nested: false };
  const line = ([file, args]) => (isArray(args) ? `${file} ${args.join(' ')}` : `${file}`);
  for (const name of ['exec', 'execSync', 'execFile', 'execFileSync', 'spawn', 'spawnSync', 'fork']) {
    wrap(library, name, 'process.spawn', `child_process.${name}`, line, plain);
  }
}

function network(library, wrap) {
  wrap(library.Socket.prototype, 'connect', 'network.connect', 'net.connect', (args, self) => remember(self, endpoint(args)));
  sockets(library, wrap);
}

function once(action) {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

/** `host:port` from `(port, host)`, `({ host, port })`, `(path)`, or Node's own normalized arguments. */
function endpoint(args) {
  const [first, second] = isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    return first.path ? `unix:${first.path}` : `${first.host ?? 'localhost'}:${first.port ?? 0}`;
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return `unix:${first}`;
  return `${typeof second === 'string' ? second : 'localhost'}:${first ?? 0}`;
}

function requests(library, scheme, wrap) {
  for (const name of ['request', 'get']) {
    wrap(library, name, 'network.connect', `${scheme}.${name}`, ([first, second]) => {
      const options = typeof first === 'string' || first instanceof URL ? second : first;
      const method = typeof options?.method === 'string' ? options.method : 'GET';
      return { target: urlOf(first, scheme), details: [['method', method]] };
    });
  }
}

function urlOf(input, scheme = 'http') {
  if (typeof input === 'string') return input;
  if (input instanceof URL) return input.href;
  if (typeof input?.url === 'string') return input.url;
  const host = input?.hostname ?? input?.host ?? 'localhost';
  return `${scheme}://${host}${input?.port ? `:${input.port}` : ''}${input?.path ?? '/'}`;
}

function names(library, wrap) {
  for (const [owner, prefix] of [[library, 'dns'], [library.promises, 'dns.promises']]) {
    for (const name of Object.keys(owner)) {
      if (!/^(lookup|resolve|reverse)/.test(name)) continue;
      wrap(owner, name, 'network.resolve', `${prefix}.${name}`, ([host]) => host);
    }
  }
}

function datagrams(library, wrap) {
  const numbersThenHost = (args) => {
    const at = args.findLastIndex((value) => typeof value === 'number');
    return `${typeof args[at + 1] === 'string' ? args[at + 1] : 'localhost'}:${args[at]}`;
  };
  wrap(library.Socket.prototype, 'send', 'network.send', 'dgram.send', numbersThenHost);
  wrap(library.Socket.prototype, 'connect', 'network.connect', 'dgram.connect', numbersThenHost);
  wrap(library.Socket.prototype, 'bind', 'network.listen', 'dgram.bind', endpoint);
}

function threads(library, wrap) {
  wrap(library, 'Worker', 'process.spawn', 'worker_threads.Worker', ([file, options]) =>
    options?.eval ? { target: 'eval', details: [['code', file]] } : (pathOf(file) ?? ''));
}

function scripts(library, wrap) {
  const code = ([source, name]) => ({
    target: typeof name === 'string' ? name : 'evalmachine.<anonymous>',
    details: [['code', source]],
  });
  for (const name of ['Script', 'runInContext', 'runInNewContext', 'runInThisContext', 'compileFunction', 'SourceTextModule']) {
    wrap(library, name, 'code.eval', `vm.${name}`, code, { nested: name === 'Script' });
  }
}

function machine(library, wrap) {
  for (const name of ['userInfo', 'hostname', 'networkInterfaces', 'cpus']) {
    wrap(library, name, 'system.probe', `os.${name}`, () => '', { from: 'sample' });
  }
}

/** What makes a module of a text, where the sample itself calls it: a module that Node loads has no frame of ours below it. */
function compiled(wrap, hints) {
  const { prototype } = require('node:module');
  const { value: original, ...descriptor } = getOwnPropertyDescriptor(prototype, '_compile');
  const code = ([source, name]) => ({ target: `${name ?? ''}`, details: [['code', source]] });
  const watched = wrap.one(original, 'code.eval', 'module._compile', code, { from: 'sample' });
  defineProperty(prototype, '_compile', {
    configurable: true,
    enumerable: descriptor.enumerable,
    get: () => (hints.where('sample') === undefined ? original : watched),
    set(value) {
      defineProperty(this, '_compile', { ...descriptor, value });
    },
  });
}

function processes(wrap) {
  wrap(process, 'kill', 'process.signal', 'process.kill', ([pid, signal]) => ({ target: `${pid}`, details: [['signal', signal ?? 'SIGTERM']] }));
  wrap(process, 'dlopen', 'code.native', 'process.dlopen', ([, file]) => pathOf(file) ?? '');
  wrap(process, 'binding', 'code.native', 'process.binding', ([name]) => name, { from: 'sample' });
  for (const name of ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups']) {
    wrap(process, name, 'system.privilege', `process.${name}`, ([id]) => `${id}`);
  }
}

function timers(wrap) {
  for (const name of ['setTimeout', 'setInterval']) {
    wrap(globalThis, name, 'clock.wait', name, ([, delay]) => (delay >= WAIT_MS ? `${delay / 1000}` : undefined), { from: 'sample' });
  }
  wrap(Atomics, 'wait', 'clock.wait', 'Atomics.wait', ([, , , delay]) => (delay >= WAIT_MS ? `${delay / 1000}` : undefined));
}

module.exports = { watch };
