import { afterEach, beforeEach, expect, it } from 'vitest';
import { comment } from './comment.ts';
import { FakeGitHub } from './github.fixture.ts';
import { GitHub } from './github.ts';
import { finding, result } from './result.fixture.ts';

const PLACE = { repository: 'acme/shop', number: 7, folder: '' };

let fake: FakeGitHub;
beforeEach(async () => {
  fake = await FakeGitHub.start();
});
afterEach(() => fake.stop());

const keep = (told = result(), place = PLACE, markdown = '# Block') =>
  comment(new GitHub(fake.url, 'token'), place, markdown, told);
const written = () => fake.asked.filter(({ method }) => method !== 'GET').map(({ method }) => method);

it('is made, left alone while it says the same, and changed in place when it does not', async () => {
  expect(await keep()).toEqual({ kind: 'created' });
  const later = result({
    timings: { totalMs: 99 },
    units: result().units.map((unit) => ({ ...unit, ms: 5, cached: true })),
  });
  expect(await keep(later)).toEqual({ kind: 'unchanged' });
  expect(await keep(result({ findings: [finding(), finding({ locations: [{ file: 'b.py', line: 1 }] })] }))).toEqual({
    kind: 'updated',
  });
  expect(fake.comments).toHaveLength(1);
  expect(written()).toEqual(['POST', 'PATCH']);
});

it('is the own account’s alone: a comment of another’s with the same first line is none', async () => {
  await keep();
  const stolen = fake.comments.splice(0, 1)[0]?.body ?? '';
  const theirs = fake.add('mallory', stolen);
  expect(await keep()).toEqual({ kind: 'created' });
  expect(theirs.body).toBe(stolen);
  expect(fake.comments).toHaveLength(2);
});

it('says again what was changed below its first line, as another workflow of the account may have done', async () => {
  await keep();
  const [own] = fake.comments;
  if (own === undefined) throw new Error('there is no comment');
  const { body } = own;
  own.body = `${body.split('\n', 1)[0]}\nNothing to see here.`;
  expect(await keep()).toEqual({ kind: 'updated' });
  expect(fake.comments.map((one) => one.body)).toEqual([body]);
});

it('is found by whose token it is, where that may ask', async () => {
  fake.user = { login: 'release-bot', id: 5, type: 'User' };
  await keep();
  expect(await keep()).toEqual({ kind: 'unchanged' });
  expect(fake.comments[0]?.user.login).toBe('release-bot');
});

it('is found behind hundreds of others, and each folder has one of its own', async () => {
  for (let number = 0; number < 230; number++) fake.add('somebody', `comment ${number}`);
  await keep();
  for (let number = 0; number < 30; number++) fake.add('somebody', `comment ${number}`);
  expect(await keep()).toEqual({ kind: 'unchanged' });
  expect(await keep(result(), { ...PLACE, folder: 'shop/api' })).toEqual({ kind: 'created' });
  expect(await keep()).toEqual({ kind: 'unchanged' });
});

it('is not made where the token may not: 403 and 404 are told apart from failures', async () => {
  fake.mishaps.push({ method: 'POST', status: 403 });
  expect(await keep()).toEqual({ kind: 'not-permitted', status: 403 });
  fake.mishaps.push({ method: 'GET', status: 404 });
  expect(await keep()).toEqual({ kind: 'not-permitted', status: 404 });
  fake.mishaps.push({ method: 'POST', status: 422 });
  expect(await keep()).toEqual({ kind: 'failed', status: 422 });
});

it('waits as long as it is told to, and no longer', async () => {
  fake.mishaps.push({ method: 'GET', status: 429, headers: { 'retry-after': '0' } });
  fake.mishaps.push({ method: 'POST', status: 403, headers: { 'retry-after': '0' } });
  expect(await keep()).toEqual({ kind: 'created' });
  // An hour, as a spent limit says.
  fake.mishaps.push({ method: 'GET', status: 403, headers: { 'x-ratelimit-remaining': '0', 'retry-after': '3600' } });
  expect(await keep()).toEqual({ kind: 'not-permitted', status: 403 });
});

it('is asked for three times at most where the server fails', async () => {
  for (let number = 0; number < 20; number++)
    fake.mishaps.push({ method: 'GET', status: 502, headers: { 'retry-after': '0' } });
  expect(await keep()).toEqual({ kind: 'failed', status: 502 });
  expect(20 - fake.mishaps.length).toBeLessThanOrEqual(9);
});

it('is not made twice where the server failed after it had made it', async () => {
  fake.mishaps.push({ method: 'POST', status: 502, isDone: true });
  expect(await keep()).toEqual({ kind: 'unchanged' });
  expect(fake.comments).toHaveLength(1);
});

it('is short where it would be longer than GitHub takes', async () => {
  await keep(result(), PLACE, 'x'.repeat(70_000));
  expect(fake.comments[0]?.body.length).toBeLessThan(500);
  expect(fake.comments[0]?.body).toContain('block');
});
