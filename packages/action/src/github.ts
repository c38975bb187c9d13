import { setTimeout } from 'node:timers/promises';

/** An answer of GitHub's API; `body` is somebody's text as far as it is text. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const TRIES = 3;
const ANSWER_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;

/** As much of GitHub's REST API as one comment needs. */
export class GitHub {
  readonly #url: string;
  readonly #token: string;

  /** @param url the API's own, as the runner gives it: another one on GitHub Enterprise Server. */
  constructor(url: string, token: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * Asks, and asks again where it was told to wait or the server failed: three times in all. What creates something is asked once,
   * as a server that failed may have done it. Throws where there is no answer at all.
   */
  async request(method: 'GET' | 'POST' | 'PATCH', path: string, content?: object): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#once(method, path, content);
      const wait = waitFor(response, attempt);
      const mayAgain = attempt < TRIES && (method !== 'POST' || response.status < 500);
      if (wait === undefined || !mayAgain) return { status: response.status, body: await json(response) };
      await response.body?.cancel();
      await setTimeout(wait);
    }
  }

  #once(method: string, path: string, content: object | undefined): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${this.#token}`,
        'user-agent': 'glovebox-action',
        'x-github-api-version': '2022-11-28',
        ...(content !== undefined && { 'content-type': 'application/json' }),
      },
      ...(content !== undefined && { body: JSON.stringify(content) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  }
}

/** Milliseconds until it is worth asking again; undefined where it is not. */
function waitFor({ status, headers }: Response, attempt: number): number | undefined {
  const isLimited =
    status === 429 || (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'));
  if (!isLimited && status < 500) return undefined;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 500 * 2 ** attempt;
  // A limit that lasts an hour is not waited for.
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
