import { isPythonStatement } from '../python/lines.ts';
import { pythonVisitor } from '../python/sites.ts';
import { Calls } from '../taint/calls.ts';
import { PythonFiles } from '../taint/python/files.ts';
import { PYTHON_DATA } from '../taint/python/table.ts';
import type { Language } from './language.ts';

export const PYTHON: Language = {
  visitor: pythonVisitor,
  isStatement: isPythonStatement,
  follow(files, following) {
    const calls = new Calls(following.graph, following.sites, PYTHON_DATA, following.contents);
    new PythonFiles(files, { ...following, calls }).read();
    return () => calls.finish();
  },
};
