import { createHash } from 'node:crypto';
import type { GateResult } from '../../glovebox/src/gate/result.ts';
import type { Answer, GitHub } from './github.ts';

/** What became of the comment. */
export type Commented =
  | { readonly kind: 'created' | 'updated' | 'unchanged' }
  | { readonly kind: 'not-permitted' | 'failed'; readonly status: number };

export interface Place {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** Folder that was examined, relative to the workspace: each has a comment of its own. */
  readonly folder: string;
}

/** What a bot of Actions is called, who may not ask for its own name. */
const ACTIONS_BOT = 'github-actions[bot]';
const MOST_PAGES = 30;
const PAGE = 100;
/** GitHub takes 65,536 characters. */
const MOST_CHARACTERS = 65_000;
const TRIES = 3;

/**
 * Keeps one comment on the pull request: made where there is none, changed where it says something else, left alone where it says the
 * same. Only a comment that this token's own account wrote is taken for it, whatever another one claims.
 */
export async function comment(github: GitHub, place: Place, markdown: string, result: GateResult): Promise<Commented> {
  const body = bodyOf(place, markdown, result);
  const author = await ownName(github);
  for (let attempt = 1; ; attempt++) {
    const commented = await once(github, place, author, body);
    // It may be there although the server failed: looked for again, before another is made.
    if (commented.kind !== 'failed' || commented.status < 500 || attempt === TRIES) return commented;
  }
}

async function once(github: GitHub, place: Place, author: string, body: string): Promise<Commented> {
  const comments = `${repositoryPath(place)}/issues/${place.number}/comments`;
  const found = await find(github, comments, author, markerOf(place));
  if ('status' in found) return found;
  const { earlier } = found;
  if (earlier !== undefined && saysTheSame(earlier.body, body)) return { kind: 'unchanged' };
  const answer =
    earlier === undefined
      ? await github.request('POST', comments, { body })
      : await github.request('PATCH', `${repositoryPath(place)}/issues/comments/${earlier.id}`, { body });
  if (answer.status >= 300) return failure(answer);
  return { kind: earlier === undefined ? 'created' : 'updated' };
}

interface Earlier {
  readonly id: number;
  readonly body: string;
}

async function find(
  github: GitHub,
  comments: string,
  author: string,
  marker: string,
): Promise<{ earlier?: Earlier } | ReturnType<typeof failure>> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await github.request('GET', `${comments}?per_page=${PAGE}&page=${page}`);
    if (answer.status >= 300 || !Array.isArray(answer.body)) return failure(answer);
    const earlier = answer.body.map(earlierFrom(author)).find((one) => one?.body.startsWith(marker));
    if (earlier !== undefined) return { earlier };
    if (answer.body.length < PAGE) return {};
  }
  return {};
}

function earlierFrom(author: string) {
  return (value: { id?: unknown; body?: unknown; user?: { login?: unknown } | null } | null): Earlier | undefined => {
    const { id, body, user } = value ?? {};
    if (user?.login !== author || typeof body !== 'string' || !Number.isSafeInteger(id)) return undefined;
    return { id: id as number, body };
  };
}

/** Whose token it is; that of Actions may not ask. */
async function ownName(github: GitHub): Promise<string> {
  const { status, body } = await github.request('GET', '/user');
  const login = (body as { login?: unknown } | undefined)?.login;
  return status === 200 && typeof login === 'string' ? login : ACTIONS_BOT;
}

function failure({ status }: Answer): { kind: 'not-permitted' | 'failed'; status: number } {
  // A token that may not write is told that there is nothing, where the repository is private.
  return { kind: [401, 403, 404].includes(status) ? 'not-permitted' : 'failed', status };
}

/** The first line is for the next run: whose comment it is, and what it says, without the times that are different in each. */
function bodyOf(place: Place, markdown: string, { timings: _, units, ...said }: GateResult): string {
  const timeless = { ...said, units: units.map(({ ms: _, cached: __, ...unit }) => unit) };
  const line = `${markerOf(place)} ${digest(JSON.stringify(timeless))} -->`;
  const text = markdown.length <= MOST_CHARACTERS ? markdown : tooLong(said);
  return `${line}\n${text}`;
}

function tooLong({ verdict }: Pick<GateResult, 'verdict'>): string {
  return `**Glovebox: ${verdict.decision}**, risk ${verdict.risk} of 100. What it found is too long for a comment: see the summary of the run.\n`;
}

function markerOf({ folder }: Place): string {
  return `<!-- glovebox:gate ${digest(folder)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** All of it: the account of Actions is every workflow's, and one may have repeated there what a stranger wrote. */
function saysTheSame(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

function repositoryPath({ repository }: Place): string {
  return `/repos/${repository.split('/').map(encodeURIComponent).join('/')}`;
}
