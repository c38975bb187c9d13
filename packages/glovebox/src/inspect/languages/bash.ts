import { isBashStatement } from '../bash/lines.ts';
import { bashVisitor } from '../bash/sites.ts';
import { readScripts } from '../taint/bash/files.ts';
import type { Language } from './language.ts';

export const BASH: Language = {
  visitor: bashVisitor,
  isStatement: isBashStatement,
  follow(files, following) {
    readScripts(
      files.map(({ source }) => source),
      following,
    );
    return () => {};
  },
};
