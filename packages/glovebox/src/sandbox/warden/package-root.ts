import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the package lies, seen from the sources and from `dist/` alike. */
export const PACKAGE_ROOT = packageRoot();

function packageRoot(): string {
  // src/sandbox/warden/package-root.ts and dist/*.js both lie below the folder that holds guest/.
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('guest/README.md', folder))) {
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error('the glovebox package is incomplete: guest/ is missing');
    folder = parent;
  }
  return fileURLToPath(folder).replace(/\/$/, '');
}
