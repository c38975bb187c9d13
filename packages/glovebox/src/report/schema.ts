import { z } from 'zod';
import { reportSchema } from './report.ts';

/** The JSON Schema of `glovebox.report/1`, from the same source as the types. */
export function reportJsonSchema(): object {
  return {
    title: 'glovebox.report/1',
    description:
      'What was examined, what it could do, what it did, and the verdict. Strings of the sample’s are hostile text.',
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'output' }),
  };
}
