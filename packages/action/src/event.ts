import { readFileSync } from 'node:fs';
import { ActionFailure } from './failure.ts';

/** What happened, as far as it says what to compare. Everything in it but hashes is somebody's free text. */
export type TriggeringEvent =
  | {
      readonly kind: 'pull-request';
      readonly number: number;
      readonly base: string;
      readonly head: string;
      readonly isFork: boolean;
    }
  | { readonly kind: 'push'; readonly before?: string; readonly after: string; readonly defaultBranch: string }
  | { readonly kind: 'merge-group'; readonly base: string; readonly head: string }
  | { readonly kind: 'schedule' }
  | { readonly kind: 'other'; readonly defaultBranch: string };

/** As much of GitHub's payloads as is read here. */
interface Payload {
  readonly number?: unknown;
  readonly pull_request?: {
    readonly number?: unknown;
    readonly base?: { readonly sha?: unknown; readonly repo?: { readonly full_name?: unknown } | null };
    readonly head?: { readonly sha?: unknown; readonly repo?: { readonly full_name?: unknown } | null };
  };
  readonly before?: unknown;
  readonly after?: unknown;
  readonly merge_group?: { readonly base_sha?: unknown; readonly head_sha?: unknown };
  readonly repository?: { readonly default_branch?: unknown };
}

const NOTHING = /^0+$/;

/** Reads the event from the file the runner names. Throws where it is one that must not, or cannot, be examined. */
export function readEvent(env: NodeJS.ProcessEnv): TriggeringEvent {
  const payload = payloadOf(env.GITHUB_EVENT_PATH);
  switch (env.GITHUB_EVENT_NAME) {
    case 'pull_request':
      return pullRequest(payload);
    case 'pull_request_target':
      throw new ActionFailure(
        'the event pull_request_target hands secrets and a writing token to a job that handles a stranger’s code',
        'Use on: pull_request. Pull requests from forks then have the summary in place of the comment.',
      );
    case 'workflow_run':
    case 'issue_comment':
      throw new ActionFailure(
        `the event ${env.GITHUB_EVENT_NAME} runs with the default branch’s rights, whoever caused it, and does not say what to compare`,
        'Use on: pull_request: it has the change, and no more rights than its author.',
      );
    case 'push': {
      const before = hash('before', payload.before);
      const isNew = NOTHING.test(before);
      const after = hash('after', payload.after);
      return { kind: 'push', ...(!isNew && { before }), after, defaultBranch: defaultBranch(payload) };
    }
    case 'merge_group': {
      const { base_sha, head_sha } = payload.merge_group ?? {};
      return {
        kind: 'merge-group',
        base: hash('merge_group.base_sha', base_sha),
        head: hash('merge_group.head_sha', head_sha),
      };
    }
    case 'schedule':
      return { kind: 'schedule' };
    default:
      return { kind: 'other', defaultBranch: defaultBranch(payload) };
  }
}

function payloadOf(path: string | undefined): Payload {
  if (path === undefined) throw incomplete('GITHUB_EVENT_PATH');
  try {
    const payload: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof payload === 'object' && payload !== null) return payload;
  } catch (cause) {
    throw incomplete(path, { cause });
  }
  throw incomplete(path);
}

function pullRequest({ pull_request: request }: Payload): TriggeringEvent {
  const number = request?.number;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1)
    throw incomplete('pull_request.number');
  return {
    kind: 'pull-request',
    number,
    base: hash('pull_request.base.sha', request?.base?.sha),
    head: hash('pull_request.head.sha', request?.head?.sha),
    // The repository of a fork may be gone.
    isFork: request?.head?.repo?.full_name !== request?.base?.repo?.full_name,
  };
}

function hash(name: string, value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(value)) return value;
  throw incomplete(name);
}

/** Empty where it is missing, or no name that git could not misread. */
function defaultBranch({ repository }: Payload): string {
  const name = repository?.default_branch;
  return typeof name === 'string' && /^\w[\w./-]*$/.test(name) && !name.includes('..') ? name : '';
}

function incomplete(what: string, options?: { cause?: unknown }): ActionFailure {
  return new ActionFailure(
    `the event does not say ${what} as GitHub does`,
    'Run this as a step of a workflow on GitHub.',
    options,
  );
}
