import { expect, it } from 'vitest';
import { visibly, withoutLogCommands } from './log-commands.ts';

it.each([
  ['::error::x', '\\x3a:error::x'],
  ['a\n \t::set-output name=a::b', 'a\n \t\\x3a:set-output name=a::b'],
  ['said ##[add-mask]x', 'said #\\x23[add-mask]x'],
  ['##vso[task.setvariable variable=a]b', '#\\x23vso[task.setvariable variable=a]b'],
  ["##teamcity[buildStatus status='SUCCESS']", "#\\x23teamcity[buildStatus status='SUCCESS']"],
])('%j is no command to whoever runs a build', (text, shown) => {
  expect(withoutLogCommands(text, visibly)).toBe(shown);
});

it.each(['std::string', '## Heading', '#[derive(Debug)]', 'a: b', ': x', 'http://x'])('%j stays as it is', (text) => {
  expect(withoutLogCommands(text, visibly)).toBe(text);
});

it('takes no time over many blanks', () => {
  const text = `${' '.repeat(200_000)}x\n`.repeat(3);
  expect(withoutLogCommands(text, visibly)).toBe(text);
});
