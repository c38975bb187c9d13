import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { basePolicies } from './base-policy.ts';
import type { Tree } from './unit.ts';

function tree(files: Record<string, { mode: string; text: string }>): Tree {
  return {
    find: async (path: string) => {
      const file = files[path];
      return file && { mode: file.mode, id: path, bytes: Buffer.byteLength(file.text) };
    },
    read: async (path: string) => Buffer.from(files[path]?.text ?? ''),
    paths: async () => Object.keys(files).sort(),
  };
}

describe('the policy of a base', () => {
  it('is the one its tree has, with what that extends', async () => {
    const policies = basePolicies(
      tree({
        'glovebox.policy.yaml': { mode: '100644', text: 'extends: shared/base.yaml' },
        'shared/base.yaml': { mode: '100644', text: 'depth: deep' },
      }),
    );
    expect(await policies('src/a.py')).toEqual({ ...DEFAULT_POLICY, depth: 'deep' });
  });

  it('is never passed over because it is a link', async () => {
    const policies = basePolicies(tree({ 'glovebox.policy.yaml': { mode: '120000', text: 'other.yaml' } }));
    await expect(policies('src/a.py')).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringContaining('symbolic link'),
    });
  });
});
