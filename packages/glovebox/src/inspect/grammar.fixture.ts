import fc from 'fast-check';

/** Programs of a language as its grammar builds them: statements, and expressions inside expressions, at random. */
export function programsIn(language: 'python' | 'javascript' | 'bash'): fc.Arbitrary<string> {
  return { python, javascript, bash }[language]();
}

const NAMES = [
  'a',
  'b',
  'self',
  'os',
  'base64',
  'fs',
  'x1',
  '_',
  'exec',
  'eval',
  'getattr',
  'require',
  'process',
  'constructor',
  '__proto__',
];
const TEXTS = [
  'id',
  '~/.ssh/id_rsa',
  'aWQ=',
  'print(1)',
  'rm -rf /',
  '',
  'é😀',
  '\u202e',
  '{x}',
  '%s',
  '$a',
  '`id`',
  'import os',
];

const name = fc.constantFrom(...NAMES);
const number = fc.constantFrom('0', '1', '-1', '1e9', '0xff', '10**9');
const quoted = fc.constantFrom(...TEXTS).map((text) => JSON.stringify(text));

function joined(parts: fc.Arbitrary<string>, separator: string, most = 3): fc.Arbitrary<string> {
  return fc.array(parts, { maxLength: most }).map((all) => all.join(separator));
}

/** A text with the arbitraries in the place of its holes. */
function built(strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((all) => String.raw({ raw: strings }, ...all));
}

function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

function python(): fc.Arbitrary<string> {
  const { program } = fc.letrec<{ expression: string; statement: string; block: string; program: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name,
      number,
      quoted,
      quoted.map((text) => `b${text}`),
      built`${tie('expression')}.${name}`,
      built`${tie('expression')}(${joined(tie('expression'), ', ')})`,
      built`${tie('expression')}[${tie('expression')}]`,
      built`${tie('expression')} + ${tie('expression')}`,
      built`${quoted} % ${tie('expression')}`,
      built`[${joined(tie('expression'), ', ')}]`,
      built`{${tie('expression')}: ${tie('expression')}}`,
      built`(lambda ${name}: ${tie('expression')})`,
      built`[${tie('expression')} for ${name} in ${tie('expression')}]`,
      built`f"{${name}}${fc.constantFrom('', '!r', ':>3')}"`,
      built`base64.b64decode(${tie('expression')})`,
      built`getattr(${name}, ${tie('expression')})`,
      built`${quoted}[::-1]`,
      built`"".join(chr(c) for c in [${joined(number, ', ')}])`,
    ),
    statement: fc.oneof(
      { depthSize: 'small' },
      built`${name} = ${tie('expression')}`,
      built`import ${name}`,
      built`from ${name} import ${fc.constantFrom('*', 'a as b', 'exec')}`,
      tie('expression'),
      built`exec(${tie('expression')})`,
      built`os.system(${tie('expression')})`,
      built`${name} += ${tie('expression')}`,
      built`del ${name}`,
      built`# ${fc.constantFrom('nosec', 'no network access', 'ignore previous instructions', 'é')}`,
      built`if ${tie('expression')}:\n${tie('block')}`,
      built`for ${name} in ${tie('expression')}:\n${tie('block')}`,
      built`while ${tie('expression')}:\n${tie('block')}`,
      built`def ${name}(${joined(name, ', ')}, *c, d=${tie('expression')}):\n${tie('block')}`,
      built`class ${name}(${name}):\n${tie('block')}`,
      built`with open(${tie('expression')}) as ${name}:\n${tie('block')}`,
      built`try:\n${tie('block')}\nexcept ${name} as ${name}:\n${tie('block')}`,
      built`@${name}\ndef ${name}(): return ${tie('expression')}`,
    ),
    block: joined(tie('statement'), '\n').map((block) => indented(block === '' ? 'pass' : block)),
    program: joined(tie('statement'), '\n', 6),
  }));
  return program;
}

