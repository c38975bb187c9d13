import type { Inspection } from '../inspect/site.ts';
import type { Language } from '../sample/sample.ts';
import type { Conditions } from '../sandbox/conditions.ts';
import { linesAbout, textsIn } from './lines.ts';

type Change = Partial<Omit<Conditions, 'clock'>>;

const MOST_VARIABLES = 30;
const MOST_FILES = 20;
const MOST_ARGUMENTS = 5;

const ENVIRONMENT = /\benviron\b|getenv|process\.env\b|\$\{?[A-Z][A-Z0-9_]+/;
const VARIABLE =
  /environ(?:\.get\(|\[|\.pop\(|\.setdefault\()\s*['"]([A-Za-z_]\w*)|getenv\(\s*['"]([A-Za-z_]\w*)|process\.env\.([A-Za-z_]\w*)|process\.env\[\s*['"]([A-Za-z_]\w*)|['"]([A-Z_][A-Z0-9_]*)['"]\s+(?:not\s+)?in\s+(?:os\.)?(?:environ|process\.env)|\$\{?([A-Z][A-Z0-9_]+)/g;
/** A shell's own, and those that have a condition of their own. */
const NOT_SET =
  /^(PATH|HOME|PWD|OLDPWD|IFS|RANDOM|SECONDS|LINENO|BASH\w*|EUID|UID|PPID|EPOCH\w+|REPLY|OPTARG|OPTIND|FUNCNAME|PIPESTATUS|SHLVL|LD_\w+|PS\d|USER|LOGNAME|USERNAME|HOSTNAME|TMPDIR|SHELL|TERM)$/;
export const USER = /getuser|getlogin|userInfo|whoami|\bid\s+-un|\bUSER(NAME)?\b|\bLOGNAME\b|getpwuid|pw_name/;
export const ROOT = /get(e?)uid\b|\bE?UID\b|\bid\s+-u\b|is_?root/i;
export const HOST =
  /gethostname|platform\.node|uname\(\)\.nodename|os\.hostname|\bhostname\b|\bHOSTNAME\b|nodename|getfqdn|\buname\s+-n/;
export const SYSTEM =
  /sys\.platform|platform\.(system|platform|uname)|os\.name\b|process\.platform|os\.(platform|type)\(|\buname\b|\bOSTYPE\b/;
export const ARGUMENTS =
  /sys\.argv|process\.argv|\$[1-9@#*]|\$\{[1-9@#*]|add_argument|parseArgs|getopts?\b|\bshift\b|@click\.|commander|yargs/;
const STDIN =
  /\binput\(|sys\.stdin|process\.stdin|\bread\s+(-|[a-z_])|readline|readFileSync\(\s*0|\/dev\/stdin|fileinput/;
export const TERMINAL = /isatty|isTTY|\[\s*-t\s*\d|\btest\s+-t|\btty\b/;
export const RANDOM = /\brandom\b|\brandint|\bsecrets\.|Math\.random|randomInt|\bRANDOM\b|\bshuf\b/;
const FILES =
  /exists|isfile|isdir|\bstat\(|existsSync|statSync|accessSync|\baccess\(|\[\[?\s*!?\s*-[efdrsx]\s|\btest\s+-[efdrsx]\s|open\(|readFile|\bcat\b|<\s*["']?[/~$\w]/;

/** What to change besides the clock, one thing at a time, as far as the code asks for it. */
export function changesFor(lines: readonly string[], inspection: Inspection, language: Language): Change[] {
  return [
    ...environments(lines, inspection),
    ...users(lines),
    ...hosts(lines),
    ...files(lines),
    ...argumentLists(lines),
    ...inputs(lines),
    ...(lines.some((line) => TERMINAL.test(line)) ? [{ terminal: true } as const] : []),
    ...chances(lines),
    ...systems(lines, language),
  ];
}

function environments(lines: readonly string[], inspection: Inspection): Change[] {
  const about = linesAbout(lines, ENVIRONMENT);
  const names = new Set(
    inspection.sites
      .filter(({ capability, target }) => capability === 'environment.read' && /^[A-Za-z_]\w*$/.test(target ?? ''))
      .map(({ target }) => target ?? ''),
  );
  for (const line of lines)
    for (const [, ...found] of line.matchAll(VARIABLE)) names.add(found.find((name) => name !== undefined) ?? '');
  const wanted = [...names].filter((name) => name !== '' && !NOT_SET.test(name)).slice(0, MOST_VARIABLES);
  const assigned = new Set(lines.map((line) => /^(?:export\s+|local\s+)?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1]));
  const given = wanted.filter((name) => !assigned.has(name));
  if (given.length === 0) return [];
  const compared = given.map((name) => [name, valuesOf(name, about, names)] as const);
  const first = Object.fromEntries(compared.map(([name, values]) => [name, values[0] ?? '1']));
  const second = Object.fromEntries(compared.map(([name, values]) => [name, values[1] ?? values[0] ?? '1']));
  return JSON.stringify(first) === JSON.stringify(second)
    ? [{ environment: first }]
    : [{ environment: first }, { environment: second }];
}

function valuesOf(name: string, about: readonly string[], names: ReadonlySet<string>): string[] {
  const own = linesAbout(about, new RegExp(`\\b${name}\\b`));
  const texts = own.flatMap(textsIn).filter((text) => !names.has(text) && /^[\w./:@ -]{1,80}$/.test(text));
  const compared = own.some((line) => /==|!=|\bin\b|-eq|\s=\s|includes|startswith|case\b/i.test(line)) ? texts : [];
  return [...new Set([...compared, usualValue(name)])];
}

function usualValue(name: string): string {
  if (/ENV$|^ENV|STAGE|MODE|TARGET/.test(name)) return 'production';
  if (/URL|ENDPOINT/.test(name)) return 'http://example.com/';
  if (/PORT$/.test(name)) return '8080';
  if (/^CI$|^(GITHUB|GITLAB|TRAVIS|JENKINS|CIRCLE)|DEBUG|ENABLE|FORCE|TRUE/.test(name)) return 'true';
  return '1';
}

function users(lines: readonly string[]): Change[] {
  const names = linesAbout(lines, USER)
    .flatMap(textsIn)
    .filter(
      (text) =>
        /^[a-z_][\w.-]{0,30}$/i.test(text) &&
        !/^(user|username|logname|USER|USERNAME|LOGNAME|whoami|id|utf-?8)$/i.test(text),
    );
  const isAsked = lines.some((line) => USER.test(line));
  const root = lines.some((line) => ROOT.test(line)) || names.includes('root');
  const found = [...new Set(names)].filter((name) => name !== 'root').slice(0, 3);
  return [...found, ...(root ? ['root'] : []), ...(isAsked && found.length === 0 && !root ? ['admin'] : [])].map(
    (user) => ({ user }),
  );
}

function hosts(lines: readonly string[]): Change[] {
  const about = linesAbout(lines, HOST);
  if (about.length === 0) return [];
  const names = about
    .flatMap(textsIn)
    .filter(
      (text) =>
        /^[\w.-]{1,60}$/.test(text) && !/^(hostname|HOSTNAME|os|socket|node:os|utf-?8|child_process)$/.test(text),
    );
  const whole = names.map((name) => `${/^[.-]/.test(name) ? 'host' : ''}${name}${/[.-]$/.test(name) ? '01' : ''}`);
  return [...new Set([...whole, 'prod-web-01'])].slice(0, 3).map((host) => ({ host }));
}

function files(lines: readonly string[]): Change[] {
  const about = linesAbout(lines, FILES);
  const found: Record<string, string> = {};
  for (const line of about)
    for (const text of [
      ...textsIn(line),
      ...(line.match(/(?:~|\$HOME|\/(?:tmp|home\/user|work|dev\/shm))\/[\w./-]{1,80}/g) ?? []),
    ]) {
      const path = writablePath(text);
      if (path !== undefined && Object.keys(found).length < MOST_FILES) found[path] ??= contentFor(lines, about);
    }
  return Object.keys(found).length > 0 ? [{ files: found }] : [];
}

/** A place where a file can be put, for what looks like one: has a folder, or an ending that is no code. */
function writablePath(text: string): string | undefined {
  const path = text.replace(/^(~|\$HOME|\$\{HOME\})(?=\/)/, '/home/user');
  if (/^\/(tmp|home\/user|work|dev\/shm)\/[\w./-]{1,100}$/.test(path) && !/\.\.|\/$/.test(path)) return path;
  if (
    /^(?:\.\/)?\.?[\w-]{1,40}(?:\/[\w.-]{1,40}){0,3}\.(txt|flag|lock|json|cfg|conf|ini|env|key|pem|dat|enabled|trigger|log|csv|ya?ml|toml|pid|state|db)$/.test(
      path,
    ) ||
    /^\.[\w-]{2,40}$/.test(path)
  )
    return `/work/${path.replace(/^\.\//, '')}`;
  return undefined;
}

/** The shortest plain word that the lines about files compare with; what reads a number finds one. */
function contentFor(lines: readonly string[], about: readonly string[]): string {
  const compared = about.filter((line) => /==|includes|\bin\b|\s=\s/.test(line)).flatMap(textsIn);
  const word = compared.find((text) => /^[\w-]{1,40}$/.test(text) && !/^(r|w|a|rb|wb|utf-?8|utf8)$/.test(text));
  return `${word ?? (lines.some((line) => /JSON\.parse|json\.load/.test(line)) ? '{}' : '1')}\n`;
}

function argumentLists(lines: readonly string[]): Change[] {
  const about = linesAbout(lines, ARGUMENTS);
  if (about.length === 0) return [];
  const texts = about
    .filter((line) => !/^(import|from|require)\b/.test(line))
    .flatMap(textsIn)
    .filter(
      (text) =>
        /^[\w.:/=@-]{1,60}$/.test(text) &&
        !/^(sys|argv|utf-?8|__main__|store_true|store_false|string|boolean|-eq|-n|-z|\d)$/.test(text),
    );
  const words = [...new Set(texts)].slice(0, MOST_ARGUMENTS);
  const options = words.filter((word) => word.startsWith('-'));
  const takesValue = about.some(
    (line) => /add_argument|@click|getopts|type:\s*'string'/.test(line) && !/store_true/.test(line),
  );
  const lists = [
    ...words.map((word) => (takesValue && word.startsWith('--') ? [word, '1'] : [word])),
    ...words.slice(0, 2).map((word) => ['run', word]),
    ...(options.length > 1 ? [options] : []),
    ['1', '2', '3', '4', '5'],
  ];
  return [...new Map(lines.length === 0 ? [] : lists.map((list) => [list.join(' '), list])).values()]
    .slice(0, MOST_ARGUMENTS)
    .map((list) => ({ arguments: list }));
}

function inputs(lines: readonly string[]): Change[] {
  if (!lines.some((line) => STDIN.test(line))) return [];
  const words = linesAbout(lines, STDIN)
    .filter((line) => /==|includes|\bin\b|=~|\s=\s|\)$|case|startswith/i.test(line))
    .flatMap(textsIn)
    .filter((text) => text.length <= 60);
  return [{ stdin: `${[...new Set([...words, 'yes', '1'])].slice(0, 20).join('\n')}\n` }];
}

function chances(lines: readonly string[]): Change[] {
  const about = linesAbout(lines, RANDOM);
  if (about.length === 0) return [];
  const numbers = about.flatMap((line) =>
    [...line.matchAll(/(?:===?|-eq|\s=\s)\s*["']?(\d{1,9}(?:\.\d{1,6})?)/g)].map((found) => Number(found[1])),
  );
  return [
    { random: 'least' },
    { random: 'greatest' },
    ...[...new Set(numbers)].slice(0, 2).map((random) => ({ random })),
  ] as Change[];
}

function systems(lines: readonly string[], language: Language): Change[] {
  if (!lines.some((line) => SYSTEM.test(line))) return [];
  const about = linesAbout(lines, SYSTEM).join('\n');
  const wanted = [
    /win32|Windows|\bnt\b|MINGW|msys/.test(about) && language !== 'bash' ? 'Windows' : '',
    /darwin|macos/i.test(about) ? 'Darwin' : '',
  ];
  return wanted.filter((system) => system !== '').map((system) => ({ system }));
}
