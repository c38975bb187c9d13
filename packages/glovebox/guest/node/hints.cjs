'use strict';
// Where in the sample we are, and how that is told. Everything used here is bound before the sample starts.

const fs = require('node:fs');
const { findSourceMap } = require('node:module');
const { fileURLToPath } = require('node:url');

const HINTS = 4;
const LIMITS = { line: 4000, target: 700, code: 2000, fewFrames: 8, frames: 40, kinds: 10_000, piece: 900, whole: 65_536, all: 524_288, kept: 500 };
const { writeSync, readlinkSync } = fs;
const { defineProperty, getPrototypeOf, set } = Reflect;
const { getOwnPropertySymbols } = Object;
const { isArray } = Array;
const { getCallSites } = require('node:util');
const { captureStackTrace } = Error;
const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const startsWith = uncurry(String.prototype.startsWith);
const slice = uncurry(String.prototype.slice);
const replace = uncurry(String.prototype.replace);
const test = uncurry(RegExp.prototype.test);
const join = uncurry(Array.prototype.join);
const errorText = uncurry(Error.prototype.toString);
const byteLength = Buffer.byteLength;
const PRINTING = /^node:(internal\/util\/inspect|internal\/console\/.*|util|console)$/;
const UNSAFE = /[\\\n\r\x1f]/;
const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\x1f': '\\u' };

/**
 * `folder` is the agent's own, whose frames the sample never sees; `root` (with its `/`) holds the sample's files.
 * In a session a cell is a script without a file name; its source URL stands for it.
 * Returns `tell`, which reports an action, and what it is made of.
 */
function createHints({ root, entry, folder, isMainThread, isSession = false, channel = HINTS }) {
  const { pid } = process;
  const probe = {};
  const tid = isMainThread ? pid : nativeThread(pid);
  const kinds = { __proto__: null };
  let kindCount = 0;
  let open = true;
  const kept = { __proto__: null }; // by the code itself
  let keptCount = 0;
  let left = LIMITS.all;
  const formatter = hideOwnFrames(probe, folder);

  return { tell, send, ran, where, escape, quietly, limits: LIMITS, root };

  function send(fields) {
    if (!open) return;
    let line = `${join(fields, '\x1f')}\n`;
    if (byteLength(line) > LIMITS.line) line = `${slice(line, 0, LIMITS.line / 2)}\n`;
    try {
      writeSync(channel, line);
    } catch {
      open = false; // the sample closed it
    }
  }

  /** Does what the agent needs for itself. */
  function quietly(action) {
    const before = open;
    open = false;
    try {
      return action();
    } finally {
      open = before;
    }
  }

  /** `details` are further `[name, value]` pairs, `whole` the code as it can be read where `code` among them is not. `from` as for `where`. */
  function tell(capability, operation, target, { from = 'any', details = [], site, whole } = {}) {
    if (!open) return;
    site ??= where(from);
    if (site === undefined) return;
    const fields = ['H', pid, tid, capability, operation, escape(target, LIMITS.target), site.file, site.line];
    const code = whole ?? (details.length > 0 && details[0][0] === 'code' ? details[0][1] : undefined);
    if (typeof code === 'string' && (whole !== undefined || isLong(code))) keep(code, operation);
    for (let at = 0; at < details.length; at++) {
      fields[fields.length] = `${details[at][0]}=${escape(details[at][1], LIMITS.code)}`;
    }
    send(fields);
  }

  function isLong(code) {
    return code.length > 1500 || (code.length > 700 && byteLength(code) > code.length);
  }

  /** Code that a line has no room for, in pieces before the hint that speaks of it. What was told is not told again. */
  function keep(code, by) {
    if (kept[code] !== undefined) return;
    const room = code.length < left ? code.length : left;
    left -= room;
    if (room === code.length && keptCount++ < LIMITS.kept) kept[code] = true; // all of them together are no longer than `LIMITS.all`
    const end = room < LIMITS.whole ? room : LIMITS.whole;
    for (let at = 0; at < end || at === 0; at += LIMITS.piece) {
      const more = at + LIMITS.piece < end ? 1 : end < code.length ? 2 : 0;
      const until = at + LIMITS.piece < end ? at + LIMITS.piece : end;
      send(['C', pid, tid, more, 'evaluated', 'javascript', by, escape(slice(code, at, until), LIMITS.piece)]);
    }
  }

  /** A file whose code runs now. */
  function ran(path) {
    const { file = '', line = '' } = where() ?? {};
    send(['C', pid, tid, 0, 'ran', 'javascript', 'import', escape(path, LIMITS.target), file, line]);
  }

  function escape(value, limit) {
    let text = typeof value === 'string' ? value : typeof value === 'object' ? '' : `${String(value)}`;
    if (text.length > limit) text = slice(text, 0, limit);
    return test(UNSAFE, text) ? replace(text, /[\\\n\r\x1f]/g, (letter) => ESCAPES[letter]) : text;
  }

  /**
   * The innermost frame of the sample; undefined where there is none. With `from` `sample` the call must come straight
   * from it, with `print` from what prints a value as well. `loader` says that Node's module loader made the call on
   * the sample's behalf.
   */
  function where(from = 'any') {
    const few = search(frames(LIMITS.fewFrames), from);
    if (few !== 'deeper') return few;
    const many = search(frames(LIMITS.frames), from);
    return many === 'deeper' ? undefined : many; // a stack of just so many frames looks deeper each time
  }

  function search(sites, from) {
    let loader = false;
    let first = true;
    let text; // of a worker that has no file: whoever reads the hints knows where it was started
    for (let at = 0; at < sites.length; at++) {
      const name = sites[at].getFileName() || (isSession && sites[at].getScriptNameOrSourceURL?.());
      const kind = typeof name === 'string' ? kindOf(name) : 'none';
      if (kind === 'own' || kind === 'none') continue;
      if (kind === 'text') text ??= { file: name, line: sites[at].getLineNumber() ?? '', loader };
      if (typeof kind === 'object') return { file: kind.file, line: originalLine(name, sites[at]), loader };
      if (first && kind === 'loader') loader = true;
      if (from !== 'any' && kind !== 'other' && !(from === 'print' && kind === 'printing')) return undefined;
      first = false;
    }
    return sites.length === LIMITS.fewFrames ? 'deeper' : text;
  }

  function kindOf(name) {
    const known = kinds[name];
    if (known !== undefined) return known;
    const path = startsWith(name, 'file://') ? fileURLToPath(name) : name;
    let kind = 'other';
    if (startsWith(path, folder)) kind = 'own';
    else if (startsWith(path, root) || path === entry) kind = { file: escape(path, LIMITS.target) };
    else if (startsWith(path, 'node:internal/modules/')) kind = 'loader';
    else if (path === '[worker eval]') kind = 'text';
    else if (test(PRINTING, path)) kind = 'printing';
    else if (startsWith(path, 'node:')) kind = 'node';
    if (kindCount++ < LIMITS.kinds) kinds[name] = kind;
    return kind;
  }

  function originalLine(name, site) {
    const line = site.getLineNumber() ?? '';
    if (!test(/\.[cm]?ts$/, name)) return line;
    const map = findSourceMap(name);
    return map?.findOrigin(line, site.getColumnNumber())?.lineNumber ?? line;
  }

  function frames(count) {
    const limit = Error.stackTraceLimit;
    const prepare = Error.prepareStackTrace;
    const holder = { __proto__: null, probe };
    const swap = prepare !== formatter;
    try {
      set(Error, 'stackTraceLimit', count);
      if (swap && !set(Error, 'prepareStackTrace', formatter)) return slowFrames(count);
      captureStackTrace(holder, frames);
      return isArray(holder.stack) ? holder.stack : slowFrames(count);
    } catch {
      return slowFrames(count);
    } finally {
      set(Error, 'stackTraceLimit', limit);
      if (swap) set(Error, 'prepareStackTrace', prepare);
    }
  }
}

