import type { Git } from '../git/git.ts';
import type { OpenChange } from '../unit.ts';
import type { ChangeCommit } from './commit.ts';

/** Commits read of a change; those beyond are old, and say no less about it. */
const MOST_COMMITS = 1_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Refs of notes that say who wrote a commit: our own, and git-ai's. */
const NOTES = ['glovebox', 'ai'] as const;

const FIELDS = ['%H', '%an', '%ae', '%cn', '%ce', '%B'];

/** The commits that a change brings, the newest first. What is staged has none yet. */
export async function commitsOf(git: Git, { base, head, mergeBase }: OpenChange): Promise<ChangeCommit[]> {
  if (head.commit === 'staged') return [];
  const from = [base.commit, mergeBase].filter((commit) => commit !== 'none');
  const range = [head.commit, ...(from.length > 0 ? ['--not', ...from] : [])];
  const bounds = ['--no-show-signature', '--no-mailmap', '--no-color', `--max-count=${MOST_COMMITS}`];
  const log = (format: string, ...more: string[]) =>
    git.output(['log', '-z', ...bounds, ...more, `--format=tformat:${format}`, ...range, '--'], {
      mostBytes: MOST_BYTES,
    });
  const fields = (await log(FIELDS.join('%x00'), '--no-notes')).toString().split('\0');
  const notes = await notesOf(git, log);
  const commits: ChangeCommit[] = [];
  for (let at = 0; at + FIELDS.length <= fields.length; at += FIELDS.length) {
    const [id = '', author = '', authorAddress = '', committer = '', committerAddress = '', message = ''] =
      fields.slice(at);
    commits.push({
      id,
      author: { name: author, address: authorAddress },
      committer: { name: committer, address: committerAddress },
      message,
      notes: notes.get(id) ?? {},
    });
  }
  return commits;
}

/** Notes by commit and by the last part of their ref. */
async function notesOf(
  git: Git,
  log: (format: string, ...more: string[]) => Promise<Buffer>,
): Promise<ReadonlyMap<string, Record<string, string>>> {
  const refs = (await git.line(['for-each-ref', '--format=%(refname)', 'refs/notes/'])).split('\n');
  const found = new Map<string, Record<string, string>>();
  for (const name of NOTES) {
    if (!refs.includes(`refs/notes/${name}`)) continue;
    const fields = (await log('%H%x00%N', `--notes=refs/notes/${name}`)).toString().split('\0');
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [id = '', note = ''] = fields.slice(at);
      if (note !== '') found.set(id, { ...found.get(id), [name]: note });
    }
  }
  return found;
}
