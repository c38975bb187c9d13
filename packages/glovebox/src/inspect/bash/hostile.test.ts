import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspected } from '../inspect.fixture.ts';

const times = (count: number, text: string) => text.repeat(count);

describe('a script that is made to cost time', () => {
  it.each([
    ['nested substitutions', `echo ${times(2_000, '$(echo ')}x${times(2_000, ')')}`],
    ['many braces', `echo ${times(300, '{a,b}')} ${times(20_000, '{')}`],
    [
      'loops within loops',
      'for i in {1..99999}; do for j in {1..99999}; do for k in {1..99999}; do x=$x$i; done; done; done',
    ],
    ['doubling texts', `x=aaaa\n${times(500, 'x=$x$x\n')}echo \${x//a/bb}`],
    ['costly patterns', `x=${times(5_000, 'a')}\n${times(50, 'y=${x//a*b/c}; z=${x%%*a*a*a*b}\n')}`],
    [
      'functions that call each other',
      `${Array.from({ length: 40 }, (_, i) => `f${i}() { f${i + 1}; f${i + 1}; }`).join('\n')}\nf0`,
    ],
    ['code that evaluates itself', 'x="eval \\"\\$x\\"; eval \\"\\$x\\""; eval "$x"'],
    ['a file that sources itself', 'echo ". ./a; . ./a" > a; . ./a'],
    ['aliases of each other', 'alias a="b;b" b="a;a"; a'],
    ['a costly expression for sed', `echo ${times(3_000, 'a')} | sed 's/\\(a*\\)*b/x/; s/a*a*a*b/y/'`],
    ['a bomb of packed bytes', `echo ${times(2_000, 'H4sIAAAA')} | base64 -d | gunzip | sh`],
    [
      'branches without number',
      `${Array.from({ length: 40 }, (_, i) => `if a; then x${i}=a; else x${i}=b; fi`).join('\n')}\necho ${Array.from({ length: 40 }, (_, i) => `$x${i}`).join('')}`,
    ],
    ['an unclosed everything', `${times(3_000, '"${x:-$(`')}`],
  ])('%s ends within two seconds', async (_, code) => {
    const started = performance.now();
    await inspected('bash', `${code}\n`);
    expect(performance.now() - started).toBeLessThan(2_000 * PATIENCE);
  });
});

/** Machines that do other things at the same time are given more. */
const PATIENCE = 5;

const TOKENS =
  '$ ${ } $( ) ` " \' \\ { , } .. ; & | && || > >> < << <<< ( ) [[ ]] [ ] (( )) if then else fi for in do done while case esac function eval source echo cat printf base64 -d sh -c x=1 x+= $x ${x:1:2} ${!x} ${x//a/b} $@ $* a=(1 2) ${a[@]} EOF \n * ? ~ /etc/passwd {…} xargs find -exec {} ; tr cut sed s/a/b/ awk read alias trap cd export declare -n rm -rf'.split(
    ' ',
  );

describe('no script', () => {
  it('makes inspection throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom('', ' ', '\n')), { maxLength: 60 }),
        async (words) => {
          const { sites } = await inspected('bash', words.flat().join(''));
          return sites.every((site) => site.line >= 1);
        },
      ),
      { numRuns: 400 },
    );
  });
});
