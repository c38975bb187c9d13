import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../sample/identify.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { createJail } from './jail.ts';

const jail = createJail();
afterAll(() => jail.dispose());

function sample(language: Language, entry: string, files: Record<string, string>): Sample {
  const list = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return { id: identify(language, entry, list), language, entry, files: list, args: [] };
}

function run(language: Language, entry: string, files: Record<string, string>) {
  const limits = { ...LIMIT_PROFILES.default, cpus: 2 };
  return jail.run(sample(language, entry, files), { limits, observe: true });
}

describe('an interpreter that the sample starts', () => {
  it('tells the lines of its own script: Python starts Node, which starts bash, which starts Python', async () => {
    const result = await run('python', 'main.py', {
      'main.py': "import subprocess\nsubprocess.run(['node', 'two.js'])\n",
      'two.js':
        "const fs = require('fs');\nfs.writeFileSync('/tmp/two', '');\nrequire('child_process').execSync('bash three.sh');\n",
      'three.sh': '#!/bin/bash\nvalue=1\n: > /tmp/three\npython3 four.py\n',
      'four.py': "\n\nopen('/tmp/four', 'w').close()\n",
    });
    const seen = (path: string) =>
      result.events.find(({ observer, target }) => observer === 'kernel' && target === path)?.source;
    expect([seen('/tmp/four'), seen('/tmp/two')]).toEqual([
      { file: 'four.py', line: 3 },
      { file: 'two.js', line: 2 },
    ]);
    expect(seen('/tmp/three')).toEqual({ file: 'three.sh', line: 3 });
  });

  it('finds the environment, the path and the arguments it would have without', async () => {
    const result = await run('bash', 'main.sh', {
      'main.sh':
        'export NODE_OPTIONS=--no-warnings PYTHONPATH=/tmp BASH_ENV=/work/set.sh\npython3 a.py\nnode a.js\nbash a.sh\n',
      'set.sh': 'echo set\n',
      'a.py':
        "import os, sys\nprint(os.environ.get('PYTHONPATH'), sys.path[1], [name for name in os.environ if 'GLOVEBOX' in name])\n",
      'a.js': 'console.log(process.env.NODE_OPTIONS, process.execArgv.length, process.argv.length);\n',
      'a.sh': 'echo $BASH_ENV $# $0; env | grep -c GLOVEBOX\n',
    });
    expect(result.stdout).toBe('/tmp /tmp []\n--no-warnings 0 2\nset\n/work/set.sh 0 a.sh\n0\n');
    expect(result.stderr).toBe('');
  });
});

describe('a relative path', () => {
  it('is told from where the program is by then, however it or its folder moves', async () => {
    const result = await run('python', 'main.py', {
      'main.py': [
        'import os, threading',
        "os.makedirs('/tmp/a/b')",
        "open('one', 'w').close()",
        "os.chdir('/tmp/a')",
        "open('two', 'w').close()",
        "os.rename('/tmp/a', '/tmp/c')",
        "open('three', 'w').close()",
        "thread = threading.Thread(target=os.chdir, args=('/tmp/c/b',))",
        'thread.start()',
        'thread.join()',
        "open('four', 'w').close()",
        'if os.fork() == 0:',
        "    os.chdir('/tmp')",
        "    open('five', 'w').close()",
        '    os._exit(0)',
        'os.wait()',
        "open('six', 'w').close()",
      ].join('\n'),
    });
    const opened = result.events
      .filter(
        ({ observer, capability, operation }) =>
          observer === 'kernel' && capability === 'file.write' && operation === 'openat',
      )
      .map(({ target }) => target);
    expect(opened).toEqual(['/work/one', '/tmp/a/two', '/tmp/c/three', '/tmp/c/b/four', '/tmp/five', '/tmp/c/b/six']);
  });
});
