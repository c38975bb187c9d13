import { request } from 'node:https';
import { connect } from 'node:tls';

/** Where a webhook listens, and by which authority it is known. */
export interface Place {
  readonly port: number;
  readonly ca: string;
}

export interface Reply {
  readonly status: number;
  readonly body: {
    response?: { uid: string; allowed: boolean; status?: { code: number; message: string }; warnings?: string[] };
    error?: string;
    status?: string;
  };
}

export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly type?: string;
}

export function sendTo(place: Place, body: string | Buffer, sent: Sent): Promise<Reply> {
  const { path = '/validate?timeout=5s', method = 'POST', type = 'application/json' } = sent;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const asked = request({ host: '127.0.0.1', ...place, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** A connection by hand, for what no client of HTTP sends. */
export function dialTo(place: Place, options: object = {}): Promise<ReturnType<typeof connect>> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', ...place, ...options }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** What comes back until the other side, or an answer, ends. */
export function allOf(socket: ReturnType<typeof connect>): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\r\n\r\n') && /}$/.test(text)) socket.end();
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}
