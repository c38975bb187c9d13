import { GloveboxError } from '../error.ts';
import { named } from './untrusted.ts';

/** What went wrong, in our own words; `message` holds those that name what is in a sample. */
export interface Failure {
  readonly text: string;
  readonly untrusted?: { readonly message: string };
}

/** Errors that tell of what a sample holds, by the names in it. */
const OF_SAMPLES = /^(sample-|language-|box-file$)/;

/** What a model can act on. Of an error within Glovebox it learns no more than that; the log has it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GloveboxError) {
    const { code } = error;
    const [message, remedy] = [named(error.message), named(error.remedy)];
    return OF_SAMPLES.test(code)
      ? { text: `${code}. ${remedy}`, untrusted: { message } }
      : { text: `${code}: ${message}. ${remedy}` };
  }
  console.error(error);
  return { text: 'internal: Glovebox itself failed. The log says more.' };
}