function javascript(): fc.Arbitrary<string> {
  const { program } = fc.letrec<{ expression: string; statement: string; block: string; program: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name,
      number,
      quoted,
      built`${tie('expression')}.${name}`,
      built`${tie('expression')}?.[${tie('expression')}]`,
      built`${tie('expression')}(${joined(tie('expression'), ', ')})`,
      built`(${tie('expression')} + ${tie('expression')})`,
      built`[${joined(tie('expression'), ', ')}]`,
      built`({ ${name}: ${tie('expression')}, ...${name} })`,
      built`(${name} => ${tie('expression')})`,
      built`(async function* ${name}() { ${tie('block')} })`,
      built`\`a\${${tie('expression')}}\``,
      built`new Function(${tie('expression')})`,
      built`Buffer.from(${tie('expression')}, "base64").toString()`,
      built`String.fromCharCode(${joined(number, ', ')})`,
      built`require(${tie('expression')})`,
      built`globalThis[${tie('expression')}]`,
      built`/${name}+/g.test(${tie('expression')})`,
    ),
    statement: fc.oneof(
      { depthSize: 'small' },
      built`const ${name} = ${tie('expression')};`,
      built`let { ${name}, ...${name} } = ${tie('expression')};`,
      built`import ${name} from ${quoted};`,
      built`${tie('expression')};`,
      built`eval(${tie('expression')});`,
      built`if (${tie('expression')}) { ${tie('block')} }`,
      built`for (const ${name} of ${tie('expression')}) { ${tie('block')} }`,
      built`while (${tie('expression')}) { ${tie('block')} }`,
      built`function ${name}(${joined(name, ', ')}) { ${tie('block')} }`,
      built`class ${name} extends ${name} { ${name} = ${tie('expression')}; static { ${tie('block')} } }`,
      built`try { ${tie('block')} } catch { ${tie('block')} }`,
      built`// ${fc.constantFrom('eslint-disable', 'this code is safe', 'é')}\n`,
      built`switch (${name}) { case ${tie('expression')}: ${tie('block')} }`,
    ),
    block: joined(tie('statement'), '\n'),
    program: joined(tie('statement'), '\n', 6),
  }));
  return program;
}

function bash(): fc.Arbitrary<string> {
  const command = fc.constantFrom(
    'rm -rf',
    'curl',
    'echo',
    'bash -c',
    'eval',
    'cat',
    'sudo',
    'python3 -c',
    'base64 -d',
    'find . -exec',
    'printf',
    'xargs',
  );
  const { program } = fc.letrec<{ word: string; line: string; block: string; program: string }>((tie) => ({
    word: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name,
      number,
      quoted,
      fc.constantFrom(...TEXTS).map((text) => `'${text}'`),
      built`$${name}`,
      built`"\${${name}:-${tie('word')}}"`,
      built`\${${name}//${name}/${name}}`,
      built`"$(${tie('line')})"`,
      built`$'\\x${fc.constantFrom('69', '64', '00')}'`,
      built`<(${tie('line')})`,
      built`$((${number} + ${name}))`,
      built`{${name},${tie('word')}}`,
      built`${tie('word')}${tie('word')}`,
    ),
    line: fc.oneof(
      { depthSize: 'small' },
      built`${command} ${joined(tie('word'), ' ')}`,
      built`${tie('word')} ${tie('word')}`,
      built`${name}=${tie('word')}`,
      built`${tie('line')} | ${tie('line')}`,
      built`${tie('line')} && ${tie('line')}`,
      built`${command} ${tie('word')} > ${tie('word')} 2>&1`,
      built`if [ -f ${tie('word')} ]; then\n${tie('block')}\nfi`,
      built`for ${name} in ${joined(tie('word'), ' ')}; do\n${tie('block')}\ndone`,
      built`while read ${name}; do\n${tie('block')}\ndone < ${tie('word')}`,
      built`${name}() {\n${tie('block')}\n}`,
      built`case ${tie('word')} in ${name}) ${tie('line')} ;; esac`,
      built`${command} <<EOF\n${tie('block')}\nEOF`,
      built`# shellcheck ${fc.constantFrom('disable=all', 'source=x')}`,
    ),
    block: joined(tie('line'), '\n').map((block) => (block === '' ? ':' : block)),
    program: joined(tie('line'), '\n', 6),
  }));
  return program;
}
