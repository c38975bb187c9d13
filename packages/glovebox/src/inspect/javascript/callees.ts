import { type CalleeGroup, calleeTable } from '../resolve/callee.ts';

/** Names of one module, written without repeating it. */
function of(module: string, names: string): string[] {
  return names
    .split(/\s+/)
    .filter(Boolean)
    .map((name) => `${module}.${name}`);
}

/** A function of `fs` in its three forms: with a callback, synchronous, with a promise. */
function fs(names: string): string[] {
  return names
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((name) => [`fs.${name}`, `fs.${name}Sync`, `fs.promises.${name}`]);
}

const FILES: readonly CalleeGroup[] = [
  { capability: 'open-flags', target: 'first', callees: fs('open') },
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      ...fs('readFile readdir opendir readlink stat lstat access exists realpath statfs glob readJson'),
      'fs.createReadStream',
      'fs.ReadStream',
      'fs.watch',
      'fs.watchFile',
      'fs.openAsBlob',
      'Deno.readTextFile',
      'Deno.readFile',
      'Bun.file',
      'require.resolve',
      'dotenv.config',
      'glob',
      'glob.sync',
      'fast-glob',
    ],
  },
  {
    capability: 'file.write',
    target: 'first',
    callees: [
      ...fs('writeFile appendFile mkdir mkdtemp truncate utimes lutimes outputFile ensureDir ensureFile writeJson'),
      'fs.createWriteStream',
      'fs.WriteStream',
      'Deno.writeTextFile',
      'Deno.writeFile',
      'Bun.write',
      'fs.mkdirp',
    ],
  },
  { capability: 'file.read', target: 'first', callees: fs('copyFile cp rename link symlink copy move') },
  { capability: 'file.write', target: 'second', callees: fs('copyFile cp rename link symlink copy move') },
  {
    capability: 'file.delete',
    target: 'first',
    callees: [...fs('rm rmdir unlink remove emptyDir'), 'rimraf', 'rimraf.sync', 'del', 'Deno.remove', 'shelljs.rm'],
  },
  {
    capability: 'file.permission',
    target: 'first',
    callees: [...fs('chmod lchmod fchmod chown lchown fchown'), 'process.umask', 'shelljs.chmod'],
  },
];

const NETWORK: readonly CalleeGroup[] = [
  {
    capability: 'network.resolve',
    target: 'first',
    callees: [
      ...of(
        'dns',
        'lookup lookupService resolve resolve4 resolve6 resolveAny resolveCname resolveMx resolveTxt resolveSrv resolveNs reverse',
      ),
      ...of('dns.promises', 'lookup resolve resolve4 resolve6 resolveTxt resolveMx resolveSrv reverse'),
      'dns.Resolver.resolve',
    ],
  },
  {
    capability: 'network.connect',
    target: 'port-host',
    callees: ['net.connect', 'net.createConnection', 'tls.connect', 'net.Socket.connect', 'dgram.Socket.connect'],
  },
  {
    capability: 'request',
    target: 'request',
    callees: [
      'http.get',
      'https.get',
      'http.request',
      'https.request',
      'fetch',
      'undici.fetch',
      'undici.request',
      'axios',
      'got',
      'got.get',
      'request',
      'request.get',
      'superagent.get',
      'needle.get',
      'needle',
      'ky',
      'ky.get',
      'phin',
      'bent',
      'axios.get',
      'axios.head',
      'axios.request',
      'http2.connect',
      'Deno.connect',
      'download',
      'node-wget',
      'wget',
    ],
  },
  {
    capability: 'network.send',
    target: 'request',
    callees: [
      ...of('axios', 'post put patch delete'),
      ...of('got', 'post put patch delete'),
      ...of('request', 'post put patch'),
      ...of('superagent', 'post put'),
      ...of('needle', 'post put'),
      ...of('ky', 'post put'),
      'navigator.sendBeacon',
    ],
  },
  {
    capability: 'network.connect',
    target: 'first',
    callees: [
      'WebSocket',
      'ws',
      'ws.WebSocket',
      'EventSource',
      'socket.io-client',
      'socket.io-client.io',
      'puppeteer.Page.goto',
      'mongoose.connect',
      'mongodb.MongoClient',
      'redis.createClient',
      'ioredis',
      'mysql.createConnection',
      'mysql2.createConnection',
      'pg.Client',
      'pg.Pool',
      'ssh2.Client',
      'ftp',
      'basic-ftp.Client',
      'open',
      'importScripts',
    ],
  },
  { capability: 'network.connect', target: 'second', callees: ['XMLHttpRequest.open'] },
  {
    capability: 'network.send',
    target: 'receiver',
    callees: [...of('net.Socket', 'write'), ...of('http.ClientRequest', 'write')],
  },
  {
    capability: 'network.send',
    target: 'none',
    callees: ['dgram.Socket.send', 'XMLHttpRequest.send', 'WebSocket.send', 'nodemailer.Transport.sendMail'],
  },
  {
    capability: 'network.listen',
    target: 'port-only',
    callees: [
      'net.Server.listen',
      'dgram.Socket.bind',
      'Deno.listen',
      'Deno.serve',
      'Bun.serve',
      'ws.WebSocketServer',
      'ws.Server',
      'WebSocketServer',
      'inspector.open',
    ],
  },
];

