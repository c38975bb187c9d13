import { isJavascriptStatement } from '../javascript/lines.ts';
import { javascriptVisitor } from '../javascript/sites.ts';
import { Calls } from '../taint/calls.ts';
import { JavascriptFiles } from '../taint/javascript/files.ts';
import { JAVASCRIPT_DATA } from '../taint/javascript/table.ts';
import type { Language } from './language.ts';

/** JavaScript and TypeScript. */
export const JAVASCRIPT: Language = {
  visitor: javascriptVisitor,
  isStatement: isJavascriptStatement,
  follow(files, following) {
    const calls = new Calls(following.graph, following.sites, JAVASCRIPT_DATA, following.contents);
    new JavascriptFiles(files, { ...following, calls }).read();
    return () => calls.finish();
  },
};
