import { GloveboxError } from '../error.ts';
import { languageOfName } from './language.ts';
import type { Language, SampleFile } from './sample.ts';

/** Names by which programs are started, the likeliest first. */
const ENTRY_NAMES: Record<Language, readonly string[]> = {
  python: ['__main__.py', 'main.py', 'app.py', 'run.py', 'cli.py'],
  javascript: ['index.js', 'index.mjs', 'index.cjs', 'main.js', 'main.mjs', 'app.js', 'server.js'],
  typescript: ['index.ts', 'main.ts', 'app.ts', 'server.ts'],
  bash: ['main.sh', 'run.sh', 'script.sh', 'install.sh'],
  wasm: ['main.wasm', 'index.wasm'],
};

/** The file a directory's program starts with: package.json's word, then a usual name, then the only source there is. */
export function findEntry(root: string, files: readonly SampleFile[], language?: Language): string {
  const paths = new Set(files.map((file) => file.path));
  const declared = language === 'python' || language === 'bash' ? undefined : declaredMain(files);
  if (declared !== undefined) {
    const found = [declared, `${declared}.js`, `${declared}/index.js`].find((path) => paths.has(path));
    if (found !== undefined) return found;
  }
  const names = namesFor(language);
  const named = names.flatMap((name) => [name, `src/${name}`]).find((path) => paths.has(path));
  if (named !== undefined) return named;
  const sources = files.filter(({ path }) => isSource(path, language));
  if (sources.length === 1 && sources[0] !== undefined) return sources[0].path;
  throw new GloveboxError(
    'sample-no-entry',
    `${root} has no entry point: looked for package.json main, ${names.join(', ')}, or one single source file`,
    'Name the file to start instead of the directory.',
  );
}

function namesFor(language: Language | undefined): readonly string[] {
  return language === undefined ? Object.values(ENTRY_NAMES).flat() : ENTRY_NAMES[language];
}

function isSource(path: string, language: Language | undefined): boolean {
  const found = languageOfName(path);
  return found !== undefined && (language === undefined || found === language);
}

/** `main` of a package.json, as a path inside the sample; what cannot be read or leads out of it is no entry. */
function declaredMain(files: readonly SampleFile[]): string | undefined {
  const manifest = files.find((file) => file.path === 'package.json');
  if (manifest === undefined) return undefined;
  try {
    const main: unknown = JSON.parse(Buffer.from(manifest.content).toString()).main;
    return typeof main === 'string' ? main.replace(/^\.\//, '') : undefined;
  } catch {
    return undefined;
  }
}
