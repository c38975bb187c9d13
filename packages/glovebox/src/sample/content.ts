import type { Language } from './sample.ts';

/** One thing that tells languages apart: a line that matches counts its points for the language. */
interface Clue {
  readonly language: Language;
  readonly points: number;
  readonly line: RegExp;
}

/** Read only the start: what a program is shows early, and a hostile source must not cost time. */
const LINES_READ = 400;
const LINE_LENGTH_READ = 300;
/** The best language must lead the next by this much, or the answer is left to the person. */
const LEAD_NEEDED = 2;

const CLUES: readonly Clue[] = [
  { language: 'python', points: 3, line: /^\s*(async\s+)?def\s+\w+\s*\(.*\)\s*(->.*)?:\s*(#.*)?$/ },
  { language: 'python', points: 3, line: /^\s*class\s+\w+\s*(\(.*\))?:\s*$/ },
  { language: 'python', points: 3, line: /^\s*from\s+[\w.]+\s+import\s+[\w(*]/ },
  { language: 'python', points: 3, line: /^\s*import\s+[\w.]+(\s+as\s+\w+)?(\s*,\s*[\w.]+)*\s*(;.*)?(#.*)?$/ },
  { language: 'python', points: 2, line: /^\s*(if|elif|else|for|while|try|except|with|finally)\b.*:\s*(#.*)?$/ },
  { language: 'python', points: 2, line: /^print\s*\(|\bprint\(f?["']/ },
  { language: 'python', points: 2, line: /\b(__name__|__import__|self\.\w+|None|True|False|elif|lambda\s+\w*:)/ },
  { language: 'python', points: 1, line: /^\w+(\.\w+)*\s*=\s*[[({"'\w].*[^;{]$/ },
  { language: 'python', points: 1, line: /^(exec|eval|open)\s*\(/ },

  { language: 'javascript', points: 3, line: /^\s*(const|let)\s+[\w{[].*=/ },
  { language: 'javascript', points: 3, line: /\brequire\(\s*['"`]/ },
  { language: 'javascript', points: 3, line: /^\s*import\s+.*\bfrom\s+['"]|^\s*import\s+['"]/ },
  { language: 'javascript', points: 2, line: /\bconsole\.(log|error|warn|info)\(/ },
  { language: 'javascript', points: 2, line: /^\s*(async\s+)?function\s*\*?\s*\w*\s*\(.*\)\s*\{/ },
  { language: 'javascript', points: 2, line: /=>\s*[{(\w]/ },
  { language: 'javascript', points: 2, line: /^\s*var\s+\w+|\bprocess\.(env|argv|exit)\b|\bmodule\.exports\b|===|!==/ },
  { language: 'javascript', points: 1, line: /[;{}]\s*$/ },

  { language: 'typescript', points: 4, line: /^\s*(export\s+)?(interface|enum|namespace|abstract\s+class)\s+\w+.*\{/ },
  { language: 'typescript', points: 4, line: /^\s*(export\s+)?type\s+\w+(<.*>)?\s*=/ },
  { language: 'typescript', points: 4, line: /^\s*import\s+type\b/ },
  { language: 'typescript', points: 4, line: /^\s*(const|let|var)\s+\w+\s*:\s*[\w<>[\]{}| ,.]+\s*=/ },
  { language: 'typescript', points: 4, line: /\bfunction\b.*[(,]\s*\w+\??\s*:\s*[\w<>[\]| .]+\s*[,)=]/ },
  {
    language: 'typescript',
    points: 3,
    line: /\)\s*:\s*[\w<>[\]| .]+\s*(=>|\{)|\bas\s+(const|unknown|any|string|number)\b/,
  },

  { language: 'bash', points: 3, line: /^\s*if\s+(\[|\[\[|!|\w).*;?\s*then\s*$|^\s*(then|fi|done|esac)\b/ },
  { language: 'bash', points: 3, line: /^\s*(for\s+\w+\s+in\b.*|while\b.*);\s*do\b|^\s*do\s*$/ },
  { language: 'bash', points: 3, line: /^\s*(export|local|readonly|declare)\s+\w+=|^\s*set\s+-[a-z]+/ },
  { language: 'bash', points: 3, line: /^\s*[:\w]+\s*\(\)\s*\{/ },
  { language: 'bash', points: 2, line: /^[A-Za-z_]\w*=("[^"]*"|'[^']*'|\$[({\w]|[\w./~-]+|$)/ },
  { language: 'bash', points: 2, line: /"?\$(\{?\w+|[@#?*!0-9]|\()/ },
  {
    language: 'bash',
    points: 3,
    line: /^\s*(echo|cat|ls|cd|rm|cp|mv|mkdir|grep|sed|awk|curl|wget|chmod|chown|find|sudo|tar|touch|kill|printf|source|exit|apt|apt-get|sleep|ping|ssh|nc|dd|ps|git|head|tail|sort|whoami|id|unset|trap|test)(\s+[^=(\s].*)?$/,
  },
  { language: 'bash', points: 1, line: /\s(\|\s*\w+|2>&1|>\/dev\/null|&&\s*\w)/ },
];

/** TypeScript is JavaScript with types, so whatever speaks for JavaScript speaks for it once a type was seen. */
function withTypes(scores: Map<Language, number>): void {
  const types = scores.get('typescript') ?? 0;
  if (types === 0) return;
  scores.set('typescript', types + (scores.get('javascript') ?? 0));
  scores.delete('javascript');
}

/** The language a source is written in by what its lines look like; undefined where that is not clear. */
export function languageOfContent(source: string): Language | undefined {
  const scores = new Map<Language, number>();
  for (const line of source.split('\n', LINES_READ)) {
    const start = line.slice(0, LINE_LENGTH_READ);
    for (const clue of CLUES) {
      if (clue.line.test(start)) scores.set(clue.language, (scores.get(clue.language) ?? 0) + clue.points);
    }
  }
  withTypes(scores);
  const [best, next] = [...scores].sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] < LEAD_NEEDED) return undefined;
  return best[1] - (next?.[1] ?? 0) >= LEAD_NEEDED ? best[0] : undefined;
}
