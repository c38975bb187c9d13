import { languageOfContent } from '../../sample/content.ts';
import { binaryKind } from '../../sample/decode.ts';
import { languageOfName, languageOfShebang } from '../../sample/language.ts';
import type { Language } from '../../sample/sample.ts';
import { isWasm } from '../../sample/wasm.ts';
import { dialectOf, extractCi } from '../extract/ci.ts';
import { COMMANDS_JSON, extractCommands } from '../extract/commands-json.ts';
import { DOCKERFILE, extractDockerfile } from '../extract/dockerfile.ts';
import { extractMakefile, MAKEFILE } from '../extract/makefile.ts';
import { extractNotebook, NOTEBOOK } from '../extract/notebook.ts';
import { extractPackageJson, PACKAGE_JSON } from '../extract/package-json.ts';
import type { Extract } from '../extract/part.ts';
import type { Skipped, UnitKind } from '../unit.ts';

/** What a file is to an examination. */
export type FileClass =
  | {
      readonly is: 'source';
      readonly kind: UnitKind;
      readonly language: Language;
      /** It is another thing as well: a first line may make a program of a file that another program reads. */
      readonly extract?: Extract;
      /** Why it may be another program than the one it is read as. */
      readonly doubt?: string;
    }
  | { readonly is: 'container'; readonly extract: Extract }
  | { readonly is: 'left-out'; readonly skipped: Pick<Skipped, 'code' | 'reason' | 'needsReview'> };

const CONTAINERS: readonly (readonly [name: RegExp, extract: Extract])[] = [
  [NOTEBOOK, extractNotebook],
  [PACKAGE_JSON, extractPackageJson],
  [COMMANDS_JSON, extractCommands],
  [DOCKERFILE, extractDockerfile],
  [MAKEFILE, extractMakefile],
];

/** How what runs inside of a file is found; undefined for a file that is a program itself, or nothing. */
function extractorOf(path: string): Extract | undefined {
  if (dialectOf(path) !== undefined) return extractCi;
  return CONTAINERS.find(([name]) => name.test(path))?.[1];
}

/** Files that a shell reads although their names do not say so. */
const SHELL_NAMES =
  /(^|\/)(\.(bash|zsh)(rc|_profile|_login|_logout|_aliases|env)|\.z(profile|login)|\.profile|\.envrc|PKGBUILD|APKBUILD)$|(^|\/)\.(husky|githooks|git-hooks)\/(?!_\/)[^./]+$|\.(zsh|ksh|bats|ebuild)$/;
/** Files that Python runs when it starts, of their own names. */
const PYTHON_NAMES = /(^|\/)(SConstruct|SConscript|wscript)$|\.(pyi|pyx|pxd)$/;
const BUILDS = /(^|\/)(setup|conanfile|noxfile|fabfile|conftest|sitecustomize|usercustomize)\.py$/;

