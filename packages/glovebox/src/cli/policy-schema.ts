import { policyJsonSchema } from '../policy/json-schema.ts';
import { renderJson } from '../report/json.ts';
import { EXIT } from './exit.ts';
import { writeResult } from './output.ts';

/** `glovebox policy schema`: for whoever has the program and not its repository. */
export async function policySchemaCommand(): Promise<number> {
  await writeResult(renderJson(policyJsonSchema()));
  return EXIT.allow;
}
