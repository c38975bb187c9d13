import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestbed, type Testbed } from '../contract/testbed.ts';
import { type Attempt, type Control, escaped, type Outcome, verdictOn } from './attempt.ts';
import { ATTEMPTS } from './attempts/all.ts';
import { createLanes } from './lanes.ts';
import { runAttempt, runControl } from './run.ts';
import { SANDBOXES } from './sandboxes.ts';
import { Table } from './table.ts';

/** All of them wait for a lane from the beginning. */
const ATTEMPT_MS = 40 * 60_000;
const SETUP_MS = 10 * 60_000;
const CONTROL_LANES = 4;

const table = new Table(ATTEMPTS);
afterAll(() => {
  console.log(table.toString());
  if (process.env.GLOVEBOX_WRITE_PAGE === '1')
    writeFileSync(new URL('../docs/escapes.md', import.meta.url), table.toPage());
});

// One world after the other, and within it as many attempts at once as it has lanes: a machine that is full of attempts
// ends them before they say a word.
describe('without a sandbox', () => {
  const inLane = createLanes(CONTROL_LANES);
  for (const attempt of ATTEMPTS)
    it.concurrent(
      `${attempt.title} works`,
      async (context) => {
        const reason = await inLane(() => whyNoControl(attempt, attempt.control));
        if (reason !== undefined) context.skip(reason);
      },
      ATTEMPT_MS,
    );
});

for (const sandbox of SANDBOXES)
  describe(`in the ${sandbox.name}`, () => {
    const inLane = createLanes(sandbox.lanes);
    let testbed: Testbed;
    beforeAll(async () => {
      testbed = await openTestbed(sandbox.name);
    }, SETUP_MS);
    afterAll(() => testbed?.close(), SETUP_MS);

    for (const attempt of ATTEMPTS)
      it.concurrent(
        `${attempt.title} is contained`,
        async () => {
          const outcome = await inLane(() => runAttempt(testbed.backend, attempt, sandbox.patience));
          table.sandbox(sandbox, attempt, outcome);
          expect(outcome).toSatisfy((one: Outcome) =>
            ['held', 'absent', 'gap'].includes(verdictOn(one, attempt, sandbox)),
          );
        },
        ATTEMPT_MS,
      );
  });

/** Makes the control and holds it to its effect; a reason where it cannot be made. */
async function whyNoControl(attempt: Attempt, control: Control): Promise<string | undefined> {
  const reason = 'impossible' in control ? control.impossible : control.needs?.();
  if (reason !== undefined || 'impossible' in control) {
    table.control(attempt, reason ?? '');
    return reason;
  }
  const outcome = await runControl(attempt, control);
  table.control(attempt, outcome);
  if (lacksCall(outcome)) return `this kernel does not have it: ${outcome.detail}`;
  expect(outcome).toSatisfy(escaped);
  return undefined;
}

/** Not even root can show what the kernel was built without. */
function lacksCall(outcome: Outcome): boolean {
  return !escaped(outcome) && outcome.detail.startsWith('ENOSYS');
}
