/** Attempts to get past a signed verdict, each on a deployment of its own that is in order until then. */
import { outcomeOf } from '../../packages/glovebox/src/attest/tampering/attempt.fixture.ts';
import { ATTEMPTS } from '../../packages/glovebox/src/attest/tampering/attempts.fixture.ts';
import { inColumns } from '../columns.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const control = await outcomeOf({ tamper: () => {} });
  const rows: string[][] = [];
  let [tried, right] = [0, 0];
  for (const [group, attempts] of Object.entries(ATTEMPTS)) {
    for (const attempt of attempts) {
      const { reason } = await outcomeOf(attempt);
      const isRight = reason === attempt.refused;
      tried += 1;
      right += Number(isRight);
      rows.push([group, attempt.what, reason, isRight ? 'yes' : `no: ${attempt.refused}`]);
    }
  }
  console.log(inColumns(['with', 'attempt', 'refused as', 'rightly'], rows).join('\n'));
  console.log(`\n${tried} attempts, ${right} refused with the right reason; untouched: ${control.reason}`);
  return right === tried && control.reason === 'verified' ? 0 : 1;
}