/** Languages that run and that Glovebox does not read. */
const UNREAD: Readonly<Record<string, string>> = {
  go: 'Go',
  rs: 'Rust',
  c: 'C',
  h: 'C',
  cc: 'C++',
  cpp: 'C++',
  cxx: 'C++',
  hpp: 'C++',
  hh: 'C++',
  m: 'Objective-C',
  mm: 'Objective-C',
  java: 'Java',
  kt: 'Kotlin',
  kts: 'Kotlin',
  scala: 'Scala',
  groovy: 'Groovy',
  gradle: 'Gradle',
  clj: 'Clojure',
  cs: 'C#',
  fs: 'F#',
  vb: 'Visual Basic',
  swift: 'Swift',
  rb: 'Ruby',
  rake: 'Ruby',
  gemspec: 'Ruby',
  php: 'PHP',
  pl: 'Perl',
  pm: 'Perl',
  lua: 'Lua',
  r: 'R',
  jl: 'Julia',
  dart: 'Dart',
  ex: 'Elixir',
  exs: 'Elixir',
  erl: 'Erlang',
  hs: 'Haskell',
  ml: 'OCaml',
  nim: 'Nim',
  zig: 'Zig',
  d: 'D',
  v: 'V',
  sol: 'Solidity',
  ps1: 'PowerShell',
  psm1: 'PowerShell',
  bat: 'a Windows batch',
  cmd: 'a Windows batch',
  vbs: 'VBScript',
  fish: 'fish',
  tcl: 'Tcl',
  awk: 'AWK',
  sql: 'SQL',
  asm: 'assembly',
  s: 'assembly',
  html: 'HTML, which may hold scripts',
  htm: 'HTML, which may hold scripts',
  vue: 'Vue',
  svelte: 'Svelte',
  astro: 'Astro',
  tf: 'Terraform',
  hcl: 'HCL',
  nix: 'Nix',
  cmake: 'CMake',
  am: 'Automake',
  ac: 'Autoconf',
  m4: 'm4',
  bzl: 'Starlark',
  bazel: 'Starlark',
  pth: 'Python’s path files, whose lines may run',
  el: 'Emacs Lisp',
  vim: 'Vim script',
  applescript: 'AppleScript',
  ipy: 'IPython',
  coffee: 'CoffeeScript',
  j2: 'a template',
  jinja: 'a template',
  ejs: 'a template',
  erb: 'a template',
  hbs: 'a template',
  patch: 'patches, which change code where they are applied,',
  diff: 'patches, which change code where they are applied,',
  service: 'systemd’s units',
  desktop: 'desktop entries',
  plist: 'property lists',
  reg: 'the registry',
};
const UNREAD_NAMES =
  /(^|\/)(Rakefile|Gemfile|Vagrantfile|Jenkinsfile|Justfile|justfile|Brewfile|Podfile|Fastfile|Guardfile|BUILD|WORKSPACE|CMakeLists\.txt|configure|crontab|Procfile|Tiltfile|Earthfile|Taskfile\.ya?ml)$/;

/** Text that nothing runs. */
const PROSE =
  /\.(md|mdx|markdown|txt|rst|adoc|asciidoc|tex|bib|org|csv|tsv|json|jsonc|json5|jsonl|ndjson|geojson|ya?ml|toml|ini|cfg|conf|properties|xml|xsd|xsl|lock|sum|mod|svg|css|scss|sass|less|po|pot|graphql|gql|proto|avsc|log|diff|patch|snap|golden|pem|crt|pub|asc|map|d\.ts|srt|vtt|env(\.[\w.]+)?)$|(^|\/)(LICEN[CS]E|NOTICE|COPYING|AUTHORS|CONTRIBUTORS|CHANGELOG|CHANGES|README|CODEOWNERS|MAINTAINERS|VERSION|TODO)([.-][\w.-]+)?$|(^|\/)\.(git(ignore|attributes|modules|keep)|npm(rc|ignore)|editorconfig|prettier(rc|ignore)|eslint(rc|ignore)|dockerignore|nvmrc|node-version|python-version|tool-versions|mailmap|keep|allowed_signers)$|(^|\/)(allowed_signers|revoked_keys|py\.typed)$/i;

/** What is shown or heard, by the bytes it begins with: a name alone could be given to anything. */
const MEDIA: readonly (readonly [name: RegExp, starts: RegExp])[] = [
  [/\.png$/i, /^\x89PNG/],
  [/\.jpe?g$/i, /^\xff\xd8\xff/],
  [/\.gif$/i, /^GIF8/],
  [/\.(webp|wav|avi)$/i, /^RIFF/],
  [/\.(ico|cur)$/i, /^\0\0[\x01\x02]\0/],
  [/\.bmp$/i, /^BM/],
  [/\.(woff2?)$/i, /^wOF[F2]/],
  [/\.(ttf|otf|ttc)$/i, /^(\0\x01\0\0|OTTO|true|ttcf)/],
  [/\.(mp3)$/i, /^(ID3|\xff[\xfb\xf3\xf2])/],
  [/\.(mp4|m4a|mov|heic|avif)$/i, /^[\s\S]{4}ftyp/],
  [/\.(ogg|oga|ogv|opus)$/i, /^OggS/],
  [/\.flac$/i, /^fLaC/],
  [/\.(webm|mkv)$/i, /^\x1aE\xdf\xa3/],
  [/\.tiff?$/i, /^(II\*\0|MM\0\*)/],
];

