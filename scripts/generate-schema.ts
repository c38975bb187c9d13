// Writes the JSON Schemas in docs/ from the types' own source; a test fails while the two differ.
import { writeFileSync } from 'node:fs';
import { gateJsonSchema } from '../packages/glovebox/src/gate/result.ts';
import { policyJsonSchema } from '../packages/glovebox/src/policy/json-schema.ts';
import { reportJsonSchema } from '../packages/glovebox/src/report/schema.ts';

for (const [name, schema] of [
  ['report', reportJsonSchema()],
  ['gate', gateJsonSchema()],
  ['policy', policyJsonSchema()],
] as const) {
  writeFileSync(new URL(`../docs/${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
