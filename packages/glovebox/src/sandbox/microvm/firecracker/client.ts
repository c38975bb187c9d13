import { type IncomingMessage, request } from 'node:http';
import { GloveboxError } from '../../../error.ts';
import { remedyFor } from './faults.ts';
import type { ApiRequest } from './requests.ts';

export interface SendOptions {
  /** Milliseconds until the whole answer has to be there. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Answers are a few hundred bytes; more is not Firecracker. */
const MAX_ANSWER = 1024 * 1024;

/** Asks one thing of the Firecracker behind `socketPath` and returns its answer, where it has one. Every failure is a {@link GloveboxError}. */
export async function send(socketPath: string, asked: ApiRequest, options: SendOptions): Promise<unknown> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
  let answer: Answer;
  try {
    answer = await exchange(socketPath, asked, signal);
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw unanswered(socketPath, asked, deadline.aborted ? options.timeoutMs : undefined, cause);
  }
  if (answer.status >= 200 && answer.status < 300) return readAnswer(asked, answer);
  throw refused(asked, answer);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function exchange(socketPath: string, { method, path, body }: ApiRequest, signal: AbortSignal): Promise<Answer> {
  const content = body === undefined ? '' : JSON.stringify(body);
  const headers = {
    host: 'localhost',
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(content),
  };
  return new Promise((resolve, reject) => {
    // No agent: a connection that is kept would keep a dead machine's socket.
    const asking = request({ socketPath, method, path, headers, agent: false, signal }, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    asking.once('error', reject);
    asking.end(content);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += chunk;
    if (text.length > MAX_ANSWER) throw new Error(`an answer of more than ${MAX_ANSWER} bytes`);
  }
  return text;
}

function readAnswer(asked: ApiRequest, { text }: Answer): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GloveboxError(
      'backend-failed',
      `Firecracker was asked to ${asked.purpose} (${asked.method} ${asked.path}) and answered what is no JSON: ${excerpt(text)}`,
      'Check that the firecracker on PATH is the real one (firecracker --version).',
      { cause },
    );
  }
}

function refused(asked: ApiRequest, answer: Answer): GloveboxError {
  const fault = faultMessage(answer.text) ?? `status ${answer.status}: ${excerpt(answer.text) || 'no words'}`;
  const { code, remedy } = remedyFor(fault, asked);
  return new GloveboxError(
    code,
    `Firecracker could not ${asked.purpose} (${asked.method} ${asked.path}): ${excerpt(fault)}`,
    remedy,
  );
}

function faultMessage(text: string): string | undefined {
  try {
    const said: unknown = JSON.parse(text)?.fault_message;
    return typeof said === 'string' ? said : undefined;
  } catch {
    return undefined; // an error that is no JSON is told as it is
  }
}

function unanswered(socket: string, asked: ApiRequest, late: number | undefined, cause: unknown): GloveboxError {
  const why = late === undefined ? spoken(cause, socket) : `no answer within ${late} ms`;
  return new GloveboxError(
    'backend-failed',
    `Firecracker was asked to ${asked.purpose} (${asked.method} ${asked.path}): ${why}`,
    late === undefined
      ? 'It ended: its last words say why. Run `glovebox doctor`.'
      : 'The machine is too busy or Firecracker hangs: try again, with fewer sandboxes at a time.',
    { cause },
  );
}

const CAUSES: Record<string, (socket: string) => string> = {
  ENOENT: (socket) => `there is no API socket at ${socket}`,
  ECONNREFUSED: (socket) => `nobody listens at the API socket ${socket}`,
  EACCES: (socket) => `this user may not use the API socket ${socket}`,
  ECONNRESET: () => 'it closed the connection in the middle of the answer',
  EPIPE: () => 'it closed the connection before it had read what was asked',
};

function spoken(cause: unknown, socket: string): string {
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  return CAUSES[code]?.(socket) ?? message;
}

/** Short enough for an error, and on one line. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