/** The class of a regular file with this content; `mode` is git's. */
export function classify(path: string, content: Uint8Array, mode: string): FileClass {
  const name = path.toLowerCase();
  if (isWasm(content)) return { is: 'source', kind: 'file', language: 'wasm' };
  const start = Buffer.from(content.subarray(0, 64)).toString('latin1');
  const binary = binaryKind(content);
  if (binary !== undefined) {
    const isMedia = MEDIA.some(([ending, starts]) => ending.test(name) && starts.test(start));
    return leftOut('binary', isMedia ? 'it is shown or heard, not run' : `it is ${binary}`, !isMedia);
  }
  const isMediaText = MEDIA.some(([ending, starts]) => ending.test(name) && starts.test(start));
  if (isMediaText) return leftOut('binary', 'it is shown or heard, not run', false);
  const text = Buffer.from(content).toString();
  const known = sourceLanguage(path, text);
  // `Makefile.py` is no Makefile.
  const extract = languageOfName(path) === undefined ? extractorOf(path) : undefined;
  const doubt = known === undefined ? undefined : otherProgram(known, text);
  if (known !== undefined)
    return {
      is: 'source',
      kind: BUILDS.test(path) ? 'setup' : 'file',
      language: known,
      ...(extract !== undefined && { extract }),
      ...(doubt !== undefined && { doubt }),
    };
  if (extract !== undefined) return { is: 'container', extract };
  return unknownClass(path, text, mode);
}

/** Programs of other names that run these languages. */
const RUNNERS = /\b(deno|bun|bunx|npx|zx|tsx|uv|uvx|pipx|pythonw|ipython|zsh|ksh|ash|bats|env)\b/;

/** A name says one language and the first line another: whoever executes the file runs what was not examined. */
function otherProgram(language: Language, text: string): string | undefined {
  const line = /^#![^\n]{0,200}/.exec(text)?.[0];
  if (line === undefined) return undefined;
  const said = languageOfShebang(line);
  if (said === undefined ? RUNNERS.test(line) : family(said) === family(language)) return undefined;
  return `it is examined as ${language}, as its name says, and its first line says ${said ?? line.slice(2, 80).trim()}`;
}

function family(language: Language): Language {
  return language === 'typescript' ? 'javascript' : language;
}

function sourceLanguage(path: string, text: string): Language | undefined {
  if (SHELL_NAMES.test(path)) return 'bash';
  if (PYTHON_NAMES.test(path)) return 'python';
  return languageOfName(path) ?? languageOfShebang(text.slice(0, 200));
}

function unknownClass(path: string, text: string, mode: string): FileClass {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const named = Object.hasOwn(UNREAD, ending) ? UNREAD[ending] : undefined;
  if (named !== undefined || UNREAD_NAMES.test(path))
    return leftOut('unknown-language', `Glovebox does not read ${named ?? 'this kind of file'}`, true);
  if (text.startsWith('#!')) {
    const program = text.slice(2, 80).split('\n', 1)[0]?.trim() ?? '';
    return leftOut('unknown-language', `it is a program for ${program}, which Glovebox does not read`, true);
  }
  if (PROSE.test(path)) return leftOut('no-code', 'nothing runs a file of its kind', false);
  if (text.trim() === '') return leftOut('no-code', 'it is empty', false);
  const likely = languageOfContent(text);
  if (likely !== undefined) return { is: 'source', kind: 'file', language: likely };
  const reason =
    mode === '100755' ? 'it may be executed, and its language is not known' : 'it is text of a kind that is not known';
  return leftOut('unknown-language', reason, true);
}

function leftOut(code: Skipped['code'], reason: string, needsReview: boolean): FileClass {
  return { is: 'left-out', skipped: { code, reason, needsReview } };
}
