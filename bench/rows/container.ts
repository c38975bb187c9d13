import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { createContainer } from '../../packages/glovebox/src/sandbox/container/container.ts';
import { containerImages } from '../../packages/glovebox/src/sandbox/images/container.ts';
import { LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { runCommand } from '../command.ts';
import { startDocker } from '../peers/docker.ts';
import { program } from '../programs.ts';
import type { Bench, Row } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

const REFERENCE = 'docker run';

/** The container backend against `docker run` at the same daemon: made, used and let go, and from one that was prepared. */
export const container: Bench = {
  name: 'container',
  async measure(scale): Promise<Row[]> {
    const peer = await startDocker();
    const address = `unix://${peer.socket}`;
    const backend = createContainer({ address });
    try {
      await containerImages(address).build({ say: (line) => console.error(`bench: ${line}`) });
      const sample = await loadSample(program('hello.py'));
      const options = { limits: LIMIT_PROFILES.default, observe: true };
      const docker = () => stopwatch(async () => expectGreeting(await runCommand(peer.command)));
      const cold = () => stopwatch(async () => expectGreeting(expectRun(await backend.run(sample, options)).stdout));
      const warm = async () => {
        const sandbox = await backend.prepare('python', options);
        return stopwatch(async () => expectGreeting(expectRun(await sandbox.run(sample)).stdout));
      };
      const coldTimes = await takeTurns(scale.pairs(30), cold, docker);
      const warmTimes = await takeTurns(scale.pairs(30), warm, docker);
      return [
        { kind: 'comparison', name: 'cold container', reference: REFERENCE, ...coldTimes, atMost: 1.15 },
        { kind: 'comparison', name: 'warm container', reference: REFERENCE, ...warmTimes, atMost: 0.25 },
      ];
    } finally {
      await backend.dispose();
      await peer.stop();
    }
  },
};
