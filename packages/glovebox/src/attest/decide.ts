import type { TrustedKeys } from '../signing/trusted.ts';
import { type Acceptance, objectionTo, SKEW_MS, weightier } from './accept.ts';
import { type Believed, believe, type Disbelieved, type openAll } from './check.ts';
import { type Changes, type Content, changesFrom, covers, likeness } from './cover.ts';
import { REMEDIES, type Refusal } from './refusal.ts';
import type { Statement } from './statement.ts';

export interface Question {
  readonly content: Content;
  readonly attestations: ReturnType<typeof openAll>;
  readonly trusted: TrustedKeys;
  readonly acceptance: Acceptance;
  readonly now: Date;
}

export type Answer =
  | {
      readonly ok: true;
      readonly attestation: string;
      readonly signers: readonly string[];
      readonly statement: Statement;
    }
  | {
      readonly ok: false;
      readonly reason: Refusal;
      readonly message: string;
      readonly remedy: string;
      /** The file that the reason is about; absent where there is none. */
      readonly attestation?: string;
      /** What was signed and is no longer so, where that is the reason. */
      readonly changes?: Changes;
    };

/** Whether signed statements vouch for this content now. Needs no network and no clock but `now`; whatever is unclear refuses. */
export function decide({ content, attestations, trusted, acceptance, now }: Question): Answer {
  const checked = attestations.map((opened) => believe(opened, trusted, now));
  const believed = checked.filter((one): one is Believed => 'signers' in one);
  const disbelieved = checked.filter((one): one is Disbelieved => !('signers' in one));
  const about = believed.filter(({ statement }) => covers(statement, content));

  const damaged = disbelieved.find((one) => isDamaged(one, content));
  if (damaged !== undefined) return refuse(damaged.reason, damaged.message, damaged.name);
  if (about.length === 0) return withoutOne(content, believed, disbelieved);

  const early = believed.find(
    ({ statement }) => new Date(statement.predicate.attestedAt).getTime() > now.getTime() + SKEW_MS,
  );
  if (early !== undefined) return refuse('in-the-future', clockMessage(early, now), early.name);

  const fitting = about.filter(({ statement }) => hasPolicy(statement, acceptance.policy));
  const [latest] = fitting.sort((a, b) => weightier(a.statement.predicate, b.statement.predicate));
  if (latest === undefined) return otherPolicy(about, acceptance.policy);

  const changes = changesFrom(latest.statement, content);
  if (changes !== undefined) return refuse('files-changed', describe(changes), latest.name, changes);
  const objection = objectionTo(latest.statement.predicate, acceptance, now);
  if (objection !== undefined) return refuse(objection.reason, objection.message, latest.name);
  return { ok: true, attestation: latest.name, signers: latest.signers, statement: latest.statement };
}

/**
 * A file about this content, or by its name meant to be, that somebody changed after it was signed: it may have said no, so that an
 * older one beside it does not decide. A statement by somebody unknown is just nobody's word.
 */
function isDamaged({ name, reason, statement }: Disbelieved, content: Content): boolean {
  if (statement === undefined) return content.digests.some((digest) => name.includes(digest));
  return reason === 'bad-signature' && covers(statement, content);
}

/** Nothing that is believed is about this content: the nearest reason is told. */
function withoutOne(content: Content, believed: readonly Believed[], disbelieved: readonly Disbelieved[]): Answer {
  const refused = disbelieved.find(({ statement }) => statement !== undefined && covers(statement, content));
  if (refused !== undefined) return refuse(refused.reason, refused.message, refused.name);
  const [nearest] = believed
    .filter(({ statement }) => likeness(statement, content) > 0)
    .sort(
      (a, b) =>
        likeness(b.statement, content) - likeness(a.statement, content) ||
        weightier(a.statement.predicate, b.statement.predicate),
    );
  const changes = nearest && changesFrom(nearest.statement, content);
  if (nearest !== undefined && changes !== undefined)
    return refuse('files-changed', describe(changes), nearest.name, changes);
  const [only] = disbelieved;
  if (only !== undefined && believed.length + disbelieved.length === 1)
    return refuse(only.reason, only.message, only.name);
  return refuse('no-attestation', `no attestation is about this content${others(believed, disbelieved)}`);
}

function others(believed: readonly Believed[], disbelieved: readonly Disbelieved[]): string {
  if (disbelieved.length > 0) return `, and ${disbelieved.length} that are there cannot be believed`;
  return believed.length > 0 ? `, and ${believed.length} are about something else` : '';
}

function otherPolicy(about: readonly Believed[], asked = ''): Answer {
  const [first] = about;
  const policy = first?.statement.predicate.policy;
  const message = `it was examined under the policy ${policy?.name} (sha256:${policy?.digest.sha256}), not under sha256:${asked}`;
  return refuse('different-policy', message, first?.name);
}

function hasPolicy({ predicate }: Statement, asked: string | undefined): boolean {
  return asked === undefined || predicate.policy.digest.sha256 === asked;
}

function clockMessage({ statement }: Believed, now: Date): string {
  return `it is from ${statement.predicate.attestedAt}, and the clock here says ${now.toISOString()}: one of them is wrong`;
}

const NAMED = 5;

function describe(changes: Changes): string {
  return (['changed', 'added', 'removed'] as const)
    .filter((kind) => changes[kind].length > 0)
    .map((kind) => {
      const more = changes[kind].length - NAMED;
      return `${kind}: ${changes[kind].slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    })
    .join('; ');
}

function refuse(reason: Refusal, message: string, attestation?: string, changes?: Changes): Answer {
  return {
    ok: false,
    reason,
    message,
    remedy: REMEDIES[reason],
    ...(attestation !== undefined && { attestation }),
    ...(changes !== undefined && { changes }),
  };
}
