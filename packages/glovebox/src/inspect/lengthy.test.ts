import { describe, expect, it } from 'vitest';
import { inspected } from './inspect.fixture.ts';
import { shortened } from './lengthy.ts';

describe('a target that is made long', () => {
  it.each([
    [`/tmp/${'./'.repeat(1_500)}../home`, '/home'],
    [`~/${'x/../'.repeat(600)}.ssh/id_rsa`, '~/.ssh/id_rsa'],
    [`${'./a '.repeat(900)}/etc/shadow`, '/etc/shadow a'],
    [`http://${'a'.repeat(3_000)}@169.254.169.254/latest`, 'http://169.254.169.254/latest'],
  ])('says what it names: %.30s', (target, expected) => {
    expect(shortened(target)).toEqual({ target: expected, isWhole: true });
  });

  it('stays as it is where it is of a usual length', () => {
    expect(shortened('./a  ./a')).toEqual({ target: './a  ./a', isWhole: true });
  });

  it('is bounded, and says when a part that counts is missing', () => {
    const { target, isWhole } = shortened(Array.from({ length: 900 }, (_, i) => `/etc/${i}`).join(' '));
    expect([target.length, isWhole]).toEqual([2_000, false]);
  });
});

it('a path is judged by where it leads, however long the way', async () => {
  const { sites } = await inspected('python', 'import shutil\nshutil.rmtree("/tmp" + "/." * 1500 + "/../home")\n');
  expect(sites.find(({ callee }) => callee === 'shutil.rmtree')?.target).toBe('/home');
});
