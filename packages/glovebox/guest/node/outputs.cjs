'use strict';
// What a cell displays: bundles of formats by their MIME type, as `display` is given them or as a value offers them of itself.

const COUNT = 20;
const BYTES = 2 * 1024 * 1024;
const TOTAL = 4 * 1024 * 1024; // as in `sandbox/box/outputs.ts`, which holds them
const BASE64_PIECE = 3600; // characters, so that a line is written at once
const OFFERED = Symbol.for('Jupyter.display');
const SIGNATURES = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
];
const MIME = /^[a-z]+\/[\w.+-]{1,80}$/;

/** Tells what is displayed while one cell runs; `begin` names the cell, `end` says what was too much. */
function createOutputs({ send, inspect }) {
  let token = '';
  let count = 0;
  let total = 0;
  let left = 0;
  let shown = 0;

  function begin(named = '') {
    token = named;
    count = total = left = shown = 0;
  }

  function end() {
    if (left > 0) send(['V', process.pid, 'left', token, left]);
  }

  function give(of, bundle) {
    shown++;
    for (const [mime, content] of Object.entries(bundle).slice(0, COUNT)) {
      if (count >= COUNT || total >= TOTAL) {
        left++;
        continue;
      }
      const bytes = MIME.test(mime) ? asBytes(mime, content) : undefined;
      if (bytes === undefined) continue;
      if (bytes.length > BYTES || total + bytes.length > TOTAL) {
        left++;
        continue;
      }
      count++;
      total += bytes.length;
      const text = bytes.toString('base64');
      for (let at = 0; at < Math.max(1, text.length); at += BASE64_PIECE)
        send(['V', process.pid, 'output', token, shown, of, mime, text.length, text.slice(at, at + BASE64_PIECE)]);
    }
  }

  function display(...values) {
    for (const value of values) give('display', offered(value) ?? { 'text/plain': inspect(value) });
  }

  function value(given) {
    const bundle = isBundle(given) ? undefined : offered(given);
    if (bundle !== undefined) give('value', bundle);
  }

  return { begin, end, display, value };
}

function asBytes(mime, content) {
  try {
    if (content instanceof Uint8Array) return Buffer.from(content);
    if (typeof content === 'string') return Buffer.from(content, isPicture(mime) ? 'base64' : 'utf8');
    return Buffer.from(JSON.stringify(content));
  } catch {
    return undefined;
  }
}

function isPicture(mime) {
  return mime === 'image/png' || mime === 'image/jpeg';
}

function isBundle(value) {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => MIME.test(name));
}

/** The formats a value is offered in; undefined where it has none but its text. */
function offered(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  try {
    if (typeof value[OFFERED] === 'function') return value[OFFERED]();
    if (isBundle(value)) return value;
    if (value instanceof Uint8Array) return pictured(Buffer.from(value));
    if (typeof value.getContext === 'function' && typeof value.toBuffer === 'function')
      return pictured(value.toBuffer('image/png')); // a canvas
  } catch {
    return undefined; // its own affair
  }
  return undefined;
}

function pictured(bytes) {
  const found = SIGNATURES.find(([, signature]) => bytes.subarray(0, signature.length / 2).toString('hex') === signature);
  return found === undefined ? undefined : { [found[0]]: bytes };
}

module.exports = { createOutputs };
