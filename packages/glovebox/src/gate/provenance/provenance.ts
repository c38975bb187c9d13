import type { Author, Provenance } from '../result.ts';
import { type ChangeCommit, type Reason, reasonsOfCommit } from './commit.ts';
import { identifier } from './identify.ts';
import { reasonsOfFile } from './notes-file.ts';
import { type PullRequest, reasonsOfPullRequest } from './pull-request.ts';

export interface ProvenanceSources {
  readonly commits: readonly ChangeCommit[];
  /** Paths that the change touches. */
  readonly files: readonly string[];
  readonly pullRequest?: PullRequest;
  /** Text of `.glovebox/provenance` at head. */
  readonly file?: string;
  /** What whoever asks says: it decides, and the other reasons are told all the same. */
  readonly author?: Exclude<Author, 'unknown'>;
  /** Names, addresses and accounts that the policy counts as a model's. */
  readonly modelAuthors?: readonly string[];
}

const MOST_REASONS = 50;

/**
 * Who wrote a change, as far as anything says so. What is in a commit only ever makes it a model's: nothing there proves a
 * person, so without a sign it is `unknown`.
 */
export function provenanceOf(sources: ProvenanceSources): Provenance {
  const identify = identifier(sources.modelAuthors);
  const file = reasonsOfFile(sources.file ?? '', sources.files);
  const model = [
    ...sources.commits.flatMap((commit) => reasonsOfCommit(commit, identify)),
    ...(sources.pullRequest === undefined ? [] : reasonsOfPullRequest(sources.pullRequest)),
    ...file.model,
  ];
  const asked: Reason[] =
    sources.author === undefined ? [] : [{ what: `--author ${sources.author}`, where: 'the command line' }];
  const claimed = file.claimed.map(({ what, where }) => ({ what: `${what} (not believed)`, where }));
  return {
    author: sources.author ?? (model.length > 0 ? 'model' : 'unknown'),
    reasons: distinct([...asked, ...model, ...claimed]).slice(0, MOST_REASONS),
  };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [`${reason.what}\n${reason.where}`, reason])).values()];
}
