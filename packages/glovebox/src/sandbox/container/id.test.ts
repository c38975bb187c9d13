import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { containerId } from './id.ts';
import { expectNoVolumes } from './image.ts';
import { endProcesses } from './lost.ts';

const ID = '0123456789abcdef'.repeat(4);

describe("the daemon's answer to a container made", () => {
  it('has an id', () => {
    expect(containerId({ name: 'it' }, { Id: ID })).toBe(ID);
  });

  it.each([undefined, {}, { Id: '' }, { Id: '/' }, { Id: ID.slice(1) }, { Id: `${ID}\n` }, { Id: 7 }])(
    '%o has none, and is refused',
    (answer) => {
      expect(() => containerId({ name: 'it' }, answer)).toThrow('gave no id');
    },
  );
});

it('ends no process for what is no id', async () => {
  // A child in whose groups every path is found: the decoy of a look that finds all.
  const decoy = spawn('sleep', ['20'], { stdio: 'ignore', timeout: 20_000 });
  await once(decoy, 'spawn');
  const killed: number[] = [];
  const kill = process.kill;
  process.kill = (pid) => {
    killed.push(pid);
    return true;
  };
  try {
    for (const id of ['', '/', ':', '0']) endProcesses(id);
  } finally {
    process.kill = kill;
    decoy.kill('SIGKILL');
  }
  expect(killed).toEqual([]);
});

describe('an image', () => {
  it('with volumes is refused, without is not', () => {
    for (const Volumes of [undefined, null, {}]) expectNoVolumes('it', { Config: { Volumes } as never });
    expectNoVolumes('it', { Config: null });
    expect(() => expectNoVolumes('it', { Config: { Volumes: { '/data': {} } } })).toThrow('/data');
  });
});
