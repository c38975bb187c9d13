import type { TargetRule } from '../resolve/call.ts';

/** Factories whose objects are worth following, with the type their methods are known under and what they act on. */
export const RESULTS: Readonly<Record<string, { readonly type: string; readonly about?: TargetRule }>> = {
  'net.createConnection': { type: 'net.Socket', about: 'port-host' },
  'net.connect': { type: 'net.Socket', about: 'port-host' },
  'tls.connect': { type: 'net.Socket', about: 'port-host' },
  'tls.TLSSocket': { type: 'net.Socket' },
  'net.createServer': { type: 'net.Server' },
  'net.Server': { type: 'net.Server' },
  'tls.createServer': { type: 'net.Server' },
  'http.createServer': { type: 'net.Server' },
  'https.createServer': { type: 'net.Server' },
  'http2.createServer': { type: 'net.Server' },
  'http2.createSecureServer': { type: 'net.Server' },
  express: { type: 'net.Server' },
  fastify: { type: 'net.Server' },
  koa: { type: 'net.Server' },
  'http.request': { type: 'http.ClientRequest', about: 'request' },
  'https.request': { type: 'http.ClientRequest', about: 'request' },
  'dgram.createSocket': { type: 'dgram.Socket' },
  'fs.createWriteStream': { type: 'fs.WriteStream', about: 'first' },
  'fs.createReadStream': { type: 'fs.ReadStream', about: 'first' },
  'axios.create': { type: 'axios' },
  XMLHttpRequest: { type: 'XMLHttpRequest' },
  'nodemailer.createTransport': { type: 'nodemailer.Transport' },
};
