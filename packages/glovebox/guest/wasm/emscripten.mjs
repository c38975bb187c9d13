// What a program asks of Emscripten: bounded, refused where it would leave the module, and told as the kernel's calls are in a jail.
import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';
import { tellFact } from './channel.mjs';
import { PLACES } from './settings.mjs';

const COMMAND = 'python';
/** How the runtime finds its own library and its standard streams; says nothing about the sample. */
const QUIET = /^\/(lib|dev|proc)(\/|$)|^\/work\/<\w+>$/;

// Error numbers are those of WASI, which this C library uses.
const ENETUNREACH = 40;
const ENOSPC = 51;
const EAI_AGAIN = -3;
const SHELL_NOT_FOUND = 127 << 8;

/**
 * Replaces calls of the runtime as it is instantiated. Nothing is told until `watch.begin()`; `watch.module` is set once there is one.
 */
export function interceptCalls() {
  const watch = { on: false, module: undefined };
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (code, imports) => {
    const isRuntime = imports?.env?.__syscall_openat !== undefined;
    if (isRuntime) replaceCalls(imports.env, watch);
    const made = await instantiate.call(WebAssembly, code, imports);
    if (isRuntime) code.buffer?.transfer(0); // the engine has its own copy; this one gives its memory back
    return made;
  };
  return watch;
}

function replaceCalls(calls, watch) {
  const tell = (fact) => watch.on && tellFact(COMMAND, fact);
  for (const [name, describe] of Object.entries(WATCHED)) {
    const original = calls[name];
    if (original === undefined) throw new Error(`the runtime has no ${name}`);
    calls[name] = Object.assign(
      (...args) => {
        const fact = watch.on ? describe(inside(watch.module), args) : undefined;
        const result = original(...args);
        if (fact !== undefined && !isQuiet(fact)) tell({ ...fact, ok: result >= 0 });
        return result;
      },
      { sig: original.sig },
    );
  }
  for (const [name, refuse] of Object.entries(REFUSED)) {
    const original = calls[name];
    if (original === undefined) throw new Error(`the runtime has no ${name}`);
    const refusing = (...args) =>
      watch.module === undefined ? original(...args) : refuse(inside(watch.module), args, tell, original);
    calls[name] = Object.assign(refusing, { sig: original.sig });
  }
}

/** The parts of the module a description reads. */
function inside(module) {
  const text = (at) => module.UTF8ToString(at >>> 0);
  return {
    module,
    text,
    path: (folder, at) => absolute(module.FS, folder, text(at)),
    bytes: (at, length) => module.HEAPU8.slice(at >>> 0, (at >>> 0) + length),
  };
}

const AT_FDCWD = -100;

function absolute(fs, folder, path) {
  if (path.startsWith('/')) return path;
  const base = folder === AT_FDCWD ? fs.cwd() : (fs.getStream(folder)?.path ?? '');
  return path === '' ? base : `${base.replace(/\/$/, '')}/${path}`;
}

function isQuiet({ call, path, flags }) {
  return call === 'openat' && (flags & 3) === 0 && QUIET.test(path);
}

const onPath = (call, from = AT_FDCWD) => (at, [path]) => ({ call, path: at.path(from, path) });
const beside = (call) => (at, [folder, path]) => ({ call, path: at.path(folder, path) });

/** Calls that are answered as they are. */
const WATCHED = {
  __syscall_openat: (at, [folder, path, flags]) => ({ call: 'openat', path: at.path(folder, path), flags }),
  __syscall_chmod: onPath('chmod'),
  __syscall_fchmodat2: beside('fchmodat2'),
  __syscall_fchownat: beside('fchownat'),
  __syscall_truncate64: onPath('truncate'),
  __syscall_mkdirat: beside('mkdirat'),
  __syscall_mknodat: beside('mknodat'),
  __syscall_rmdir: onPath('rmdir'),
  __syscall_unlinkat: beside('unlinkat'),
  __syscall_renameat: (at, [from, path, to, target]) => ({
    call: 'renameat',
    path: at.path(from, path),
    to: at.path(to, target),
  }),
  __syscall_symlinkat: (at, [target, folder, path]) => ({
    call: 'symlinkat',
    path: at.text(target),
    to: at.path(folder, path),
  }),
};

