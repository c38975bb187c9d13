import { JAVASCRIPT_ACTIONS as ACTIONS } from './javascript-actions.ts';
import type { Action, Grammar, Way } from './program.ts';

const now = (action: Action) => action.later !== true;

const WAYS: readonly Way[] = [
  { name: 'direct', code: 'ACTION;' },
  { name: 'in a function', code: 'function run$$() {\n  const value = 1;\n  ACTION;\n  return value;\n}\nrun$$();' },
  {
    name: 'in a helper of a helper',
    code: 'function inner$$() {\n  return ACTION;\n}\nconst outer$$ = () => inner$$();\nouter$$();',
  },
  { name: 'method', code: 'class Kind$$ {\n  act() {\n    ACTION;\n  }\n}\nnew Kind$$().act();' },
  { name: 'constructor', code: 'class Kind$$ {\n  constructor() {\n    this.value = ACTION;\n  }\n}\nnew Kind$$();' },
  { name: 'field', code: 'class Kind$$ {\n  value =\n    ACTION;\n}\nnew Kind$$();' },
  { name: 'static block', code: 'class Kind$$ {\n  static {\n    ACTION;\n  }\n}' },
  {
    name: 'private and super',
    code: 'class Base$$ {\n  act() {\n    return ACTION;\n  }\n}\nclass Derived$$ extends Base$$ {\n  act() {\n    return super.act();\n  }\n}\nnew Derived$$().act();',
  },
  { name: 'getter', code: 'const thing$$ = {\n  get value() {\n    return ACTION;\n  },\n};\nthing$$.value;' },
  {
    name: 'Proxy trap',
    code: 'const trap$$ = new Proxy({}, {\n  get() {\n    return ACTION;\n  },\n});\ntrap$$.anything;',
  },
  { name: 'valueOf', code: 'const number$$ = {\n  valueOf() {\n    ACTION;\n    return 1;\n  },\n};\n+number$$;' },
  { name: 'toJSON', code: 'JSON.stringify({\n  toJSON() {\n    ACTION;\n    return 1;\n  },\n});' },
  {
    name: 'iterator',
    code: 'const list$$ = {\n  *[Symbol.iterator]() {\n    yield 1;\n    ACTION;\n  },\n};\nfor (const _ of list$$);',
  },
  { name: 'map', code: '[1].map(() => ACTION);' },
  { name: 'sort', code: '[2, 1].sort((a, b) => {\n  if (a === 1) ACTION;\n  return a - b;\n});' },
  { name: 'replace', code: "'a'.replace(/a/, () => {\n  ACTION;\n  return '';\n});" },
  { name: 'tagged template', code: 'const tag$$ = () => {\n  ACTION;\n};\ntag$$`text`;' },
  {
    name: 'closure',
    code: 'const make$$ = () => {\n  let count = 0;\n  return () => {\n    count += 1;\n    ACTION;\n  };\n};\nmake$$()();',
  },
  { name: 'recursion', code: 'const down$$ = (n) => (n === 0\n  ? ACTION\n  : down$$(n - 1));\ndown$$(30);' },
  { name: 'bind and call', code: 'function act$$() {\n  ACTION;\n}\nact$$.bind(null).call(1);' },
  { name: 'Reflect.apply', code: 'function act$$() {\n  ACTION;\n}\nReflect.apply(act$$, null, []);' },
  { name: 'finally', code: 'try {\n  throw new Error();\n} catch {\n} finally {\n  ACTION;\n}' },
  { name: 'catch', code: 'try {\n  null.x;\n} catch (error) {\n  ACTION;\n}' },
  {
    name: 'event',
    code: "const emitter$$ = new (require('node:events'))();\nemitter$$.on('it', () => {\n  ACTION;\n});\nemitter$$.emit('it');",
  },
  {
    name: 'EventTarget',
    code: "const target$$ = new EventTarget();\ntarget$$.addEventListener('it', () => {\n  ACTION;\n});\ntarget$$.dispatchEvent(new Event('it'));",
  },
  { name: 'setTimeout', code: 'setTimeout(() => {\n  ACTION;\n}, 1);' },
  { name: 'setInterval', code: 'const timer$$ = setInterval(() => {\n  clearInterval(timer$$);\n  ACTION;\n}, 1);' },
  { name: 'setImmediate', code: 'setImmediate(() => ACTION);' },
  { name: 'nextTick', code: 'process.nextTick(() => {\n  ACTION;\n});' },
  { name: 'microtask', code: 'queueMicrotask(() => {\n  ACTION;\n});' },
  { name: 'then', code: 'Promise.resolve(1)\n  .then((n) => n + 1)\n  .then(() => {\n    ACTION;\n  });' },
  { name: 'async function', code: 'async function act$$() {\n  await null;\n  ACTION;\n}\nact$$();' },
  {
    name: 'await of it',
    code: '(async () => {\n  await new Promise((done) => setTimeout(done, 1));\n  await ACTION;\n})();',
  },
  {
    name: 'Promise.all',
    code: 'const one$$ = async () => {\n  await null;\n  return ACTION;\n};\nPromise.all([one$$(), Promise.resolve()]);',
  },
  {
    name: 'for await',
    code: '(async () => {\n  async function* produce() {\n    yield 1;\n    ACTION;\n  }\n  for await (const _ of produce());\n})();',
  },
  {
    name: 'timers/promises',
    code: "require('node:timers/promises')\n  .setTimeout(1)\n  .then(() => {\n    ACTION;\n  });",
  },
  {
    name: 'promisify',
    code: "const later$$ = require('node:util').promisify(setImmediate);\nlater$$().then(() => ACTION);",
  },
  {
    name: 'AsyncLocalStorage',
    code: "const store$$ = new (require('node:async_hooks').AsyncLocalStorage)();\nstore$$.run(1, () => {\n  ACTION;\n});",
  },
  {
    name: 'Transform stream',
    code: "const { Transform: T$$ } = require('node:stream');\nnew T$$({\n  transform(chunk, _, done) {\n    ACTION;\n    done();\n  },\n}).end('x');",
  },
  { name: 'callback of the library', code: "fs.stat('.', () => {\n  ACTION;\n});" },
  { name: 'exit', code: "process.on('exit', () => {\n  ACTION;\n});", fits: now },
  { name: 'beforeExit', code: "process.once('beforeExit', () => {\n  ACTION;\n});" },
  {
    name: 'signal',
    code: "process.on('SIGUSR2', () => {\n  ACTION;\n  clearInterval(alive$$);\n});\nconst alive$$ = setInterval(() => {}, 1000);\nsetTimeout(() => process.kill(process.pid, 'SIGUSR2'), 5);",
    fits: (action) => !action.code.startsWith('process.kill'),
  },
  { name: 'eval', code: 'eval(QUOTED);' },
  {
    name: 'indirect eval',
    code: 'globalThis.fs = fs;\nglobalThis.require = require;\nglobalThis.child_process = globalThis.require("node:child_process");\n(0, eval)(QUOTED);',
  },
  {
    name: 'new Function',
    code: "new Function('fs', 'require', 'child_process', QUOTED)(fs, require, require('node:child_process'));",
  },
  {
    name: 'vm',
    code: "require('node:vm').runInNewContext(QUOTED, { fs, require, fetch, process, child_process: require('node:child_process') });",
  },
  {
    name: 'vm.Script',
    code: "globalThis.fs = fs;\nglobalThis.require = require;\nglobalThis.child_process = require('node:child_process');\nnew (require('node:vm').Script)(QUOTED).runInThisContext();",
  },
  {
    name: 'module of the sample',
    code: "require('./module$$.js');",
    files: { 'module$$.js': "const fs = require('fs');\nIMPORTS\n\nACTION;" },
  },
  {
    name: 'function of a module',
    code: "require('./lib$$').act();",
    files: { 'lib$$/index.js': "const fs = require('fs');\nIMPORTS\nexports.act = () => {\n  ACTION;\n};" },
  },
  {
    name: 'callback to a module',
    code: "require('./caller$$.js')(() => ACTION);",
    files: { 'caller$$.js': 'module.exports = (call) => {\n  const value = 1;\n  return call(value);\n};' },
  },
  {
    name: 'ES module of the sample',
    code: "import('./module$$.mjs');",
    files: {
      'module$$.mjs':
        "import fs from 'node:fs';\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nIMPORTS\n\nACTION;",
    },
  },
  {
    name: 'named imports',
    code: "import('./named$$.mjs').then(({ act }) => act());",
    files: {
      'named$$.mjs':
        "import * as fs from 'fs';\nimport * as child_process from 'child_process';\nimport { createRequire } from 'module';\nconst require = createRequire(import.meta.url);\nexport const act = () => {\n  ACTION;\n};",
    },
  },
  {
    name: 'worker, file',
    code: "new (require('node:worker_threads').Worker)('./worker$$.js');",
    files: { 'worker$$.js': "const fs = require('fs');\nIMPORTS\n\nACTION;" },
  },
  {
    name: 'worker, message',
    code: "const worker$$ = new (require('node:worker_threads').Worker)('./answering$$.js');\nworker$$.postMessage(1);",
    files: {
      'answering$$.js':
        "const fs = require('fs');\nIMPORTS\nrequire('node:worker_threads').parentPort.once('message', () => {\n  ACTION;\n});",
    },
    fits: now,
  },
  {
    name: 'worker, text',
    code: "new (require('node:worker_threads').Worker)(\"const fs = require('fs'); const child_process = require('child_process');\" + QUOTED, { eval: true });",
  },
  {
    name: 'child interpreter, fork',
    code: "require('node:child_process').fork('./child$$.js');",
    files: { 'child$$.js': "const fs = require('fs');\nIMPORTS\n\nACTION;" },
  },
  {
    name: 'child interpreter, spawn',
    code: "require('node:child_process').spawnSync(process.execPath, ['started$$.js']);",
    files: { 'started$$.js': "const fs = require('fs');\nIMPORTS\n\nACTION;" },
  },
];

