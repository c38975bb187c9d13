import { languageOfName } from './language.ts';
import type { Language } from './sample.ts';

/** Where an import of a language may lead, as paths relative to the importing file's folder, the likeliest first. */
type Candidates = (source: string) => readonly (readonly string[])[];

const CANDIDATES: Record<Language, Candidates> = {
  python: pythonCandidates,
  javascript: scriptCandidates,
  typescript: scriptCandidates,
  bash: bashCandidates,
  wasm: () => [],
};

/** What a file imports or starts, as far as its text names it: for each, the paths it may be at. Nothing is evaluated. */
export function importCandidates(path: string, language: Language, source: string): readonly (readonly string[])[] {
  return CANDIDATES[languageOfName(path) ?? language](source);
}

function pythonCandidates(source: string): string[][] {
  const modules: string[] = [];
  for (const [, from, listed, line, plain] of source.matchAll(
    /(?:^|[;:])[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)?|([\w \t,*]+))|import[ \t]+([\w., \t]+))/gm,
  )) {
    const names = listed?.replace(/#.*/g, '') ?? line;
    if (plain !== undefined) modules.push(...plain.split(',').map((name) => name.trim().split(/\s+/)[0] ?? ''));
    if (from === undefined) continue;
    const base = from.replace(/^\.+/, '');
    const up = '../'.repeat(Math.max(0, from.length - from.replace(/^\.+/, '').length - 1));
    if (base !== '') modules.push(up + base);
    // `from package import module` may name a module of the package, not a value in it.
    for (const name of (names ?? '').split(',')) {
      const word = name.trim().split(/\s+/)[0] ?? '';
      if (word !== '' && word !== '*') modules.push(up + (base === '' ? word : `${base}.${word}`));
    }
  }
  for (const [, name = ''] of source.matchAll(/\b(?:import_module|__import__)\(\s*['"]([\w.]+)['"]/g))
    modules.push(name.replace(/^\.+/, ''));
  const files = source.matchAll(/\b(?:run_path|exec\(\s*(?:compile\(\s*)?(?:open|Path))\(\s*['"]([\w./-]+)['"]/g);
  const started = [...files].map(([, path = '']) => [path]);
  const imported = modules.filter(Boolean).map((module) => {
    const path = module.replace(
      /(\.\.\/)*(.*)/,
      (_, up: string | undefined, rest: string) => (up ?? '') + rest.replaceAll('.', '/'),
    );
    return [`${path}.py`, `${path}/__init__.py`];
  });
  return [...imported, ...started];
}

function scriptCandidates(source: string): string[][] {
  const wanted = source.matchAll(
    /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()(?:\s|\/\*[^*]{0,200}\*\/)*['"`](\.\.?\/[^'"`\n]+)['"`]/g,
  );
  return [...wanted].map(([, path = '']) => [
    path,
    ...['.js', '.mjs', '.cjs', '.json', '.ts', '.mts', '.tsx', '.jsx', '/index.js', '/index.ts'].map(
      (end) => path + end,
    ),
    // TypeScript names the file as it will be called once compiled.
    path.replace(/\.([mc]?)js$/, '.$1ts'),
  ]);
}

/** What a shell reads or starts at the beginning of a command: `source x`, `sh ./x`, `python3 -u x.py`, `./x`. */
function bashCandidates(source: string): string[][] {
  const wanted = source.matchAll(
    /(?:^|&&|\|\||[;|(])[ \t]*(?:(?:source|\.|bash|sh|python3?|node|tsx|ts-node)[ \t]+(?:-\w+[ \t]+){0,4}["']?(?:\$\{?\w+\}?\/|\.\/)?|\.\/)(\.?[\w][\w./-]*)["']?/gm,
  );
  return [...wanted].map(([, path = '']) => [path]);
}
