import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { PACKAGE_ROOT } from '../warden/warden.ts';

/** Folder of the hosts, one file for each runtime; made by the build. */
export const BUNDLES = `${PACKAGE_ROOT}/guest/build/wasm`;

/** Folder of the Pyodide package. */
export function pyodideFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
}