/** For a sample that froze `Error`: twice as slow, but nothing it can reach takes part. */
function slowFrames(count) {
  return getCallSites(count).map(({ scriptName, lineNumber, column }) => ({
    getFileName: () => scriptName,
    getLineNumber: () => lineNumber,
    getColumnNumber: () => column,
  }));
}

/** Formats stacks as Node does, without the agent's frames. A formatter of the sample's own replaces it as usual. */
function hideOwnFrames(probe, folder) {
  function prepareStackTrace(error, sites) {
    if (error.probe === probe) return sites;
    let text = headline(error);
    for (let at = 0; at < sites.length; at++) {
      if (!startsWith(sites[at].getFileName() ?? '', folder)) text += `\n    at ${sites[at]}`;
    }
    return text;
  }
  if (!process.sourceMapsEnabled) {
    // With source maps Node's own formatter maps the lines; it cannot be called from here.
    const property = { value: prepareStackTrace, writable: true, enumerable: false, configurable: true };
    defineProperty(Error, 'prepareStackTrace', property);
  }
  return prepareStackTrace;
}

function headline(error) {
  try {
    return isNodeError(error) ? `${error.name} [${error.code}]: ${error.message}` : errorText(error);
  } catch {
    return '<error>';
  }
}

/** Node marks its own errors with a private symbol and shows their code. */
function isNodeError(error) {
  for (let owner = error; owner !== null; owner = getPrototypeOf(owner)) {
    const symbols = getOwnPropertySymbols(owner);
    for (let at = 0; at < symbols.length; at++) if (symbols[at].description === 'kIsNodeError') return true;
  }
  return false;
}

function nativeThread(pid) {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop());
  } catch {
    return pid;
  }
}

module.exports = { createHints };
