import type { Answer } from '../attest/decide.ts';
import { contentAt, contentWith, verifyContent } from '../attest/verify.ts';
import { GloveboxError } from '../error.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import type { VerifyOptions } from './attest-options.ts';
import { EXIT } from './exit.ts';
import { writeResult } from './output.ts';
import { parseOnce } from './parsing.ts';
import { acceptanceOf, placesOf, trustedKeysFor } from './trust.ts';

/** `glovebox verify`: whether a signed verdict vouches for what is here. Exit code 0 for yes, 1 for no with the reason. */
export async function verifyCommand(path: string | undefined, options: VerifyOptions): Promise<number> {
  parseOnce();
  if ((path === undefined) === (options.digest === undefined))
    throw new GloveboxError(
      'usage',
      'verify needs a path or a digest, and only one of them',
      'Give PATH or --digest sha256:…',
    );
  const [trusted, acceptance] = [trustedKeysFor(options, path), await acceptanceOf(options, path)];
  const content = path === undefined ? contentWith(options.digest ?? '') : await contentAt(path, options.language);
  const answer = await verifyContent(content, placesOf(options, path), trusted, acceptance);
  await writeResult(options.format === 'json' ? asJson(answer, content.digests) : asText(answer, options));
  return answer.ok ? EXIT.allow : EXIT.verdict;
}

function asJson(answer: Answer, digests: readonly string[]): string {
  const { ok, ...rest } = answer;
  return renderJson({ schema: 'glovebox.verify/1', verified: ok, digest: `sha256:${digests[0]}`, ...rest });
}

function asText(answer: Answer, { quiet }: VerifyOptions): string {
  if (answer.ok) {
    const { decision, risk, depth, policy, attestedAt, overrides } = answer.statement.predicate;
    const accepted = overrides.map(
      ({ rule, by, expires, reason }) => `accepted  ${rule} by ${by} until ${expires}: ${reason}`,
    );
    const lines = [
      `verified  ${decision}, risk ${risk}, signed by ${answer.signers.join(' and ')}`,
      `examined  at depth ${depth} under the policy ${policy.name}, attested ${attestedAt}`,
      ...accepted,
    ];
    return quiet ? '' : `${lines.map(neutralize).join('\n')}\n`;
  }
  const file = answer.attestation === undefined ? '' : ` (${answer.attestation})`;
  const lines = [`refused   ${answer.reason}: ${answer.message}${file}`, `remedy    ${answer.remedy}`];
  return `${lines.map(neutralize).join('\n')}\n`;
}
