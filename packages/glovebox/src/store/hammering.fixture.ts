/** Started by hammer.fixture.ts: puts and gets in the folder until it is killed, and writes the number of each report that was kept. */
import { writeSync } from 'node:fs';
import { openCache } from './cache.ts';
import { reportOf } from './store.fixture.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const cache = await openCache({ folder, limits: { memoryCharacters: 0 }, tell: (line) => writeSync(2, `${line}\n`) });
for (let number = Number(first); ; number++) {
  if (cache.put(`key ${number}`, reportOf(number))) writeSync(1, `${number}\n`);
  const earlier = Number(first) + Math.floor(Math.random() * (number - Number(first) + 1));
  const kept = cache.get(`key ${earlier}`);
  if (kept !== undefined && kept.report.timings.totalMs !== earlier) writeSync(2, `wrong answer for ${earlier}\n`);
  // Another's, which may not be there.
  cache.get(`key ${Math.floor(Math.random() * 100) * 1_000_000}`);
}
