// Writes docs/report.schema.json from the types' own source; a test fails while the two differ.
import { writeFileSync } from 'node:fs';
import { reportJsonSchema } from '../packages/glovebox/src/report/schema.ts';

writeFileSync(
  new URL('../docs/report.schema.json', import.meta.url),
  `${JSON.stringify(reportJsonSchema(), null, 2)}\n`,
);
