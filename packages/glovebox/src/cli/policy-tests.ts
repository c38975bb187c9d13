import { dirname } from 'node:path';
import { GloveboxError } from '../error.ts';
import { RULES } from '../judge/rules/table.ts';
import { diskReader } from '../policy/reader.ts';
import { type PolicyFile, type PolicyTest, policyTestsSchema } from '../policy/schema.ts';
import { MAX_POLICY_BYTES, parseWritten, type Written } from '../policy/written.ts';

/** A test of a policy, and where it stands. */
export interface PlacedTest {
  readonly test: PolicyTest;
  readonly place: string;
  /** What its paths are relative to. */
  readonly folder: string;
}

/** The tests in a policy file, and those in the file of tests beside it. Throws `policy-invalid` for a rule that there is not. */
export async function testsOf(written: Written<PolicyFile> | undefined): Promise<PlacedTest[]> {
  if (written === undefined) return [];
  const beside = written.path.replace(/(\.ya?ml)?$/, '.test$1');
  const text = await diskReader.read(beside, MAX_POLICY_BYTES);
  const own = placed(written, written.value.tests ?? []);
  if (text === undefined) return own;
  const further = parseWritten(beside, text, policyTestsSchema);
  return [...own, ...placed(further, further.value.tests)];
}

function placed({ path, lineOf }: Written<unknown>, tests: readonly PolicyTest[]): PlacedTest[] {
  return tests.map((test, index) => {
    for (const [at, rule] of (test.rules ?? []).entries()) {
      if (Object.hasOwn(RULES, rule)) continue;
      const line = lineOf(['tests', index, 'rules', at]) ?? 1;
      throw new GloveboxError(
        'policy-invalid',
        `${path}:${line}: there is no rule ${rule}`,
        'glovebox explain lists them.',
      );
    }
    return { test, place: `${path}:${lineOf(['tests', index]) ?? 1}`, folder: dirname(path) };
  });
}
