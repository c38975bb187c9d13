import type { Found } from '../collect.ts';
import type { Ecosystem } from './list.ts';

/** A package that a site imports or installs. */
export interface Named {
  readonly ecosystem: Ecosystem;
  /** A module's first name, or that of a package. */
  readonly name: string;
  readonly isModule: boolean;
}

const PYTHON_IMPORTS: ReadonlySet<string> = new Set(['import', '__import__', 'importlib.import_module']);
const NODE_IMPORTS: ReadonlySet<string> = new Set(['import', 'require', 'module.Module._load', 'module._load']);

/** The packages a site names; none for a file, an address or what is not a constant. */
export function namesAt(site: Found, language: 'python' | 'javascript' | 'bash'): Named[] {
  if (language === 'bash') return installed(site);
  if (site.capability !== 'code.import' || site.target === undefined) return [];
  return language === 'python' ? pythonModule(site.callee, site.target) : nodePackage(site.callee, site.target);
}

function pythonModule(callee: string, target: string): Named[] {
  const [name] = /^[A-Za-z]\w*(?=\.|$)/.exec(target) ?? [];
  if (!PYTHON_IMPORTS.has(callee) || name === undefined || !/^[\w.]+$/.test(target)) return [];
  return [{ ecosystem: 'pypi', name, isModule: true }];
}

/** `lodash` of `lodash/map`, `@scope/name` of `@scope/name/part`; paths, aliases and schemes name no package. */
function nodePackage(callee: string, target: string): Named[] {
  const [name] = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(?=\/|$)/i.exec(target.replace(/^npm:/, '')) ?? [];
  return NODE_IMPORTS.has(callee) && name !== undefined ? [{ ecosystem: 'npm', name, isModule: true }] : [];
}

const INSTALLERS: Readonly<Record<string, Ecosystem>> = {
  pip: 'pypi',
  pip3: 'pypi',
  pipx: 'pypi',
  npm: 'npm',
  yarn: 'npm',
  pnpm: 'npm',
};

/** Options of installers that are followed by a value. */
const WITH_VALUE =
  /^(-r|-c|-t|-i|-e|-f|--(requirement|constraint|target|index-url|extra-index-url|editable|find-links|prefix|root|registry|python|platform))$/;

function installed({ callee, arguments: given }: Found): Named[] {
  const ecosystem = Object.hasOwn(INSTALLERS, callee) ? INSTALLERS[callee] : undefined;
  const words = Object.values(given ?? {});
  const verb = words.findIndex((word) => /^(install|add|i)$/.test(word));
  if (ecosystem === undefined || verb < 0) return [];
  return words
    .slice(verb + 1)
    .filter((word, index, rest) => !word.startsWith('-') && !WITH_VALUE.test(rest[index - 1] ?? ''))
    .flatMap((word): Named[] => {
      const pattern =
        ecosystem === 'pypi'
          ? /^([A-Za-z0-9][\w.-]*)(?=$|[[<>=!~;@])/
          : /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?=$|@)/i;
      const name = pattern.exec(word)?.[1];
      return name === undefined || name === '.' ? [] : [{ ecosystem, name, isModule: false }];
    });
}
