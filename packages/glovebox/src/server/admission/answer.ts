import type { IncomingMessage, ServerResponse } from 'node:http';
import { readStreamBounded } from '../../read-bounded.ts';
import { type AdmissionRequest, type Mode, type Ruling, reviewOf, reviewSchema } from './review.ts';
import { type Exemptions, notUnderstood, ruleOn } from './rule.ts';
import type { Vouchers } from './vouchers.ts';

export interface Service {
  readonly mode: Mode;
  readonly exemptions: Exemptions;
  readonly log: (entry: object) => void;
  /** What is known now. */
  vouchers(): Vouchers;
}

/** An object of Kubernetes has 1.5 MiB at most, and a review holds the new and the old one. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Answers one request. Everything but an answer of 200 is a refusal to the API server, whose `failurePolicy` is `Fail`. */
export async function answerTo(request: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  try {
    await route(request, response, service);
  } catch (error) {
    // The other end went away, or sent too slowly; there is nobody to tell.
    service.log({ event: 'failed', message: (error as Error).message });
    if (!response.headersSent) send(response, 500, { error: 'the review failed' });
  }
}

async function route(request: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  if (path === '/healthz') return health(response, service);
  if (path !== '/validate') return send(response, 404, { error: 'there is /validate and /healthz' });
  if (request.method !== 'POST') return send(response.setHeader('allow', 'POST'), 405, { error: 'POST a review' });
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return send(response, 415, { error: 'a review is application/json' });
  const body = await bodyOf(request);
  if (body === undefined) return tooLarge(request, response, service);
  const started = performance.now();
  const review = read(body);
  if (review === undefined) {
    service.log({ event: 'refused', reason: 'not-understood', message: 'it is no AdmissionReview of v1' });
    return send(response, 400, { error: 'it is no AdmissionReview of admission.k8s.io/v1' });
  }
  const ruling = rule(review, service);
  log(review, ruling, performance.now() - started, service);
  send(response, 200, reviewOf(review.uid, ruling, service.mode));
}

function rule(request: AdmissionRequest, { vouchers, exemptions }: Service): Ruling {
  try {
    return ruleOn(request, vouchers(), exemptions, new Date());
  } catch (error) {
    return notUnderstood(`the review failed: ${(error as Error).message}`);
  }
}

/** It lives also while it refuses: starting it anew would not bring keys back. */
function health(response: ServerResponse, { vouchers }: Service): void {
  const { state } = vouchers();
  send(response, 200, { status: 'broken' in state ? 'refusing' : 'ok', ...state });
}

/** Undefined when it is larger than any review: what comes after is not read. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  return readStreamBounded(request.iterator({ destroyOnReturn: false }), MAX_BODY_BYTES);
}

function tooLarge(request: IncomingMessage, response: ServerResponse, { log }: Service): void {
  log({ event: 'refused', reason: 'too-large' });
  response.once('finish', () => request.destroy());
  send(response.setHeader('connection', 'close'), 413, { error: 'the review is larger than 8 MiB' });
}

function read(body: Buffer): AdmissionRequest | undefined {
  try {
    return reviewSchema.parse(JSON.parse(body.toString('utf8'))).request;
  } catch {
    return undefined;
  }
}

function log(request: AdmissionRequest, ruling: Ruling, ms: number, { log: write, mode }: Service): void {
  const { uid, operation, kind, namespace, name, userInfo, subResource } = request;
  write({
    event: ruling.allowed ? 'allowed' : mode === 'warn' ? 'warned' : 'refused',
    uid,
    operation,
    kind: kind.kind,
    ...(subResource !== undefined && { subResource }),
    namespace,
    name,
    user: userInfo?.username,
    ...(ruling.exempt !== undefined && { exempt: ruling.exempt }),
    ...(ruling.problems.length > 0 && { problems: ruling.problems.slice(0, 20) }),
    ms: Math.round(ms * 100) / 100,
  });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
