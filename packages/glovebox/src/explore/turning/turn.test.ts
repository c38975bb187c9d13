import { describe, expect, it } from 'vitest';
import { inspect } from '../../inspect/inspect.ts';
import { sampleOfSource } from '../../sample/load.ts';
import type { Conditions } from '../../sandbox/conditions.ts';
import { sourcesOf } from '../sources.ts';
import { turnedFor } from './turn.ts';

const NOW = new Date('2026-05-05T10:00:00Z');
const ACT = { python: "os.system('id')", javascript: "require('child_process').execSync('id')" };
type Case = readonly [language: keyof typeof ACT, program: string, expected: (conditions: Conditions) => unknown];

const clock = ({ clock: at }: Conditions) => new Date(at ?? 0);
const after = (date: string) => (conditions: Conditions) => clock(conditions) > new Date(date);

const CASES: readonly Case[] = [
  [
    'python',
    'import datetime, os\nD = datetime.datetime(2027, 1, 1) + datetime.timedelta(days=3)\nif datetime.datetime.now() > D:\n    ACT',
    after('2027-01-04'),
  ],
  ['python', 'import time, os\nif int(time.time()) // 86400 > 21000:\n    ACT', after('2027-07-01')],
  [
    'python',
    'from datetime import date\nimport os\nday = date.today()\nif day.weekday() == 4 and day.day == 13:\n    ACT',
    (c) => clock(c).getUTCDay() === 5 && clock(c).getUTCDate() === 13,
  ],
  [
    'python',
    'import datetime as dt, os\nif dt.datetime.now().month in (2, 3):\n    ACT',
    (c) => [1, 2].includes(clock(c).getUTCMonth()),
  ],
  [
    'python',
    "import time, os\nif time.strftime('%d%H') == '2903':\n    ACT",
    (c) => clock(c).toISOString().slice(8, 13) === '29T03',
  ],
  [
    'python',
    'import os, datetime\nclass Licence:\n    year = 2031\n    def over(self):\n        return datetime.date.today().year >= self.year\nif Licence().over():\n    ACT',
    after('2031-01-01'),
  ],
  [
    'python',
    "import os\nif os.environ.get('STAGE', '').lower().startswith('prod'):\n    ACT",
    (c) => /^prod/i.test(c.environment?.STAGE ?? ''),
  ],
  [
    'python',
    "import os, socket, re\nif re.match(r'^build-\\d+', socket.gethostname()):\n    ACT",
    (c) => /^build-\d+/.test(c.host ?? ''),
  ],
  ['python', 'import os, sys\nif len(sys.argv) > 3:\n    ACT', (c) => (c.arguments?.length ?? 0) >= 3],
  [
    'python',
    "import os, sys\nif '--force' not in sys.argv:\n    sys.exit(0)\nACT",
    (c) => c.arguments?.includes('--force'),
  ],
  [
    'python',
    "import os, sys\nmatch sys.argv[1]:\n    case 'start': print(1)\n    case 'purge' | 'wipe':\n        ACT",
    (c) => /^(?:purge|wipe)$/.test(c.arguments?.[0] ?? ''),
  ],
  [
    'python',
    "import os\nFLAG = os.path.join('/tmp', 'go.flag')\nif os.path.exists(FLAG) and not os.environ.get('CI'):\n    ACT",
    (c) => c.files?.['/tmp/go.flag'] !== undefined && c.environment === undefined,
  ],
  [
    'python',
    "import getpass, os\ndef mine(name):\n    return getpass.getuser() == name\ndef go():\n    ACT\nif mine('deploy'):\n    go()",
    (c) => c.user === 'deploy',
  ],
  [
    'python',
    'import os, sys\nif sys.stdin.isatty():\n    if os.getuid() == 0:\n        ACT',
    (c) => c.terminal && c.user === 'root',
  ],
  ['python', 'import os, random\nif random.randint(1, 100000) == 77:\n    ACT', (c) => c.random === 77],
  [
    'python',
    "import os, hashlib, getpass\nif hashlib.sha256(getpass.getuser().encode()).hexdigest() == 'ab12':\n    ACT",
    undefined as never,
  ],
  [
    'python',
    "import os\nR = {'a': 1, 'eu-7': 2.5}\nregion = os.environ.get('REGION', 'a')\nif R.get(region, 0) > 2:\n    ACT",
    (c) => c.environment?.REGION === 'eu-7',
  ],
  [
    'javascript',
    "function head() {\n  const date = new Date().toISOString().slice(0, 10);\n  return { date };\n}\nconst post = head();\nconst [year, month] = post.date.split('-');\nif (year + month === '202709') {\n  ACT\n}",
    (c) => clock(c).toISOString().startsWith('2027-09'),
  ],
  [
    'javascript',
    'if (Math.floor(Math.random() * 4096) === 77) {\n  ACT\n}',
    (c) => Math.floor(Number(c.random) * 4096) === 77,
  ],
  [
    'javascript',
    "const { existsSync } = require('fs');\nconst { join } = require('path');\nconst LOCK = join(process.cwd(), 'deploy.lock');\nif (existsSync(LOCK)) {\n  ACT\n}",
    (c) => c.files?.['/work/deploy.lock'] !== undefined,
  ],
  [
    'javascript',
    'if (new Date().getMonth() === 11 && new Date().getDate() > 24) {\n  ACT\n}',
    (c) => clock(c).getUTCMonth() === 11 && clock(c).getUTCDate() > 24,
  ],
  [
    'javascript',
    "const limit = Date.parse('2028-03-01');\nif (Date.now() < limit) process.exit(0);\nACT",
    after('2028-03-01'),
  ],
  [
    'javascript',
    "const now = new Date();\nconst today = now.toISOString().slice(0, 10);\nif (today >= '2027-02-01') {\n  ACT\n}",
    after('2027-02-01'),
  ],
  [
    'javascript',
    'const a = new Date(2027, 5, 1), now = new Date();\nconst left = Math.floor((a - now) / 86400000);\nif (left <= 0) {\n  ACT\n}',
    after('2027-05-31'),
  ],
  [
    'javascript',
    "const { hostname, userInfo } = require('node:os');\nif (hostname().endsWith('.corp') && userInfo().username !== 'user') {\n  ACT\n}",
    (c) => c.host?.endsWith('.corp') && c.user,
  ],
  [
    'javascript',
    "const stage = process.env.NODE_ENV ?? 'dev';\nif (/^prod/i.test(stage)) {\n  ACT\n}",
    (c) => /^prod/i.test(c.environment?.NODE_ENV ?? ''),
  ],
  [
    'javascript',
    "switch (process.argv[2]) {\n  case 'a': console.log(1); break;\n  case 'wipe':\n    ACT\n}",
    (c) => c.arguments?.[0] === 'wipe',
  ],
  [
    'javascript',
    'const isLive = () => process.stdout.isTTY && Math.random() > 0.99;\nif (isLive()) {\n  ACT\n}',
    (c) => c.terminal && Number(c.random) > 0.99,
  ],
];

