import { z } from 'zod';
import { GloveboxError } from '../../error.ts';
import { ASSISTANTS, LABELS } from './assistants.ts';
import { type Reason, saidIn } from './commit.ts';
import { assistantAccount, assistantCalled } from './identify.ts';

const LONGEST = 64 * 1024;
const text = z.string().nullish();

/** As GitHub's API gives it, by itself or in an event; GitLab's merge request has other names for the same. */
const pullRequestSchema = z.object({
  number: z.number().optional(),
  iid: z.number().optional(),
  title: text,
  body: text,
  description: text,
  user: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
  author: z.object({ login: z.string().optional(), username: z.string().optional() }).nullish(),
  labels: z.array(z.object({ name: z.string().optional(), title: z.string().optional() })).optional(),
  head: z.object({ ref: z.string().optional() }).nullish(),
  source_branch: text,
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/** Reads a pull request from JSON text; `path` is how errors name it. Undefined for an event that has none, such as a push. */
export function parsePullRequest(path: string, json: string): PullRequest | undefined {
  try {
    const event = z
      .object({ pull_request: z.unknown().optional(), object_attributes: z.unknown().optional() })
      .loose()
      .parse(JSON.parse(json));
    const found = event.pull_request ?? event.object_attributes ?? event;
    const isBare = found === event;
    if (isBare && !('title' in event) && !('labels' in event) && !('user' in event)) return undefined;
    return pullRequestSchema.parse(found);
  } catch (cause) {
    throw new GloveboxError(
      'usage',
      `${path} is no pull request as GitHub or GitLab describe one`,
      'Give the event’s file, or what the API answers for the pull request.',
      { cause },
    );
  }
}

/** What of a pull request says that a model wrote it. All of it is its author's word, but labels and accounts. */
export function reasonsOfPullRequest(pullRequest: PullRequest): Reason[] {
  const number = pullRequest.number ?? pullRequest.iid;
  const where = number === undefined ? 'the pull request' : `pull request ${number}`;
  const login = pullRequest.user?.login ?? pullRequest.author?.login ?? pullRequest.author?.username ?? '';
  const account = assistantAccount(login);
  const branch = pullRequest.head?.ref ?? pullRequest.source_branch ?? '';
  const owner = ASSISTANTS.find(({ branches = [] }) => branches.some((start) => branch.startsWith(start)));
  const body = (pullRequest.body ?? pullRequest.description ?? '').slice(0, LONGEST);
  return [
    ...(account === undefined ? [] : [`opened by ${login}, ${account}`]),
    ...(pullRequest.labels ?? []).flatMap(({ name, title }) => ofLabel(name ?? title ?? '')),
    ...saidIn(body),
    ...(owner === undefined ? [] : [`its branch ${branch} is named as ${owner.name}’s are`]),
  ].map((what) => ({ what, where }));
}

function ofLabel(label: string): string[] {
  const words = label
    .toLowerCase()
    .replace(/[^a-z\d]+/g, ' ')
    .trim();
  return LABELS.has(words) || assistantCalled(words) !== undefined ? [`labelled ${label}`] : [];
}
