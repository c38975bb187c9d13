import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { usesInPython } from './python.fixture.ts';

const ZLIB = deflateSync('id').toString('base64');
const GZIP = gzipSync('id').toString('base64');

describe('a Python text is worked out', () => {
  it.each([
    ['"".join(reversed("di"))'],
    ['"di"[::-1]'],
    ['"xixdx"[1::2]'],
    ['"ab id cd"[3:5]'],
    ['"id;x"[:-2]'],
    ['"\\u0069\\x64"'],
    ['"\\N{LATIN SMALL LETTER I}d"'],
    ['"\\151\\144"'],
    ['b"\\x69\\x64".decode()'],
    ['"".join(map(chr, [105, 100]))'],
    ['"".join(chr(c) for c in (0x69, 0o144))'],
    ['"".join([chr(ord(c) - 1) for c in "je"])'],
    ['bytes([105, 100]).decode()'],
    ['bytearray(b"id").decode("ascii")'],
    ['str(b"id", "utf-8")'],
    ['"%c%c" % (105, 100)'],
    ['"%s%s" % ("i", "d")'],
    ['"%(a)s%(b)s" % {"a": "i", "b": "d"}'],
    ['"{}{}".format("i", "d")'],
    ['"{1}{0}".format(*["d", "i"])'],
    ['"{a}{b}".format(**{"a": "i", "b": "d"})'],
    ['f"{\'i\'}{chr(100)}"'],
    ['f"{105:c}{100:c}"'],
    ['"ID".lower()'],
    ['" id ".strip()'],
    ['"xxid".lstrip("x")'],
    ['"i-d".replace("-", "")'],
    ['"jd".translate(str.maketrans("j", "i"))'],
    ['"ixd".translate({ord("x"): None})'],
    ['"a,id,b".split(",")[1]'],
    ['"id=x".partition("=")[0]'],
    ['"".join(["i", "d"])'],
    ['("i" "d")'],
    ['"xid".removeprefix("x")'],
    ['string.ascii_lowercase[8] + string.ascii_letters[3]'],
    ['codecs.decode("vq", "rot13")'],
    ['codecs.encode("vq", "rot_13")'],
    ['codecs.decode("6964", "hex").decode()'],
    ['codecs.decode(b"\\\\x69\\\\x64", "unicode_escape")'],
    ['"6964".decode("hex")'],
    ['bytes.fromhex("69 64").decode()'],
    ['binascii.unhexlify("6964").decode()'],
    ['base64.b64decode("aWQ=").decode()'],
    ['base64.b64decode(base64.b64decode("YVdRPQ==")).decode()'],
    ['base64.b32decode("NFSA====").decode()'],
    ['base64.b16decode("6964").decode()'],
    ['base64.b85decode("X=D").decode()'],
    ['base64.a85decode("Bk.").decode()'],
    [`zlib.decompress(base64.b64decode("${ZLIB}")).decode()`],
    [`gzip.decompress(base64.b64decode("${GZIP}")).decode()`],
    ['io.BytesIO(b"id").read().decode()'],
    ['(26980).to_bytes(2, "big").decode()'],
    ['urllib.parse.unquote("%69%64")'],
    ['json.loads("[\\"id\\"]")[0]'],
    ['"".join(functools.reduce(lambda a, b: a + b, ["i", "d"]))'],
    ['"".join(filter(str.isalpha, "i1d2"))'],
    ['"".join(chr(a ^ b) for a, b in zip([2, 15], itertools.cycle(b"k")))'],
    ['"".join(sorted("di", reverse=True))'],
    ['"id" if True else "ls"'],
    ['{"a": "id"}.get("a", "ls")'],
    ['(lambda x: x + "d")("i")'],
    ['str("id")'],
    ['os.path.basename("/usr/bin/id")'],
  ])('%s', async (expression) => {
    const code = `import os, string, codecs, binascii, base64, zlib, gzip, io, urllib.parse, json, functools, itertools\nos.system(${expression})`;
    expect((await usesInPython(code))[0]).toBe('process.spawn os.system id');
  });

  it.each([
    ['a loop that appends characters', 'out = ""\nfor c in "je":\n  out += chr(ord(c) - 1)'],
    ['a loop that fills a list', 'p = []\nfor c in [105, 100]:\n  p.append(chr(c))\nout = "".join(p)'],
    [
      'a loop with a key',
      'k = b"k"\nb = bytearray()\nfor i, x in enumerate(b"\\x02\\x0f"):\n  b.append(x ^ k[i % len(k)])\nout = b.decode()',
    ],
    ['a loop in place', 'b = bytearray(b"\\x02\\x0f")\nfor i in range(len(b)):\n  b[i] ^= 0x6b\nout = b.decode()'],
    ['a loop with a condition', 'out = ""\ni = 0\nwhile i < 4:\n  if i % 2 == 0:\n    out += "i-d-"[i]\n  i += 1'],
    [
      'a function of the sample',
      'def d(s, k):\n  r = ""\n  for c in s:\n    r += chr(ord(c) ^ k)\n  return r\nout = d("he", 1)',
    ],
    ['a generator', 'def g():\n  yield "i"\n  yield "d"\nout = "".join(g())'],
    ['lines that grow it', 'out = "i"\nout += "d"'],
    ['a list that grows', 'p = ["i"]\np.append("d")\np.extend([])\nout = "".join(p)'],
  ])('by %s', async (_, code) => {
    expect((await usesInPython(`import os\n${code}\nos.system(out)`))[0]).toBe('process.spawn os.system id');
  });
});

describe('a Python path is worked out', () => {
  it.each([
    ['"/" + "/".join(["etc", "shadow"])'],
    ['os.path.join(os.sep, "etc", "shadow")'],
    ['os.path.join(os.path.dirname("/etc/passwd"), "shadow")'],
    ['pathlib.Path("/").joinpath("etc") / "shadow"'],
    ['pathlib.Path("/etc/passwd").with_name("shadow")'],
    ['pathlib.Path("/etc/passwd").parent / "shadow"'],
    ['os.fsdecode(b"/etc/shadow")'],
    ['"/etc/%s" % "shadow"'],
  ])('%s', async (expression) => {
    const code = `import os, pathlib\nopen(${expression})`;
    expect(await usesInPython(code)).toEqual(['secret.read open /etc/shadow']);
  });
});

describe('what only the run knows stays unknown', () => {
  it.each([
    ['a damaged archive', 'zlib.decompress(b"nothing")'],
    ['what is read', 'open("x").read()'],
    ['a choice at random among what is not known', 'random.choice(things)'],
    ['a key that is not known', 'chr(1 ^ key())'],
  ])('%s', async (_, expression) => {
    const code = `import os, zlib, random\nos.system(${expression})`;
    expect(await usesInPython(code)).toContain('process.spawn os.system');
  });
});
