/** Names of one module, written without repeating it. */
export function of(module: string, names: string): string[] {
  return names.split(' ').map((name) => `${module}.${name}`);
}

/** A function of `fs` in its three forms: with a callback, synchronous, with a promise. */
export function fs(names: string): string[] {
  return names.split(' ').flatMap((name) => [`fs.${name}`, `fs.${name}Sync`, `fs.promises.${name}`]);
}

/** A function with a synchronous twin. */
export function withSync(module: string, names: string): string[] {
  return names.split(' ').flatMap((name) => [`${module}.${name}`, `${module}.${name}Sync`]);
}
