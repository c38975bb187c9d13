import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPolicy, parsePolicy } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'glovebox-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const anchors = ['a', 'b', 'c', 'd', 'e', 'f'];
const bomb = anchors
  .map(
    (name, at) =>
      `${name}: &${name} [${Array(9)
        .fill(at === 0 ? 'x' : `*${anchors[at - 1]}`)
        .join(', ')}]`,
  )
  .join('\n');

describe('a hostile policy', () => {
  it.each<[string, string, RegExp]>([
    ['aliases that multiply', bomb, /alias/i],
    ['lists in lists', '['.repeat(50_000), /:1: |stack/],
    [
      'mappings in mappings',
      Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      /unknown key|stack/,
    ],
    ['10,000 keys', Array.from({ length: 10_000 }, (_, at) => `key${at}: 1`).join('\n'), /:1: unknown key key0/],
    ['more than 1 MiB', `# ${'x'.repeat(1024 * 1024)}`, /larger than 1 MiB/],
    ['a key twice', 'canaries: true\ncanaries: false', /:2: canaries stands there twice/],
    ['a key of the language’s own', '__proto__: { canaries: false }', /:1: unknown key __proto__/],
    ['the same further in', 'limits:\n  __proto__: 1', /:2: unknown key __proto__/],
    ['a key that is a list', '? [a]\n: 1', /:1: a key is a word/],
    ['a tab', 'limits:\n\tprofile: hardened', /:2: Tabs are not allowed/],
    ['two documents', 'depth: quick\n---\ncanaries: false', /:2: .*multiple documents/],
    ['a tag', 'depth: !!binary cXVpY2s=', /:1: depth is/],
    ['a message that obeys a terminal', 'depth: "\\e[2J"', /depth is "\\u001b\[2J"/],
  ])('with %s is an error', async (_, text, message) => {
    await expect(parsePolicy('p.yaml', text)).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('may share lists by an alias, and may begin with a mark of its encoding', async () => {
    const shared = 'permit:\n  file.write: &places [/tmp/*]\n  file.delete: *places\n';
    expect((await parsePolicy('p.yaml', `\uFEFF${shared}`)).permit).toEqual({
      'file.write': ['/tmp/*'],
      'file.delete': ['/tmp/*'],
    });
  });
});

describe('a policy file', () => {
  it('is read through a link, and is an error where that leads nowhere', async () => {
    symlinkSync(file('real.yaml', 'canaries: false'), join(folder, 'link.yaml'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling.yaml'));
    symlinkSync(join(folder, 'circle.yaml'), join(folder, 'circle.yaml'));
    expect((await loadPolicy(join(folder, 'link.yaml'))).canaries).toBe(false);
    await expect(loadPolicy(join(folder, 'dangling.yaml'))).rejects.toThrow(/ENOENT/);
    await expect(loadPolicy(join(folder, 'circle.yaml'))).rejects.toThrow(/ELOOP/);
  });

  it('that is none is an error at once: a pipe, a device, a folder', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    for (const path of [join(folder, 'pipe.yaml'), '/dev/zero', folder])
      await expect(loadPolicy(path)).rejects.toMatchObject({ code: 'policy-invalid' });
  });

  it('that is no text is an error, and one that is too large is not read', async () => {
    await expect(loadPolicy(file('latin.yaml', Buffer.from([0x23, 0xe4])))).rejects.toThrow(/it is no UTF-8/);
    await expect(loadPolicy(file('large.yaml', Buffer.alloc(1024 * 1024 + 1, 35)))).rejects.toThrow(
      /larger than 1 MiB/,
    );
  });

  it('extends itself through a link and ends', async () => {
    symlinkSync(folder, join(folder, 'again'));
    await expect(loadPolicy(file('own.yaml', 'extends: again/own.yaml'))).rejects.toThrow(/more than 10 files|circle/);
  });
});