const PROCESSES: readonly CalleeGroup[] = [
  {
    capability: 'process.spawn',
    target: 'command',
    callees: [
      ...of('child_process', 'exec execSync'),
      'shelljs.exec',
      'execa.execaCommand',
      'execa.execaCommandSync',
      'execa.command',
      'zx.$',
      '$',
    ],
  },
  {
    capability: 'process.spawn',
    target: 'program-and-list',
    callees: [
      ...of('child_process', 'spawn spawnSync execFile execFileSync fork'),
      'cross-spawn',
      'cross-spawn.spawn',
      'cross-spawn.sync',
      'execa',
      'execa.execa',
      'execa.execaSync',
      'execa.sync',
      'node-pty.spawn',
      'Deno.Command',
      'Deno.run',
      'Bun.spawn',
      'Bun.spawnSync',
    ],
  },
  { capability: 'process.spawn', target: 'none', callees: ['cluster.fork', 'process.execve'] },
  {
    capability: 'process.signal',
    target: 'first',
    callees: ['process.kill', 'process._kill', 'tree-kill', 'fkill', 'ps-node.kill'],
  },
  {
    capability: 'process.inject',
    target: 'first',
    callees: ['process._debugProcess', 'inspector.Session', 'frida.attach'],
  },
];

const CODE: readonly CalleeGroup[] = [
  {
    capability: 'code.eval',
    target: 'first',
    callees: [
      'eval',
      ...of('vm', 'runInThisContext runInNewContext runInContext Script SourceTextModule compileFunction'),
      'vm.Script.runInThisContext',
      'vm2.VM.run',
      'vm2.NodeVM.run',
      'isolated-vm.Isolate',
      'safe-eval',
      'eval5.evaluate',
      'node-eval',
      'module.prototype._compile',
      'module.Module._compile',
      'constructor',
      'require-from-string',
      'module.register',
      'repl.start',
    ],
  },
  { capability: 'code.eval', target: 'last', callees: ['Function', 'AsyncFunction', 'GeneratorFunction'] },
  { capability: 'text-as-code', target: 'first', callees: ['setTimeout', 'setInterval', 'setImmediate', 'execScript'] },
  {
    capability: 'code.native',
    target: 'first',
    callees: [
      'process.dlopen',
      'process.binding',
      'process._linkedBinding',
      'ffi-napi.Library',
      'ffi.Library',
      'koffi.load',
      'ref-napi',
      'bindings',
      'node-gyp-build',
      'WebAssembly.instantiate',
      'WebAssembly.compile',
      'WebAssembly.Module',
      'WebAssembly.Instance',
      'WebAssembly.instantiateStreaming',
      'Deno.dlopen',
      'bun.ffi.dlopen',
      'edge-js.func',
    ],
  },
  {
    capability: 'code.deserialize',
    target: 'first',
    callees: [
      'v8.deserialize',
      'node-serialize.unserialize',
      'serialize-to-js.deserialize',
      'funcster.deepDeserialize',
      'cryo.parse',
      'js-yaml.load',
      'js-yaml.loadAll',
    ],
  },
  {
    capability: 'code.import',
    target: 'first',
    callees: [
      'require',
      'import',
      'worker_threads.Worker',
      'Worker',
      'module.Module._load',
      'module._load',
      'import-fresh',
      'jiti',
      'esm',
      'module.createRequire',
    ],
  },
];

const SYSTEM: readonly CalleeGroup[] = [
  {
    capability: 'secret.read',
    target: 'all',
    callees: [
      'keytar.getPassword',
      'keytar.findCredentials',
      'keytar.findPassword',
      'clipboardy.read',
      'clipboardy.readSync',
      'screenshot-desktop',
      'iohook.start',
      'node-global-key-listener.GlobalKeyboardListener',
    ],
  },
  {
    capability: 'system.persist',
    target: 'all',
    callees: ['auto-launch', 'node-windows.Service', 'node-linux.Service', 'crontab.load', 'winreg', 'pm2.startup'],
  },
  {
    capability: 'system.privilege',
    target: 'first',
    callees: [
      ...of('process', 'setuid setgid seteuid setegid setgroups initgroups chroot'),
      'sudo-prompt.exec',
      'os.setPriority',
    ],
  },
  {
    capability: 'system.probe',
    target: 'none',
    callees: [
      ...of(
        'os',
        'hostname userInfo networkInterfaces platform release version type arch cpus totalmem freemem uptime loadavg machine availableParallelism endianness getPriority',
      ),
      ...of('process', 'getuid geteuid getgid getgroups uptime constrainedMemory report.getReport'),
      'inspector.url',
      'systeminformation.system',
      'node-machine-id.machineIdSync',
      'public-ip',
      'is-docker',
      'geoip-lite.lookup',
    ],
  },
  {
    capability: 'clock.wait',
    target: 'first',
    callees: [
      'timers.promises.setTimeout',
      'Atomics.wait',
      'Deno.sleepSync',
      'Bun.sleepSync',
      'timers.promises.scheduler.wait',
    ],
  },
  {
    capability: 'clock.read',
    target: 'none',
    callees: [
      'Date.now',
      'Date',
      'performance.now',
      'process.hrtime',
      'process.hrtime.bigint',
      'perf_hooks.performance.now',
    ],
  },
];

/** What a JavaScript callee can do to the world, by its public name. */
export const JAVASCRIPT_CALLEES = calleeTable([...FILES, ...NETWORK, ...PROCESSES, ...CODE, ...SYSTEM]);
