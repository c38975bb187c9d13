import { type Call, type ResultRule, TARGETS } from '../resolve/call.ts';
import type { Value } from '../resolve/value.ts';
import { FOLDS } from './folds.ts';

/** What a call gives: what can be told of it, or an object whose methods are worth following. */
export function callResult(call: Call): Value {
  const folded = Object.hasOwn(FOLDS, call.callee) ? FOLDS[call.callee]?.(call) : undefined;
  if (folded !== undefined) return folded;
  const rule = Object.hasOwn(RESULTS, call.callee) ? RESULTS[call.callee] : undefined;
  const about = rule?.about === undefined ? undefined : TARGETS[rule.about](call);
  return { kind: 'result', of: rule?.type ?? call.callee, ...(about !== undefined && { about }) };
}

/** Factories and constructors whose objects have another type than their own name. */
const RESULTS: Readonly<Record<string, ResultRule>> = {
  'net.createConnection': { type: 'net.Socket', about: 'port-host' },
  'net.connect': { type: 'net.Socket', about: 'port-host' },
  'net.Socket.connect': { type: 'net.Socket', about: 'port-host' },
  'tls.connect': { type: 'net.Socket', about: 'port-host' },
  'tls.TLSSocket': { type: 'net.Socket' },
  'net.createServer': { type: 'net.Server' },
  'net.Server': { type: 'net.Server' },
  'tls.createServer': { type: 'net.Server' },
  'http.createServer': { type: 'http.Server' },
  'http.Server': { type: 'http.Server' },
  'https.createServer': { type: 'http.Server' },
  'http2.createServer': { type: 'http.Server' },
  'http2.createSecureServer': { type: 'http.Server' },
  express: { type: 'http.Server' },
  fastify: { type: 'http.Server' },
  koa: { type: 'http.Server' },
  restify: { type: 'http.Server' },
  'restify.createServer': { type: 'http.Server' },
  polka: { type: 'http.Server' },
  connect: { type: 'http.Server' },
  '@hapi/hapi.server': { type: 'hapi.Server' },
  'http.request': { type: 'http.ClientRequest', about: 'request' },
  'https.request': { type: 'http.ClientRequest', about: 'request' },
  'http2.connect': { type: 'http2.Session', about: 'first' },
  'http2.Session.request': { type: 'http.ClientRequest', about: 'receiver' },
  'dgram.createSocket': { type: 'dgram.Socket' },
  'fs.createWriteStream': { type: 'fs.WriteStream', about: 'first' },
  'fs.createReadStream': { type: 'fs.ReadStream', about: 'first' },
  'fs.promises.open': { type: 'fs.FileHandle', about: 'first' },
  'axios.create': { type: 'axios' },
  'got.extend': { type: 'got' },
  'ky.create': { type: 'ky' },
  'request.defaults': { type: 'request' },
  XMLHttpRequest: { type: 'XMLHttpRequest' },
  'nodemailer.createTransport': { type: 'nodemailer.Transport' },
  WebSocket: { type: 'WebSocket', about: 'first' },
  ws: { type: 'WebSocket', about: 'first' },
  'ws.WebSocket': { type: 'WebSocket', about: 'first' },
  'socket.io-client': { type: 'WebSocket', about: 'first' },
  'socket.io-client.io': { type: 'WebSocket', about: 'first' },
  'vm.Script': { type: 'vm.Script', about: 'first' },
  'puppeteer.launch': { type: 'puppeteer.Browser' },
  'puppeteer.connect': { type: 'puppeteer.Browser' },
  'puppeteer.Browser.newPage': { type: 'puppeteer.Page' },
  'playwright.chromium.launch': { type: 'puppeteer.Browser' },
  'playwright.firefox.launch': { type: 'puppeteer.Browser' },
  'playwright.webkit.launch': { type: 'puppeteer.Browser' },
  'puppeteer.Browser.newContext': { type: 'puppeteer.Browser' },
  'ssh2.Client': { type: 'ssh2.Client' },
  'adm-zip': { type: 'adm-zip', about: 'first' },
  'document.createElement': { type: 'document.Element', about: 'first' },
  'dns.promises.Resolver': { type: 'dns.Resolver' },
  'ffi-napi.Library': { type: 'native.Library', about: 'first' },
  'ffi.Library': { type: 'native.Library', about: 'first' },
  'koffi.load': { type: 'native.Library', about: 'first' },
  'simple-git': { type: 'simple-git' },
  'simple-git.simpleGit': { type: 'simple-git' },
};
