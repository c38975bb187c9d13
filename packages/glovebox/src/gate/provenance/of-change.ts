import type { Policy } from '../../policy/policy.ts';
import { openRepository } from '../git/repository.ts';
import type { Author, Provenance } from '../result.ts';
import type { OpenChange } from '../unit.ts';
import { commitsOf } from './log.ts';
import { PROVENANCE_FILE } from './notes-file.ts';
import { provenanceOf } from './provenance.ts';
import { parsePullRequest } from './pull-request.ts';

export interface ProvenanceWanted {
  readonly author?: Exclude<Author, 'unknown'>;
  /** A pull request, or the event of one, as JSON; `path` is how errors name it. */
  readonly pullRequest?: { readonly path: string; readonly json: string };
  /** Names and addresses that the base's policy takes for a person's, or counts as a model's. */
  readonly authors?: NonNullable<Policy['authors']>;
}

const MOST_BYTES = 1024 * 1024;

/** Who wrote a change of the repository that a folder lies in, as far as anything there says so. */
export async function provenanceOfChange(
  folder: string,
  change: OpenChange,
  { author, pullRequest, authors }: ProvenanceWanted,
): Promise<Provenance> {
  const repository = await openRepository(folder);
  try {
    const parsed = pullRequest && parsePullRequest(pullRequest.path, pullRequest.json);
    const file = await change.headTree.read(PROVENANCE_FILE, MOST_BYTES);
    return provenanceOf({
      commits: await commitsOf(repository.git, change),
      files: change.changes.map(({ path }) => path),
      ...(parsed && { pullRequest: parsed }),
      ...(file && { file: new TextDecoder().decode(file) }),
      ...(author && { author }),
      modelAuthors: authors?.model ?? [],
      trustedAuthors: authors?.trusted ?? [],
    });
  } finally {
    repository.close();
  }
}