async function turned(language: keyof typeof ACT, program: string): Promise<Conditions[]> {
  const sample = sampleOfSource(program.replace('ACT', ACT[language]), language);
  const inspection = await inspect(sample);
  const sources = await sourcesOf(sample, inspection);
  return turnedFor(sample, inspection, [...sources.values()], NOW);
}

describe('what stands before an act is turned by', () => {
  it.each(CASES.map((one) => [one[1].split('\n').slice(-4).join(' ⏎ '), ...one] as const))(
    '%s',
    async (_, language, program, expected) => {
      const found = await turned(language, program);
      if (expected === undefined) expect(found).toEqual([]);
      else expect(found.filter(expected), JSON.stringify(found)).not.toEqual([]);
    },
  );
});

it('names that stand for each other, deep expressions and wild patterns end', async () => {
  const chain = Array.from(
    { length: 3_000 },
    (_, index) => `a${index} = a${index + 1} + a${index + 2} + a${index + 1}`,
  ).join('\n');
  const deep = `${'('.repeat(300)}a1${')'.repeat(300)}`;
  const program = `import os, re, time\n${chain}\nif ${deep} > time.time() and re.match('(a+)+b' , os.environ['X']) and a7:\n    ACT`;
  const started = performance.now();
  await turned('python', program);
  expect(performance.now() - started).toBeLessThan(8_000);
});

it.each([
  ['alternatives that are repeated', `if re.match("(a|a)*$", os.environ.get("X", "${'a'.repeat(40)}!")):`],
  ['repetition with something beside it', `if re.match("((a*)b?)*$", os.environ.get("X", "${'a'.repeat(40)}!")):`],
  ['an argument that is taken many times over', `if ${'f('.repeat(8)}int(os.environ["X"])${')'.repeat(8)} > 9**99:`],
])('%s end', async (_, condition) => {
  const program = `import os, re\ndef f(a):\n    return a+a+a+a+a+a+a+a\n${condition}\n    ACT`;
  const started = performance.now();
  await turned('python', program);
  expect(performance.now() - started).toBeLessThan(3_000);
});
