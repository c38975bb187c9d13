/** Modules that stand in for one of the platform's own, or for a better known one. */
const MODULES: Readonly<Record<string, string>> = {
  'fs-extra': 'fs',
  'graceful-fs': 'fs',
  'mz/fs': 'fs',
  'promise-fs': 'fs',
  'fs/promises': 'fs.promises',
  'dns/promises': 'dns.promises',
  'timers/promises': 'timers.promises',
  'readline/promises': 'readline.promises',
  'stream/promises': 'stream.promises',
  'inspector/promises': 'inspector',
  'path/posix': 'path',
  'path/win32': 'path',
  'mz/child_process': 'child_process',
  'child-process-promise': 'child_process',
  'child-process-es6-promise': 'child_process',
  'cross-fetch': 'fetch',
  'node-fetch': 'fetch',
  'isomorphic-fetch': 'fetch',
  'isomorphic-unfetch': 'fetch',
  'make-fetch-happen': 'fetch',
  'request-promise': 'request',
  'request-promise-native': 'request',
  'ky-universal': 'ky',
  'mysql2/promise': 'mysql2',
  'puppeteer-core': 'puppeteer',
  'puppeteer-extra': 'puppeteer',
  'playwright-core': 'playwright',
  '@playwright/test': 'playwright',
  'lodash-es': 'lodash',
  underscore: 'lodash',
  'zx/core': 'zx',
  'bun:ffi': 'bun.ffi',
  bun: 'Bun',
  'isomorphic-ws': 'ws',
  bluebird: 'Promise',
};

/** The name under which tables know a module: without `node:`, and with dots for its parts. */
export function moduleName(specifier: string): string {
  const plain = specifier.replace(/^node:/, '');
  return Object.hasOwn(MODULES, plain) ? (MODULES[plain] ?? plain) : plain;
}

/** The loader in its disguises: each gives a module for its name. */
const LOADERS =
  /^(process\.mainModule|require\.main|module)\.require$|^(process\.mainModule|require\.main|module)\.(constructor|Module|parent\.constructor)\._load$|^module\.(_load|prototype\.require|Module\.prototype\.require)$|^process\.getBuiltinModule$|^process\.mainModule\.constructor\.createRequire$/;

/** What `.constructor` of is no function, but a class of its own. */
const INSTANCES: ReadonlySet<string> = new Set(['module', 'process.mainModule', 'require.main', 'module.parent']);
const LONGEST = 400;

/** The name under which tables know a thing: global objects and default exports add nothing to it. */
export function canonical(name: string): string {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  const found = plainName(name);
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(name, found);
  return found;
}

/** The same few names are asked for over and over. */
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 10_000;

function plainName(name: string): string {
  const plain = name
    .slice(0, LONGEST)
    .replace(/^(?:(?:globalThis|global|window|self|top|parent|frames|root)\.)+(?=\w)/, '')
    .replace(/\.default(?=\.|$)/g, '')
    .replace(/^path\.(posix|win32)(?=\.)/, 'path')
    .replace(
      /^(?:process\.mainModule|require\.main|module)\.(?:constructor|Module)(?:\.prototype)?(?=\._compile$)/,
      'module',
    );
  if (LOADERS.test(plain)) return 'require';
  if (plain.endsWith('.constructor') && !INSTANCES.has(plain.slice(0, -'.constructor'.length))) return makerOf(plain);
  return plain;
}

/** `[].constructor` is a class, and the constructor of a class or a function makes functions of text. */
function makerOf(name: string): string {
  const owner = name.slice(0, -'.constructor'.length);
  return owner === 'constructor'
    ? 'Function'
    : /^(String|Array|Number|Boolean|RegExp)\.prototype$/.test(owner)
      ? (owner.split('.')[0] ?? owner)
      : 'Function';
}
