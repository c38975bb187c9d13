import { describe, expect, it } from 'vitest';
import { sampleOfSource } from '../../sample/load.ts';
import type { Language } from '../../sample/sample.ts';
import { inspect } from '../inspect.ts';
import { EditedText } from './edited.ts';
import { readable } from './readable.ts';

async function sites(language: Language, text: string): Promise<string[]> {
  const { sites: found } = await inspect(sampleOfSource(text, language));
  return found.map(({ callee, target, line }) => `${line} ${callee} ${target}`);
}

describe('a shell command whose line begins with a backslash', () => {
  it.each([
    'echo ok\n\\rm -rf /usr\n',
    'set -e\n\\rm -rf /usr\necho done\n',
    'echo ok\n\t\\rm -rf /usr\n',
    'echo ok\n\\/bin/rm -rf /usr\n',
  ])('%j is a command of its own', async (text) => {
    expect(await sites('bash', text)).toContainEqual(expect.stringMatching(/^2 (\/bin\/)?rm \/usr$/));
  });

  it('keeps every offset, and continued lines as they are', () => {
    const text = 'echo \\\n  more\n\\rm x\necho "\\n"\n';
    expect(readable('bash', text)).toBe('echo \\\n  more\n rm x\necho "\\n"\n');
    expect(readable('javascript', '\n\\u0061()\n')).toBe('\n\\u0061()\n');
  });

  it('is seen in an editor as well, before and after an edit', async () => {
    const edited = new EditedText('a.sh', 'bash', 'echo ok\n\\rm -rf /usr\n');
    expect((await edited.source())?.root.children.filter(({ type }) => type === 'command')).toHaveLength(2);
    edited.apply([{ start: 9, end: 11, text: 'ls' }]);
    const source = await edited.source();
    expect(source?.text).toBe('echo ok\n\\ls -rf /usr\n');
    expect(source?.root.children.filter(({ type }) => type === 'command')).toHaveLength(2);
    edited.close();
  });
});

describe('Python lines that end with a carriage return alone', () => {
  it.each([
    '# harmless\rimport os\ros.remove("/etc/passwd")\r',
    'exec("# harmless\\rimport os\\ros.remove(\'/etc/passwd\')")',
  ])('%j are lines', async (text) => {
    expect((await sites('python', text)).join()).toContain('os.remove /etc/passwd');
  });

  it('and those of Windows stay as they are', () => {
    expect(readable('python', 'a\r\nb\rc')).toBe('a\r\nb\nc');
  });
});

it.each([
  ['fs.\\u0075nlinkSync("/etc/passwd")', 'fs.unlinkSync /etc/passwd'],
  ['fs.\\u{75}nlinkSync("/etc/passwd")', 'fs.unlinkSync /etc/passwd'],
])('%s is the name it means', async (call, site) => {
  expect(await sites('javascript', `const fs = require('fs');\n${call};\n`)).toContain(`2 ${site}`);
});

it.each(['spr""ead | spr\'\'ead &', '\\spread | spread &'])('a function that starts itself as %s', async (body) => {
  const found = await sites('bash', `spread() {\n  ${body}\n}\nspread\n`);
  expect(found.join()).toMatch(/fork|spread/);
  expect(found.length).toBeGreaterThan(0);
});
