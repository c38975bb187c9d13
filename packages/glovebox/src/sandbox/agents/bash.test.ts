import { describe, expect, test } from 'vitest';
import { watch } from './run.ts';

const bash = async (source: string, more = {}) => {
  const outcome = await watch({ language: 'bash', source, ...more });
  const traces = outcome.hints.filter((hint) => hint.kind === 'trace');
  return { ...outcome, traces, commands: traces.map(({ file, line, command }) => `${file}:${line} ${command}`) };
};

describe('a shell script’s trace', () => {
  test('names each command with its line before it runs', async () => {
    const { commands, stderr } = await bash(`greet() {
  echo "hi $1"
}
greet you | tr a-z A-Z
for i in 1 2; do
  true "$i"
done
cat <<END
text
END
`);
    expect(stderr).toBe('');
    expect(commands.toSorted()).toEqual(
      [
        'main.sh:4 greet you',
        "main.sh:2 echo 'hi you'",
        'main.sh:4 tr a-z A-Z',
        'main.sh:5 for i in 1 2',
        'main.sh:6 true 1',
        'main.sh:5 for i in 1 2',
        'main.sh:6 true 2',
        'main.sh:8 cat',
      ].toSorted(),
    );
  });

  test('says how deep it is, in which process, and in which file', async () => {
    const { traces, hints } = await bash(
      `. ./lib.sh
x=$(echo "$(inner)")
`,
      { files: { 'lib.sh': 'inner() {\n  echo deep\n}\n' } },
    );
    const begin = hints.find((hint) => hint.kind === 'begin')?.pid;
    expect(traces[0]).toMatchObject({ pid: begin, depth: 1, command: '. ./lib.sh' });
    const deep = traces.find(({ command }) => command === 'echo deep');
    expect(deep).toMatchObject({ depth: 3, line: 2 });
    expect(deep?.pid).not.toBe(begin);
  });

  test('is not told to the programs it starts', async () => {
    const { stdout } = await bash('env\nbash -c "set | grep -E ^PS4; env"\n');
    expect(stdout).not.toMatch(/XTRACE|glovebox\/bash|BASH_ENV|BASHPID/);
  });

  test('keeps its distance from a script that uses descriptors 3 and 4 or traces itself', async () => {
    const { stdout, stderr, commands } = await bash(`exec 3>three 4>four
echo a >&3; echo b >&4
set -x; set +x
cat three four
`);
    expect(stdout).toBe('a\nb\n');
    expect(stderr).toBe('');
    expect(commands[0]).toBe('main.sh:1 exec');
  });
});
