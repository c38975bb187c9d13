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
  /** Names and addresses that the policy takes for a person's. */
  readonly trustedAuthors?: readonly string[];
}

const MOST_REASONS = 50;

/**
 * Who wrote a change, as far as anything says so. Without a sign it is `unknown`; it is a person's where whoever asks says so, or where
 * the policy trusts every author, and nothing says otherwise. Anybody can write any name into a commit: what is told here loosens no
 * verdict.
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
  const trusted = trustedIn(sources);
  const claimed = file.claimed.map(({ what, where }) => ({ what: `${what} (not believed)`, where }));
  return {
    author: sources.author ?? (model.length > 0 ? 'model' : trusted.length > 0 ? 'human' : 'unknown'),
    reasons: distinct([...asked, ...model, ...(model.length > 0 ? [] : trusted), ...claimed]).slice(0, MOST_REASONS),
  };
}

/** Why every commit is one of a trusted author's; empty where one is not. */
function trustedIn({ commits, trustedAuthors = [] }: ProvenanceSources): Reason[] {
  const listed = new Set(trustedAuthors.map((text) => text.toLowerCase()));
  const reasons = commits.flatMap(({ id, author: { name, address } }): Reason[] => {
    const found = [address, name].find((text) => listed.has(text.toLowerCase()));
    if (found === undefined) return [];
    return [{ what: `author ${found} is trusted by the policy, unsigned`, where: `commit ${id.slice(0, 12)}` }];
  });
  return reasons.length === commits.length ? reasons : [];
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [`${reason.what}\n${reason.where}`, reason])).values()];
}
