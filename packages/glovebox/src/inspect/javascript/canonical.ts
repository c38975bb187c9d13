/** Modules that stand in for one of the platform's own. */
const MODULES: Readonly<Record<string, string>> = {
  'fs-extra': 'fs',
  'graceful-fs': 'fs',
  'mz/fs': 'fs',
  'fs/promises': 'fs.promises',
  'dns/promises': 'dns.promises',
  'timers/promises': 'timers.promises',
  'readline/promises': 'readline.promises',
  'cross-fetch': 'fetch',
  'node-fetch': 'fetch',
  'isomorphic-fetch': 'fetch',
  'bun:ffi': 'bun.ffi',
};

/** The name under which tables know a module: without `node:`, and with dots for its parts. */
export function moduleName(specifier: string): string {
  const plain = specifier.replace(/^node:/, '');
  return MODULES[plain] ?? plain;
}

/** The name under which tables know a thing: global objects and default exports add nothing to it. */
export function canonical(name: string): string {
  const plain = name
    .replace(/^((globalThis|global|window|self|top|parent|frames)\.)+(?=\w)/, '')
    .replace(/\.default(?=\.|$)/g, '');
  if (plain === 'process.mainModule.require' || plain === 'module.require' || plain === 'module.constructor._load')
    return 'require';
  if (/(^|\.)constructor\.constructor$/.test(plain)) return 'Function';
  return plain.replace(/^process\.getBuiltinModule$/, 'require');
}
