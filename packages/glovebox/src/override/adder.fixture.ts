/** Adds overrides until it has added so many or is ended, and prints the id of each once it is written. */
import { setTimeout } from 'node:timers/promises';
import { loadSigner } from '../signing/signer.ts';
import { addOverride } from './record.ts';

const [root = '', key = '', count = '0'] = process.argv.slice(2);
const signer = loadSigner(key);
for (let at = 0; at < Number(count); at++) {
  const id = `ov-${process.pid.toString(16).padStart(8, '0')}${at.toString(16).padStart(4, '0')}`;
  const digest = id.slice(3).padEnd(32, '0');
  await addOverride(
    { root, signer },
    {
      id,
      rule: 'a-rule',
      severity: 'low',
      file: 'a.py',
      line: 'x',
      fingerprint: digest,
      written: digest,
      seen: [],
      scope: 'file',
      reason: 'a test of many processes',
      expires: new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, ''),
    },
  );
  process.stdout.write(`${id}\n`);
  // Nobody accepts without a pause; who never lets go keeps the others from their turn.
  await setTimeout(40);
}
