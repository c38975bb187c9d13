// The calls of WASI preview 1: the shim answers those about files, the rest is answered here; each is told as an event.
import { randomFillSync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { WASI, wasi } from '@bjorn3/browser_wasi_shim';
import { ENVIRONMENT, SETTINGS } from '../settings.mjs';

const O_WRONLY = 0o1;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;
const RIGHT_TO_WRITE = 64n;
const CLOCK_REALTIME = 0;
const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const LONGEST_RANDOM = 65_536;

export function makeCalls({ args, world, tell }) {
  const clock = performance;
  const started = clock.now();
  const environment = Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
  const shim = new WASI(args, environment, world.descriptors, { debug: false });
  const names = new Map([[3, '/'], [4, '/work'], [5, '/work']]);
  let instance;
  const bytes = () => new Uint8Array(instance.exports.memory.buffer);
  const view = () => new DataView(instance.exports.memory.buffer);
  const text = (at, length) => new TextDecoder().decode(bytes().slice(at >>> 0, (at >>> 0) + length));
  const path = (folder, at, length) => tidy(`${names.get(folder) ?? '?'}/${text(at, length)}`);

  const asked = {
    environ_get: () => ({ call: 'environ_get' }),
    clock_time_get: () => ({ call: 'clock_time_get' }),
    path_create_directory: (folder, at, length) => ({ call: 'mkdirat', path: path(folder, at, length) }),
    path_unlink_file: (folder, at, length) => ({ call: 'unlinkat', path: path(folder, at, length) }),
    path_remove_directory: (folder, at, length) => ({ call: 'rmdir', path: path(folder, at, length) }),
    path_rename: (from, at, length, to, target, size) => ({
      call: 'renameat',
      path: path(from, at, length),
      to: path(to, target, size),
    }),
    path_link: (from, _, at, length, to, target, size) => ({
      call: 'linkat',
      path: path(from, at, length),
      to: path(to, target, size),
    }),
    path_symlink: (at, length, folder, target, size) => ({
      call: 'symlinkat',
      path: text(at, length),
      to: path(folder, target, size),
    }),
    path_filestat_set_times: (folder, _, at, length) => ({ call: 'utimensat', path: path(folder, at, length) }),
    path_open: (folder, _, at, length, how, rights) => ({
      call: 'openat',
      path: path(folder, at, length),
      flags:
        ((rights & RIGHT_TO_WRITE) !== 0n ? O_WRONLY : 0) |
        ((how & wasi.OFLAGS_CREAT) !== 0 ? O_CREAT : 0) |
        ((how & wasi.OFLAGS_TRUNC) !== 0 ? O_TRUNC : 0),
    }),
  };

  const answered = {
    sched_yield: () => wasi.ERRNO_SUCCESS,
    clock_res_get(_, at) {
      view().setBigUint64(at, 1000n, true);
      return wasi.ERRNO_SUCCESS;
    },
    clock_time_get(id, _, at) {
      const now = id === CLOCK_REALTIME ? BigInt(Date.now()) * 1_000_000n : BigInt(Math.round((clock.now() - started) * 1e6));
      view().setBigUint64(at, now, true);
      return wasi.ERRNO_SUCCESS;
    },
    random_get(at, length) {
      const into = bytes().subarray(at >>> 0, (at >>> 0) + length);
      if (into.length !== length) return wasi.ERRNO_FAULT;
      for (let done = 0; done < length; done += LONGEST_RANDOM) randomFillSync(into.subarray(done, done + LONGEST_RANDOM));
      return wasi.ERRNO_SUCCESS;
    },
    poll_oneoff: (into, out, count, done) => poll(view(), tell, clock, started, { into, out, count, done }),
    path_open(...given) {
      if (shim.fds.filter((one) => one !== undefined).length >= SETTINGS.descriptors) return wasi.ERRNO_MFILE;
      const result = shim.wasiImport.path_open(...given);
      if (result === wasi.ERRNO_SUCCESS) names.set(view().getUint32(given[8], true), path(given[0], given[2], given[3]));
      return result;
    },
    fd_renumber(from, to) {
      names.set(to, names.get(from) ?? '?');
      return shim.wasiImport.fd_renumber(from, to);
    },
    proc_raise: () => wasi.ERRNO_NOTSUP,
    sock_accept: refusedSocket('bind'),
    sock_recv: refusedSocket('connect'),
    sock_send: refusedSocket('connect'),
    sock_shutdown: () => wasi.ERRNO_NOTSOCK,
  };

  function refusedSocket(call) {
    return (descriptor) => {
      tell({ call, family: 'inet', address: `descriptor ${descriptor}`, port: 0, ok: false });
      return wasi.ERRNO_NOTSOCK;
    };
  }

  let told = '';
  const imports = {};
  for (const name of Object.keys({ ...shim.wasiImport, ...answered })) {
    const answer = answered[name] ?? shim.wasiImport[name];
    const describe = asked[name];
    imports[name] = (...given) => {
      const fact = describe?.(...given);
      const result = answer(...given);
      if (fact !== undefined) {
        const next = { ...fact, ok: (result ?? 0) === wasi.ERRNO_SUCCESS };
        const same = JSON.stringify(next);
        if (same !== told) tell(next); // a clock read in a loop is one thing done often
        told = same;
      }
      return result ?? wasi.ERRNO_SUCCESS;
    };
  }

  return {
    imports,
    memoryBytes: () => instance?.exports.memory?.buffer.byteLength ?? 0,
    start(made) {
      instance = made;
      return shim.start(made);
    },
  };
}

/** Waits for the earliest of several clocks; descriptors are always ready, because everything is in memory. */
function poll(view, tell, clock, started, { into, out, count, done }) {
  if (count === 0) return wasi.ERRNO_INVAL;
  const ready = [];
  let earliest;
  for (let index = 0; index < count; index++) {
    const at = into + index * SUBSCRIPTION_BYTES;
    const user = view.getBigUint64(at, true);
    const kind = view.getUint8(at + 8);
    if (kind !== wasi.EVENTTYPE_CLOCK) {
      ready.push({ user, kind });
      continue;
    }
    const wait = waitOf(view, at + 16, clock, started);
    if (earliest === undefined || wait < earliest.wait) earliest = { wait, user, kind };
  }
  if (ready.length === 0) {
    const seconds = Math.max(0, earliest.wait) / 1000;
    tell({ call: 'clock_nanosleep', seconds, ok: true });
    if (seconds > 0) Atomics.wait(PAUSE, 0, 0, seconds * 1000);
    ready.push(earliest);
  }
  ready.forEach(({ user, kind }, index) => {
    const at = out + index * EVENT_BYTES;
    view.setBigUint64(at, user, true);
    view.setUint16(at + 8, wasi.ERRNO_SUCCESS, true);
    view.setUint8(at + 10, kind);
    view.setBigUint64(at + 16, 0n, true);
    view.setUint16(at + 24, 0, true);
  });
  view.setUint32(done, ready.length, true);
  return wasi.ERRNO_SUCCESS;
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const ABSOLUTE = 1;

/** Milliseconds until a clock subscription is due. */
function waitOf(view, at, clock, started) {
  const id = view.getUint32(at, true);
  const timeout = Number(view.getBigUint64(at + 8, true)) / 1e6;
  if ((view.getUint16(at + 24, true) & ABSOLUTE) === 0) return timeout;
  return timeout - (id === CLOCK_REALTIME ? Date.now() : clock.now() - started);
}

function tidy(path) {
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
