import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A comment as GitHub's API gives one, shortened by what nobody here reads. */
export interface IssueComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly id: number; readonly type: 'Bot' | 'User' };
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** Answers the next request that fits, in place of what GitHub would answer. */
export interface Mishap {
  readonly method: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it was done all the same, as behind a gateway that gave up waiting. */
  readonly isDone?: boolean;
}

export const BOT = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' } as const;
const LIMIT = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-github-request-id': 'C0DE:1' };

/** GitHub's API as far as comments on a pull request go, on loopback, with the shapes it was seen to answer in. */
export class FakeGitHub {
  readonly comments: IssueComment[] = [];
  readonly asked: Asked[] = [];
  readonly mishaps: Mishap[] = [];
  /** Whose token it is: that of Actions may not ask who it is. */
  user: IssueComment['user'] | undefined;
  readonly #server: Server;
  #next = 2_731_000_000;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeGitHub> {
    const server = createServer();
    const fake = new FakeGitHub(server);
    server.on('request', async (request, response) => {
      const { status, body, headers } = fake.#answer(request, await textOf(request));
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...LIMIT, ...headers });
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A comment that somebody made by hand. */
  add(login: string, body: string): IssueComment {
    const comment: IssueComment = { id: ++this.#next, body, user: { login, id: 1, type: 'User' } };
    this.comments.push(comment);
    return comment;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, text: string): { status: number; body: unknown; headers?: Record<string, string> } {
    const { method = '', url = '' } = request;
    this.asked.push({ method, path: url, authorization: request.headers.authorization });
    const at = this.mishaps.findIndex((one) => one.method === method && url.startsWith('/repos/'));
    const [mishap] = at < 0 ? [] : this.mishaps.splice(at, 1);
    if (mishap === undefined || mishap.isDone) {
      const done = this.#do(method, url, text);
      if (mishap === undefined) return done;
    }
    return {
      status: mishap.status,
      body: { message: MESSAGES[mishap.status] ?? 'Server Error', documentation_url: DOCS },
      headers: { ...mishap.headers },
    };
  }

  #do(method: string, url: string, text: string): { status: number; body: unknown } {
    const { pathname, searchParams } = new URL(url, this.url);
    if (pathname === '/user') return this.user === undefined ? refused(403) : { status: 200, body: this.user };
    const one = /^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
    if (method === 'PATCH' && one !== undefined) return this.#edit(Number(one), text);
    if (pathname !== '/repos/acme/shop/issues/7/comments') return refused(404);
    if (method === 'POST') {
      const comment = { id: ++this.#next, body: JSON.parse(text).body, user: this.user ?? BOT };
      this.comments.push(comment);
      return { status: 201, body: comment };
    }
    const [page, size] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('per_page') ?? 30)];
    return { status: 200, body: this.comments.slice((page - 1) * size, page * size) };
  }

  #edit(id: number, text: string): { status: number; body: unknown } {
    const comment = this.comments.find((each) => each.id === id);
    if (comment === undefined) return refused(404);
    if (comment.user.login !== (this.user ?? BOT).login) return refused(403);
    comment.body = JSON.parse(text).body;
    return { status: 200, body: comment };
  }
}

const DOCS = 'https://docs.github.com/rest/issues/comments';
const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  429: 'You have exceeded a secondary rate limit',
};

function refused(status: number) {
  return { status, body: { message: MESSAGES[status], documentation_url: DOCS, status: String(status) } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
