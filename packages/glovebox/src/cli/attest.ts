import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { attest } from '../attest/attest.ts';
import { depthOf } from '../attest/make.ts';
import { ATTESTATIONS_FOLDER, writeAttestation } from '../attest/store.ts';
import { check } from '../examine/examine.ts';
import type { Depth } from '../policy/policy.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';
import { loadSigner, type Signer } from '../signing/signer.ts';
import type { AttestOptions } from './attest-options.ts';
import { cacheOf } from './cache.ts';
import { exitOfVerdict } from './exit.ts';
import { writeLog, writeResult } from './output.ts';
import { overridesOf } from './overrides.ts';
import { parseOnce } from './parsing.ts';
import { policyFor } from './policy.ts';
import { sampleOf } from './sample.ts';

/** `glovebox attest`: examine and sign the verdict, whatever it is. Exit code 1 for `block`. */
export async function attestCommand(path: string, options: AttestOptions, signal: AbortSignal): Promise<number> {
  parseOnce();
  // Before minutes of examination, and not after.
  const [first, ...others] = options.key;
  const signers = [signerOf(first), ...others.map(signerOf)] as const;
  const sample = await sampleOf(path, [], options);
  const { report, ...how } = await examined(path, sample, options, signal);
  const { statement, text, digest } = await attest(sample, report, signers, {
    root: path,
    ...how,
    images: options.subject ?? [],
    policyName: typeof options.policy === 'string' ? basename(options.policy) : 'default',
    now: new Date(),
  });
  const out = options.output ?? join(ATTESTATIONS_FOLDER, `${digest}.json`);
  writeAttestation(out, dirname(out), text);
  const { decision, risk } = report.verdict;
  const keys = signers.map(({ keyId, publicKey }) => ({ keyId, publicKey }));
  const result = { schema: 'glovebox.attest/1', file: out, digest: `sha256:${digest}`, decision, risk, keys };
  await writeResult(options.format === 'json' ? renderJson(result) : asText(result, statement.subject.length, options));
  return exitOfVerdict(decision, 'block');
}

function signerOf(path: string): Signer {
  const passphrase = process.env.GLOVEBOX_KEY_PASSPHRASE;
  return loadSigner(path, passphrase === undefined ? {} : { passphrase });
}

/**
 * A policy counts when it is named: one that lies in the sample is its author's, and a signature would make that everybody's.
 */
async function examined(
  path: string,
  sample: Sample,
  options: AttestOptions,
  signal: AbortSignal,
): Promise<{ report: Report; depth: Depth; storedAt?: Date }> {
  if (options.report !== undefined) {
    const report = await (await import('./stored.ts')).readReport(options.report);
    const { mtime } = statSync(options.report, { throwIfNoEntry: false }) ?? { mtime: new Date() };
    return { report, depth: depthOf(report), storedAt: mtime };
  }
  const [{ policy }, cached, accepted] = await Promise.all([
    policyFor(path, { ...options, policy: options.policy ?? false }),
    cacheOf(options),
    overridesFor(path, options),
  ]);
  const depth = options.depth ?? policy.depth ?? 'standard';
  const backend = options.backend === undefined ? {} : { backend: options.backend };
  return { report: await check(sample, { policy, depth, ...backend, ...cached, ...accepted, signal }), depth };
}

/** Exceptions that lie in the sample come with the keys that sign them, so that these too count when it is said. */
async function overridesFor(path: string, options: AttestOptions): ReturnType<typeof overridesOf> {
  const found = await overridesOf(path, options);
  const liesWithin = found.overrides?.below === '' && statSync(path).isDirectory();
  if (!liesWithin || options.ownOverrides === true) return found;
  if (options.quiet !== true)
    await writeLog(
      `glovebox: the overrides in ${neutralize(path)} are not obeyed: they lie in what is attested (--own-overrides obeys them)`,
    );
  return {};
}

interface Result {
  readonly file: string;
  readonly digest: string;
  readonly decision: string;
  readonly risk: number;
  readonly keys: readonly Pick<Signer, 'keyId' | 'publicKey'>[];
}

function asText({ file, digest, decision, risk, keys }: Result, subjects: number, { quiet }: AttestOptions): string {
  if (quiet) return '';
  return [
    `attested  ${decision}, risk ${risk}, of ${subjects === 2 ? '1 file' : `${subjects - 1} files`}`,
    `digest    ${digest}`,
    ...keys.map(({ publicKey }) => `key       ${publicKey}`),
    `written   ${neutralize(file)}`,
    '',
  ].join('\n');
}
