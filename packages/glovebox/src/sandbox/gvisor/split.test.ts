import { describe, expect, it } from 'vitest';
import { SHAPES } from './calls.ts';
import { splitArguments } from './split.ts';

const nothing = () => undefined;

function split(call: string, args: string, known: (of: 'cwd' | number) => string | undefined = nothing) {
  return splitArguments(SHAPES[call] ?? [], args, known);
}

describe('the arguments of a call', () => {
  it('are told apart', () => {
    expect(split('openat', 'AT_FDCWD /work, 0x7f1 a b, c, O_WRONLY|O_CREAT, 0o666')).toEqual({
      directories: [{ of: 'cwd', path: '/work' }],
      paths: ['a b, c'],
      numbers: ['O_WRONLY|O_CREAT', '0o666'],
    });
    expect(split('renameat', '0x3 /tmp/d, 0xa5e o, 0xffffff9c, 0xa5f p')).toEqual({
      directories: [
        { of: 3, path: '/tmp/d' },
        { of: 'cwd', path: undefined },
      ],
      paths: ['o', 'p'],
      numbers: [],
    });
    expect(split('symlinkat', '0xa5e /etc/passwd, 0x3 /tmp/d, 0xa60 q')?.paths).toEqual(['/etc/passwd', 'q']);
    expect(split('openat', 'AT_FDCWD /tmp, <null>, O_RDONLY|0x0, 0o0')?.paths).toEqual([undefined]);
    expect(split('ftruncate', '0x5 /tmp/q, 0x5')?.directories).toEqual([{ of: 5, path: '/tmp/q' }]);
  });

  it('that are no such arguments are nothing', () => {
    expect(split('openat', 'nonsense')).toBeUndefined();
    expect(split('unlink', '')).toBeUndefined();
  });
});

describe('a folder named like arguments', () => {
  const args = 'AT_FDCWD /tmp/d, 0x7f00 /etc/shadow, 0x7f1b rel, O_RDONLY, 0o0';

  it('is seen through where the working directory is known', () => {
    expect(split('openat', args, () => '/tmp/d, 0x7f00 /etc/shadow')?.paths).toEqual(['rel']);
    expect(split('openat', args, () => '/tmp/d')?.paths).toEqual(['/etc/shadow, 0x7f1b rel']);
  });

  it('never names a file that was not used', () => {
    expect(split('openat', args)?.paths).toEqual(['/etc/shadow, 0x7f1b rel']);
    expect(split('rename', '0x1 a, 0x2 /etc/passwd, 0x3 b')?.paths).toEqual(['a', '/etc/passwd, 0x3 b']);
  });

  it('cannot make the reader slow', () => {
    const before = performance.now();
    split('renameat2', `AT_FDCWD /${', 0x1 a'.repeat(20_000)}, 0x0`);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
