import { GloveboxError } from '../error.ts';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';
import type { Signer } from '../signing/signer.ts';
import { fileDigests } from './content.ts';
import { seal } from './envelope.ts';
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
 * something else.
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
  return { statement, text: seal(statement, signers), digest: wholeOf(statement) ?? '' };
}