const HEAD = ["const fs = require('node:fs');", ''];

export const javascript: Grammar = {
  language: 'javascript',
  entry: 'main.js',
  head: HEAD,
  actions: ACTIONS,
  ways: WAYS,
};

const TYPED: readonly Way[] = [
  {
    name: 'interface and types',
    code: 'interface Shape$$ {\n  name: string;\n  size?: number;\n}\ntype Pair$$ = [string, Shape$$];\nfunction run$$(shape: Shape$$, pair?: Pair$$): unknown {\n  return ACTION;\n}\nrun$$({ name: "a" });',
  },
  {
    name: 'enum',
    code: 'enum Colour$$ {\n  Red = 1,\n  Green,\n}\nconst chosen$$: Colour$$ = Colour$$.Green;\nif (chosen$$ === 2) ACTION;',
  },
  {
    name: 'parameter properties',
    code: 'class Kind$$ {\n  constructor(\n    private readonly name: string,\n    public size = 1,\n  ) {}\n  act(): void {\n    ACTION;\n  }\n}\nnew Kind$$("a").act();',
  },
  {
    name: 'generics',
    code: 'function identity$$<T extends object>(value: T): T {\n  ACTION;\n  return value;\n}\nidentity$$<{ a: number }>({ a: 1 });',
  },
  {
    name: 'namespace',
    code: 'namespace Space$$ {\n  export const value: number = 1;\n  export function act(): void {\n    ACTION;\n  }\n}\nSpace$$.act();',
  },
  {
    name: 'as and satisfies',
    code: 'const table$$ = {\n  act: () => ACTION,\n} as const satisfies Record<string, () => unknown>;\ntable$$.act();',
  },
  {
    name: 'module in TypeScript',
    code: "require('./typed$$.cts');",
    files: {
      'typed$$.cts':
        "import fs = require('node:fs');\nIMPORTS\ntype Nothing = void;\nconst act = (): Nothing => {\n  ACTION;\n};\nact();",
    },
  },
  {
    name: 'overloads',
    code: 'function over$$(a: string): void;\nfunction over$$(a: number): void;\nfunction over$$(a: unknown): void {\n  ACTION;\n}\nover$$(1);',
  },
];

export const typescript: Grammar = {
  language: 'typescript',
  entry: 'main.cts',
  head: ["const fs = require('node:fs') as typeof import('node:fs');", ''],
  actions: ACTIONS,
  ways: [...TYPED, ...WAYS.filter(({ name }) => !/eval|Function|vm|worker, text|Transform/.test(name))],
};
