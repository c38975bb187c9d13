import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { inspected } from '../inspect.fixture.ts';
import { innerUsesInPython } from './python.fixture.ts';

const HIDDEN = Buffer.from('import os; os.system("id")').toString('base64');

describe('code that Python hands to an interpreter is read', () => {
  it.each([
    ['exec', `exec(base64.b64decode("${HIDDEN}"))`, 'exec > process.spawn os.system id'],
    [
      'exec of compiled code',
      'exec(compile("import os; os.system(\'id\')", "x", "exec"))',
      'compile > process.spawn os.system id',
    ],
    ['eval', "eval(\"__import__('os').system('id')\")", 'eval > process.spawn os.system id'],
    ['exec as a statement', 'exec "import os; os.system(\'id\')"', 'exec > process.spawn os.system id'],
    [
      'a console',
      'code.InteractiveInterpreter().runsource("open(\'/etc/shadow\')")',
      'code.InteractiveInterpreter.runsource > secret.read open /etc/shadow',
    ],
    ['a timer', 'timeit.timeit("os.system(\'id\')", "import os")', 'timeit.timeit > process.spawn os.system'],
    ['a shell', 'os.system("rm -rf /x")', 'os.system > file.delete rm'],
    ['a shell started by subprocess', 'subprocess.run("rm -rf /x", shell=True)', 'subprocess.run > file.delete rm'],
    ['the words of a command', 'subprocess.run(["rm", "-rf", "/x y"])', 'subprocess.run > file.delete rm'],
    [
      'the words of a shell',
      'subprocess.Popen(["/bin/bash", "-lc", "rm -rf /x"])',
      'subprocess.Popen > file.delete rm',
    ],
    [
      'the words of another Python',
      'subprocess.run([sys.executable, "-c", "open(\'/etc/shadow\')"])',
      'subprocess.run > secret.read open /etc/shadow',
    ],
    [
      'the words of Node',
      'subprocess.run(["node", "-e", "require(\'fs\').unlinkSync(\'x\')"])',
      'subprocess.run > file.delete fs.unlinkSync x',
    ],
    [
      'a program that takes the place of this one',
      'os.execv("/bin/sh", ["sh", "-c", "rm -rf /x"])',
      'os.execv > file.delete rm',
    ],
    [
      'a program beside this one',
      'os.spawnlp(os.P_WAIT, "sh", "sh", "-c", "rm -rf /x")',
      'os.spawnlp > file.delete rm',
    ],
    ['what a shell reads', 'subprocess.run("bash", input="rm -rf /x")', 'subprocess.run > file.delete rm'],
    [
      'what a shell is told later',
      'subprocess.Popen(["sh"]).communicate(b"rm -rf /x")',
      'subprocess.Popen.communicate > file.delete rm',
    ],
    ['each command that is handed on', 'list(map(os.system, ["rm -rf /x"]))', 'os.system > file.delete rm'],
    ['a pickle', 'pickle.loads(b"cos\\nsystem\\n(S\'id\'\\ntR.")', 'pickle.loads > process.spawn os.system id'],
    [
      'a pickle in a file in memory',
      'pickle.load(io.BytesIO(b"cos\\nsystem\\n(S\'id\'\\ntR."))',
      'pickle.load > process.spawn os.system id',
    ],
    [
      'a YAML document',
      'yaml.load("!!python/object/apply:os.system [id]", Loader=yaml.Loader)',
      'yaml.load > process.spawn os.system id',
    ],
    [
      'a YAML document with a list',
      'yaml.unsafe_load("!!python/object/apply:os.system\\n- id")',
      'yaml.unsafe_load > process.spawn os.system id',
    ],
    [
      'a marshalled text',
      'exec(marshal.loads(b"\\xda\\x1aimport os; os.system(\\"id\\")"))',
      'exec > process.spawn os.system id',
    ],
    ['each thing it may be', 'for c in ["ls", "rm -rf /x"]:\n  os.system(c)', 'os.system > file.delete rm'],
  ])('by %s', async (_, code, expected) => {
    const imports = 'import base64, code, timeit, os, subprocess, sys, pickle, io, yaml, marshal\n';
    expect((await innerUsesInPython(imports + code)).map((use) => use.slice(0, expected.length))).toContain(expected);
  });

  it('names what decoded it', async () => {
    const { sites } = await inspected('python', `import base64\nexec(base64.b64decode("${HIDDEN}"))`);
    expect(sites.find((site) => site.callee === 'os.system')?.inner).toMatchObject([
      { language: 'python', by: 'exec', decoder: 'base64.b64decode' },
    ]);
  });

  it('not where only the run knows it', async () => {
    expect(await innerUsesInPython('import os, pickle\nos.system(input())\neval(x)\npickle.load(open("x"))')).toEqual(
      [],
    );
  });
});
