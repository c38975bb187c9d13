import { afterAll, expect, it } from 'vitest';
import { openChange } from '../changes/open.ts';
import { TestRepositories } from '../git/repository.fixture.ts';
import { provenanceOfChange } from './of-change.ts';

const repositories = new TestRepositories();
afterAll(() => repositories.removeAll());

async function provenance(folder: string, wanted: Parameters<typeof provenanceOfChange>[2] = {}) {
  const change = await openChange(folder, { base: 'main' });
  try {
    return await provenanceOfChange(folder, change, wanted);
  } finally {
    change.close();
  }
}

it('commits of the change alone are read, with trailers and notes; what a policy says of names is obeyed', async () => {
  const repository = repositories.make();
  repository.commit({ 'a.py': 'print(1)\n' }, 'Base\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
  repository.git('checkout', '-q', '-b', 'feature');
  const first = repository.commit({ 'a.py': 'print(2)\n' }, 'By hand');
  expect(await provenance(repository.folder)).toEqual({ author: 'unknown', reasons: [] });
  expect(await provenance(repository.folder, { authors: { trusted: ['developer@example.com'] } })).toMatchObject({
    author: 'human',
    reasons: [{ what: 'author developer@example.com is trusted by the policy, unsigned' }],
  });
  expect(await provenance(repository.folder, { authors: { model: ['*@example.com'] } })).toMatchObject({
    author: 'model',
  });

  repository.git('notes', '--ref=glovebox', 'add', '-m', 'author: model (our agent)', first);
  expect((await provenance(repository.folder)).reasons).toEqual([
    { what: 'its note says author: model', where: `commit ${first.slice(0, 12)}` },
  ]);

  const second = repository.commit({ '.glovebox/provenance': 'a.py model\n' }, 'More\n\nAssisted-by: LLM');
  const { author, reasons } = await provenance(repository.folder, { authors: { trusted: ['developer@example.com'] } });
  expect(author).toBe('model');
  expect(reasons.map(({ where }) => where)).toEqual([
    `commit ${second.slice(0, 12)}`,
    `commit ${first.slice(0, 12)}`,
    '.glovebox/provenance:1',
  ]);
});
