import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Box } from './box.ts';
import { open } from './boxes.fixture.ts';
import type { CellResult } from './cell.ts';
import { OUTPUT_LIMITS } from './outputs.ts';

/** What a cell of a hostile model tries on whoever opened the box, or on what its later cells are taken for. */
interface Attack {
  readonly name: string;
  readonly cells: readonly string[];
  /** Holds of what came of them; `last` is the last cell's. */
  holds(last: CellResult, box: Box, all: readonly CellResult[]): void | Promise<void>;
}

/** Finds the word by which the outputs of the cell that runs are known, and says later what goes with it. */
const FORGE = `
import os, threading, time
give = next(c.cell_contents for c in display.__closure__ if getattr(c.cell_contents, "__name__", "") == "give")
words = [c.cell_contents for c in give.__closure__]
token = next(w for w in words if type(w) is str and len(w) == 16)
def say(what, shown):
    os.write(40, f"V\\x1f{os.getpid()}\\x1foutput\\x1f{what}\\x1f{shown}\\x1fvalue\\x1ftext/html\\x1f8\\x1fPGI+PGI+\\n".encode())
`;

const ATTACKS: readonly Attack[] = [
  {
    name: 'can say an output of its own cell past the agent: the control of the next one',
    cells: [`${FORGE}say(token, 900)`],
    holds: (last) => expect(last.outputs).toMatchObject([{ display: 900, text: '<b><b>' }]),
  },
  {
    name: 'says outputs of a later cell with the word of its own, with none and with guesses',
    cells: [
      `${FORGE}
def later():
    time.sleep(0.5)
    for n, word in enumerate([token, "", "0" * 16]): say(word, 901 + n)
threading.Thread(target=later).start()`,
      'time.sleep(1)\n"honest"',
    ],
    holds: (last) => expect(last).toMatchObject({ value: "'honest'", outputs: [] }),
  },
  {
    name: 'says them between cells, where they belong to none',
    cells: [`${FORGE}threading.Timer(0.2, say, (token, 905)).start()`, 'time.sleep(0.4)\n1', '2'],
    holds: (_, __, all) => expect(all.flatMap(({ outputs }) => outputs)).toEqual([]),
  },
  {
    name: 'displays ten gigabytes',
    cells: ['whole = "x" * (1 << 21)\nfor _ in range(5000): display({"text/plain": whole}, raw=True)'],
    holds(last) {
      const bytes = last.outputs.reduce((sum, output) => sum + output.bytes, 0);
      expect(bytes).toBeLessThanOrEqual(OUTPUT_LIMITS.totalBytes);
      expect(last).toMatchObject({ boxEnded: false, outputsDropped: 4_998 });
    },
  },
  {
    name: 'displays one thing that is larger than all may be',
    cells: ['display({"text/plain": "x" * (100 << 20), "text/html": "kept"}, raw=True)'],
    holds: (last) => expect(last).toMatchObject({ outputs: [{ text: 'kept' }], outputsDropped: 1 }),
  },
  {
    name: 'gives a value whose type answers every question with an error',
    cells: [
      'class Meta(type):\n    __module__ = property(lambda self: 1/0)\nclass Evil(metaclass=Meta):\n    def __getattr__(self, name): raise ValueError(name)\n    __class__ = property(lambda self: 1/0)\n    def __repr__(self): return "Evil()"\nEvil()',
    ],
    holds: (last) => expect(last).toMatchObject({ value: 'Evil()', outputs: [] }),
  },
  {
    name: 'writes a flood of pieces that never become an output, and then displays',
    cells: [
      `${FORGE}
line = f"V\\x1f1\\x1foutput\\x1f{token}\\x1f1\\x1fvalue\\x1ftext/html\\x1f2000000\\x1f{'A' * 3000}\\n".encode()
for _ in range(20_000): os.write(40, line)`,
      'display({"text/html": "<i>next</i>"}, raw=True)',
    ],
    holds(last, _, [flood]) {
      expect(flood?.outputs).toEqual([]);
      expect(last.outputs).toMatchObject([{ text: '<i>next</i>' }]);
    },
  },
  {
    name: 'gives a picture that would be ten gigabytes when it is decoded',
    cells: [
      `
import struct, zlib
chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
bomb = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
type("Bomb", (), {"_repr_png_": lambda self: bomb})()`,
    ],
    async holds(last, box) {
      const written = await box.run('open("bomb.png", "wb").write(bomb)');
      expect(written.exitCode).toBe(0);
      expect(last.outputs[0]?.base64).toBe(Buffer.from(await box.files.read('bomb.png')).toString('base64'));
    },
  },
  {
    name: 'gives a page with a script, and formats whose names are markup',
    cells: ['display({"text/html": "<script>alert(1)</script>", "text/<b>": "x", "text/a\\nb": "x"}, raw=True)'],
    holds: (last) => expect(last.outputs.map(({ mime }) => mime)).toEqual(['text/html']),
  },
  {
    name: 'leaves links, pipes and a tower of folders to be taken',
    cells: [
      `
import os
os.makedirs("out/sub")
open("out/sub/a.txt", "w").write("kept")
os.symlink("/etc/passwd", "out/file-link")
os.symlink("/", "out/folder-link")
os.mkfifo("out/pipe")
os.makedirs("out/" + "d/" * 40)`,
    ],
    async holds(_, box) {
      const { files, left } = await box.files.take('out');
      expect(files.map(({ path, content }) => [path, Buffer.from(content).toString()])).toEqual([
        ['sub/a.txt', 'kept'],
      ]);
      expect(left.map(({ path, why }) => [path.length > 20 ? 'tower' : path, why])).toEqual([
        ['tower', 'more than 20 folders deep'],
        ['file-link', 'it is a symbolic link'],
        ['folder-link', 'it is a symbolic link'],
        ['pipe', 'it is no file'],
      ]);
      await expect(box.files.take('out/folder-link')).rejects.toMatchObject({ code: 'box-file' });
      await expect(box.files.take('../etc')).rejects.toMatchObject({ code: 'box-file' });
    },
  },
  {
    name: 'leaves more to be taken than is handed over',
    cells: ['import os\nos.mkdir("many")\nfor n in range(1100): open(f"many/{n:04}", "w").close()'],
    async holds(_, box) {
      const { files, left } = await box.files.take('many');
      expect([files.length, left.length, left[0]?.why]).toEqual([1_000, 100, 'more than 1000 files']);
    },
  },
];

describe('a cell that', { timeout: 60_000 }, () => {
  it.each(ATTACKS)('$name', async ({ cells, holds }) => {
    const before = memory();
    const box = await open('python', { limits: { cpus: 2 } });
    const all: CellResult[] = [];
    for (const code of cells) all.push(await box.run(code));
    const last = all.at(-1) as CellResult;
    expect(last.error).toBeUndefined();
    await holds(last, box, all);
    expect((await box.run('1 + 1')).value).toBe('2');
    expect(memory() - before).toBeLessThan(200);
  });
});

/** MiB that this process has in memory. */
function memory(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}
