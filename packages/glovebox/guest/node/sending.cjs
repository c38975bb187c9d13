'use strict';
// What is written to connections, and on which line: the kernel sees a `write` like any other, and inside of TLS nothing.
// Told is the beginning of it, in base64; it makes no event, and says only where what was seen going out was written.

const { readFileSync } = require('node:fs');
const { getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect;
const SHOWN = 1440; // as many bytes as a hint has room for
const MOST_TOLD = 2_000; // of one process: what writes more is told by where it connected

const connected = new WeakMap();
const sessions = new WeakSet();
const streams = new WeakSet();
let told = 0;

/** Called for each connection with where it goes. */
function remember(socket, endpoint) {
  if (typeof socket === 'object' && socket !== null) connected.set(socket, endpoint);
  return endpoint;
}

function sockets({ Socket }, wrap) {
  const to = (self) => connected.get(self);
  for (const name of ['write', 'end']) inherited(Socket.prototype, name, wrap, `net.${name}`, to);
}

/** Of requests alone: an answer goes back to whoever asked. */
function bodies({ OutgoingMessage, ClientRequest }, wrap) {
  const to = (self) => (self instanceof ClientRequest ? `${self.getHeader('host') ?? self.host}` : undefined);
  for (const name of ['write', 'end']) inherited(OutgoingMessage.prototype, name, wrap, `http.${name}`, to);
}

/** Classes of HTTP/2 are nobody's to see until there is a session, and a stream. */
function secondVersion(library, wrap) {
  const { connect } = library;
  library.connect = new Proxy(connect, {
    apply(callee, self, args) {
      const session = Reflect.apply(callee, self, args);
      const kind = getPrototypeOf(session);
      if (!sessions.has(kind)) {
        sessions.add(kind);
        requestsOf(kind, wrap);
      }
      connected.set(session, `${args[0]}`);
      return session;
    },
  });
}

function requestsOf(kind, wrap) {
  const { request } = kind;
  const announced = wrap.one(request, 'network.send', 'http2.request', ([headers], self) =>
    sent(connected.get(self), headers && JSON.stringify(headers)),
  );
  defineProperty(kind, 'request', {
    ...getOwnPropertyDescriptor(kind, 'request'),
    value: new Proxy(announced, {
      apply(callee, self, args) {
        const stream = Reflect.apply(callee, self, args);
        const streamKind = getPrototypeOf(stream);
        if (!streams.has(streamKind)) {
          streams.add(streamKind);
          for (const name of ['write', 'end'])
            inherited(streamKind, name, wrap, `http2.${name}`, (one) => connected.get(one));
        }
        connected.set(stream, connected.get(self));
        return stream;
      },
    }),
  });
}

/** Loading the class takes 30 ms: only where the program's own text names it. */
function messages(entry, wrap) {
  try {
    if (!readFileSync(entry, 'latin1').includes('WebSocket')) return;
  } catch {
    return; // there is no such file: Node will say so
  }
  const { WebSocket } = globalThis;
  if (WebSocket !== undefined) inherited(WebSocket.prototype, 'send', wrap, 'WebSocket.send', (self) => self.url);
}

/** A method that may be a parent's: the parent's other children are none of ours. */
function inherited(owner, name, wrap, operation, endpointOf) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  defineProperty(owner, name, {
    configurable: true,
    enumerable: false,
    writable: true,
    value: wrap.one(original, 'network.send', operation, ([data], self) => sent(endpointOf(self), data)),
  });
}

function sent(target, data) {
  if (target === undefined || told >= MOST_TOLD) return undefined;
  let bytes;
  if (data instanceof URLSearchParams) bytes = Buffer.from(`${data}`.slice(0, SHOWN));
  else if (typeof data === 'string') bytes = Buffer.from(data.slice(0, SHOWN));
  else if (data instanceof ArrayBuffer) bytes = Buffer.from(data.slice(0, SHOWN));
  else if (ArrayBuffer.isView(data)) bytes = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, SHOWN));
  if (bytes === undefined || bytes.length === 0) return undefined;
  told++;
  return { target, details: [['data', bytes.toString('base64')]] };
}

module.exports = { remember, sockets, bodies, secondVersion, messages, sent };
