import { GloveboxError } from '../error.ts';
import { named } from './untrusted.ts';

/** What a model can act on. Of an error within Glovebox it learns no more than that; the log has it. */
export function wordsOfFailure(error: unknown): string {
  if (error instanceof GloveboxError) return `${error.code}: ${named(error.message)}. ${named(error.remedy)}`;
  console.error(error);
  return 'internal: Glovebox itself failed. The log says more.';
}
