import {
  chmodSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { discoverPolicy, pathBelow } from './discover.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'glovebox-discover-')));
afterAll(() => rmSync(root, { recursive: true }));
for (const folder of ['repo/src/deep', 'repo/own', 'elsewhere/pkg']) mkdirSync(join(root, folder), { recursive: true });
for (const policy of ['repo', 'repo/src/deep', 'elsewhere'])
  writeFileSync(join(root, policy, 'glovebox.policy.yaml'), 'limits: hardened\n');
for (const sample of ['repo/src/a.py', 'repo/src/deep/b.py', 'elsewhere/pkg/c.py'])
  writeFileSync(join(root, sample), '');
symlinkSync(join(root, 'elsewhere/pkg'), join(root, 'repo/linked'));

const at = (sample: string, from: string) => discoverPolicy(join(root, sample), join(root, from));

describe('the policy that is found from a sample upwards', () => {
  it('stands in the working directory or above it', () => {
    expect(at('repo/src/a.py', 'repo')).toEqual({ file: 'glovebox.policy.yaml', path: 'src/a.py', ignored: [] });
    expect(at('repo/src/a.py', 'repo/src')).toEqual({ file: '../glovebox.policy.yaml', path: 'src/a.py', ignored: [] });
    expect(at('repo/src', 'repo')).toMatchObject({ file: 'glovebox.policy.yaml', path: 'src' });
  });

  it('is the nearest one of those', () => {
    expect(at('repo/src/deep/b.py', 'repo/src/deep')).toMatchObject({ file: 'glovebox.policy.yaml', path: 'b.py' });
    expect(at('repo/src/deep/b.py', 'repo/src/deep').ignored).toEqual([]);
  });

  it('is not one that lies with the sample: that is told, and the search goes on', () => {
    const { file, path, ignored } = at('repo/src/deep/b.py', 'repo');
    expect({ file, path }).toEqual({ file: 'glovebox.policy.yaml', path: 'src/deep/b.py' });
    expect(ignored).toEqual([
      { file: 'src/deep/glovebox.policy.yaml', why: expect.stringContaining('it lies with the sample') },
    ]);
  });

  it('is none above the sample where the user stands elsewhere', () => {
    const found = at('elsewhere/pkg/c.py', 'repo');
    expect(found.file).toBeUndefined();
    expect(found.ignored).toHaveLength(1);
  });

  it('is looked for where a linked sample lies, not where the link does', () => {
    expect(at('repo/linked/c.py', 'repo').file).toBeUndefined();
    expect(at('repo/linked', 'repo').ignored).toHaveLength(1);
  });

  it('is the working directory’s for standard input, and no section holds', () => {
    expect(discoverPolicy('-', join(root, 'repo/own'))).toEqual({ file: '../glovebox.policy.yaml', ignored: [] });
  });

  it('is that of the folder for a sample that is not there', () => {
    expect(at('repo/src/new.py', 'repo')).toMatchObject({ file: 'glovebox.policy.yaml', path: 'src/new.py' });
  });
});

/** Giving a file to somebody else takes root. */
it.runIf(process.getuid?.() === 0)(
  'a policy of another user’s, or a link of theirs, counts for nothing where anybody may write',
  () => {
    const shared = join(root, 'shared');
    mkdirSync(shared);
    symlinkSync(join(root, 'repo/glovebox.policy.yaml'), join(shared, 'glovebox.policy.yaml'));
    lchownSync(join(shared, 'glovebox.policy.yaml'), 65534, 65534);
    expect(discoverPolicy('-', shared).file).toBe('glovebox.policy.yaml');
    chmodSync(shared, 0o1777);
    expect(discoverPolicy('-', shared)).toEqual({
      ignored: [{ file: 'glovebox.policy.yaml', why: expect.stringContaining('another user’s') }],
    });
  },
);

it('a policy that is a link to nowhere is found, so that reading it fails', () => {
  mkdirSync(join(root, 'dangling'));
  symlinkSync('nothing.yaml', join(root, 'dangling/glovebox.policy.yaml'));
  expect(discoverPolicy('-', join(root, 'dangling')).file).toBe('glovebox.policy.yaml');
});

it('a sample’s path below a policy’s folder is known only where it is below it', () => {
  const policy = join(root, 'repo/glovebox.policy.yaml');
  expect(pathBelow(policy, join(root, 'repo/src/a.py'))).toBe('src/a.py');
  expect(pathBelow(policy, join(root, 'elsewhere/pkg/c.py'))).toBeUndefined();
  expect(pathBelow(policy, join(root, 'repo/linked/c.py'))).toBeUndefined();
});
