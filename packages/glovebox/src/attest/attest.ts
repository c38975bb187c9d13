import { GloveboxError } from '../error.ts';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';
import type { Signer } from '../signing/signer.ts';
import { fileDigests } from './content.ts';
import { MAX_ENVELOPE_BYTES, seal } from './envelope.ts';
import { makeStatement, type StatementParts } from './make.ts';
import type { Statement } from './statement.ts';
import { wholeOf } from './subjects.ts';
import { unexaminedIn } from './unexamined.ts';

export interface Attestation {
  readonly statement: Statement;
  /** The DSSE envelope. */
  readonly text: string;
  /** Of all files together, 64 hex digits. */
  readonly digest: string;
}

/**
 * Signs what a report says about a sample; `root` is where the sample lies. Throws `report-invalid` when the report is about
 * something else, `sample-too-large` when there is too much beside the files.
 */
export async function attest(
  sample: Sample,
  report: Report,
  signers: readonly [Signer, ...Signer[]],
  how: Pick<StatementParts, 'depth' | 'images' | 'policyName' | 'now' | 'storedAt'> & { readonly root: string },
): Promise<Attestation> {
  if (sample.id !== report.sample.id)
    throw new GloveboxError(
      'report-invalid',
      `the report is about ${report.sample.id}, and what is there is ${sample.id}`,
      'Examine it again, or name the files that were examined.',
    );
  const files = fileDigests(sample.files);
  const unexamined = await unexaminedIn(how.root, sample.skipped ?? []);
  const statement = makeStatement({ ...how, report, files, unexamined });
  const text = seal(statement, signers);
  if (Buffer.byteLength(text) > MAX_ENVELOPE_BYTES)
    throw new GloveboxError(
      'sample-too-large',
      `what there is to say of ${how.root} is more than an attestation may hold`,
      'Attest it before its libraries are installed, and without thousands of links.',
    );
  return { statement, text, digest: wholeOf(statement) ?? '' };
}
