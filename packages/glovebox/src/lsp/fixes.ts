/** A remedy that can be applied without thinking: what is replaced on the line of a finding, and by what. */
export interface Fix {
  readonly rules: readonly string[];
  readonly title: string;
  readonly find: RegExp;
  readonly replace: string;
}

/** Only what means the same where the program is right, and less where it is attacked. */
export const FIXES: readonly Fix[] = [
  {
    rules: ['unverified-tls'],
    title: 'Verify the certificate',
    find: /\b(verify\s*=\s*)False\b|\b(rejectUnauthorized\s*:\s*)false\b/,
    replace: '$1$2!',
  },
  {
    rules: ['untrusted-deserialization'],
    title: 'Use yaml.safe_load',
    find: /\byaml\.(?:load|unsafe_load|full_load)\(([^(),]+(?:\([^()]*\))?)(?:,\s*(?:Loader\s*=\s*)?yaml\.\w+)?\)/,
    replace: 'yaml.safe_load($1)',
  },
  {
    rules: ['unsafe-extraction'],
    title: 'Extract data alone',
    find: /\.extractall\(\)/,
    replace: ".extractall(filter='data')",
  },
  {
    rules: ['unsafe-extraction'],
    title: 'Extract data alone',
    find: /\.extractall\(([^()]+)\)/,
    replace: ".extractall($1, filter='data')",
  },
  {
    rules: ['no-timeout'],
    title: 'Wait ten seconds at most',
    find: /(\brequests\.\w+\([^()]+)\)/,
    replace: '$1, timeout=10)',
  },
  { rules: ['debug-server'], title: 'Leave debug off', find: /\bdebug\s*=\s*True\b/, replace: 'debug=False' },
  {
    rules: ['public-listener', 'open-listener'],
    title: 'Listen on this machine alone',
    find: /(['"])0\.0\.0\.0\1/,
    replace: '$1127.0.0.1$1',
  },
  {
    rules: ['world-writable'],
    title: 'Give rights to the owner',
    find: /\bchmod(\s+(?:-R\s+)?)0?777\b/,
    replace: 'chmod$1755',
  },
  { rules: ['world-writable'], title: 'Give rights to the owner', find: /\b0o777\b/, replace: '0o755' },
  {
    rules: ['remote-model-code'],
    title: 'Run no code of the model',
    find: /\btrust_remote_code\s*=\s*True\b/,
    replace: 'trust_remote_code=False',
  },
  {
    rules: ['unverified-token'],
    title: 'Verify the signature',
    find: /(['"])verify_signature\1\s*:\s*False\b/,
    replace: '$1verify_signature$1: True',
  },
  {
    rules: ['unchecked-host-key'],
    title: 'Reject unknown hosts',
    find: /\b(?:AutoAddPolicy|WarningPolicy)\b/,
    replace: 'RejectPolicy',
  },
  {
    rules: ['xml-external-entities'],
    title: 'Resolve no entities',
    find: /\bresolve_entities\s*=\s*True\b/,
    replace: 'resolve_entities=False',
  },
  {
    rules: ['unescaped-template'],
    title: 'Escape by itself',
    find: /\bjinja2\.Environment\(\)/,
    replace: 'jinja2.Environment(autoescape=True)',
  },
  {
    rules: ['bidirectional-text', 'invisible-characters'],
    title: 'Remove the characters that are not seen',
    find: /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    replace: '',
  },
];

/** A line with the fix applied; undefined where there is nothing on it to fix. */
export function applied({ find, replace }: Fix, line: string): string | undefined {
  const next = line.replace(find, (match, ...groups) => {
    const written = groups.filter((group) => typeof group === 'string' || group === undefined).slice(0, -1);
    return replace
      .replace(/\$(\d)/g, (_, digit: string) => written[Number(digit) - 1] ?? '')
      .replace(/!$/, match.endsWith('False') ? 'True' : 'true');
  });
  return next === line ? undefined : next;
}