/** Calls that would lead out of the module, and are answered as by a machine without a network and without programs. */
const REFUSED = {
  _emscripten_system(at, [command], tell) {
    if (command === 0) return 0;
    tell({ call: 'execve', path: '/bin/sh', argv: ['/bin/sh', '-c', at.text(command).slice(0, 700)], ok: false });
    return SHELL_NOT_FOUND;
  },
  __syscall_connect(at, [, address], tell) {
    tell({ call: 'connect', ...peer(at, address) });
    return -ENETUNREACH;
  },
  __syscall_bind(at, [, address], tell) {
    tell({ call: 'bind', ...peer(at, address) });
    return -ENETUNREACH;
  },
  __syscall_listen: () => -ENETUNREACH,
  __syscall_sendto(at, [, , length, , address], tell) {
    if (address !== 0) tell({ call: 'sendto', ...peer(at, address), bytes: length });
    return -ENETUNREACH;
  },
  __syscall_sendmsg: () => -ENETUNREACH,
  getaddrinfo(at, args, tell, original) {
    const name = args[0] === 0 ? '' : at.text(args[0]);
    if (name === '' || /^[\d.]+$/.test(name) || name.includes(':')) return original(...args);
    tell({ call: 'getaddrinfo', address: name });
    return EAI_AGAIN;
  },
  random_get(at, [buffer, length]) {
    const bytes = Buffer.alloc(length);
    randomFillSync(bytes);
    at.module.HEAPU8.set(bytes, buffer >>> 0);
    return 0;
  },
};

/** A socket address as C has it. */
function peer(at, address) {
  const bytes = at.bytes(address, 28);
  const port = (bytes[2] << 8) | bytes[3];
  if (bytes[0] === 2) return { family: 'inet', address: bytes.slice(4, 8).join('.'), port };
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[8 + index * 2] << 8) | bytes[9 + index * 2]).toString(16));
  return { family: 'inet6', address: groups.join(':'), port };
}

/** Holds what lies in the writable places below the limits, from `begin` on. */
export function boundFiles(fs, limits) {
  const { dir, file } = fs.filesystems.MEMFS.ops_table;
  let bytes = 0;
  let files = 0;
  let on = false;

  function grow(by, more) {
    if (!on) return;
    bytes += by;
    files += more;
    if (bytes <= limits.diskBytes && files <= limits.files) return;
    ({ bytes, files } = occupied(fs)); // what was removed meanwhile is not subtracted each time
    if (bytes + by > limits.diskBytes || files + more > limits.files) throw new fs.ErrnoError(ENOSPC);
  }

  const { write } = file.stream;
  file.stream.write = (stream, buffer, offset, length, position, own) => {
    grow(Math.max(0, position + length - stream.node.usedBytes), 0);
    return write(stream, buffer, offset, length, position, own);
  };
  const { setattr } = file.node;
  file.node.setattr = (node, attributes) => {
    if (attributes.size !== undefined) grow(Math.max(0, attributes.size - node.usedBytes), 0);
    return setattr(node, attributes);
  };
  const { mknod, symlink } = dir.node;
  dir.node.mknod = (parent, name, mode, device) => {
    grow(0, 1);
    return mknod(parent, name, mode, device);
  };
  dir.node.symlink = (parent, name, target) => {
    grow(0, 1);
    return symlink(parent, name, target);
  };
  return {
    begin() {
      on = true;
    },
  };
}

function occupied(fs) {
  let bytes = 0;
  let files = 0;
  for (const { node } of entriesBelow(fs)) {
    files++;
    bytes += node.usedBytes ?? 0;
  }
  return { bytes, files };
}

/** Everything in the writable places: what `changes.mjs` compares with the sample. */
export function* entriesBelow(fs) {
  for (const place of PLACES) {
    const { node } = fs.lookupPath(place);
    yield* walk(place, node);
  }
}

function* walk(path, folder) {
  for (const [name, node] of Object.entries(folder.contents)) {
    const below = `${path}/${name}`;
    yield { path: below, node };
    if (node.contents !== undefined && node.usedBytes === undefined) yield* walk(below, node);
  }
}
