/** Names of one module, written without repeating it. */
export function of(module: string, names: string): string[] {
  return names.split(' ').map((name) => `${module}.${name}`);
}
