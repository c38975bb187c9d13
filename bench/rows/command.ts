import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.ts';
import { startDocker } from '../peers/docker.ts';
import type { Peer } from '../peers/peer.ts';
import { startSrt } from '../peers/srt.ts';
import { program } from '../programs.ts';
import type { Bench, Row } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { expectGreeting } from './jail.ts';

const GLOVEBOX = fileURLToPath(new URL('../../packages/glovebox/bin/glovebox.js', import.meta.url));
const OURS = [process.execPath, GLOVEBOX, 'run', program('hello.py')];

export const againstSrt = wholeCommand('srt', 'srt python3 hello.py', startSrt, 0.5);
export const againstDocker = wholeCommand('docker', 'docker run', startDocker, 0.6);

/** The whole command as typed, Node's own start included, against another tool's. */
function wholeCommand(name: string, reference: string, start: () => Promise<Peer>, atMost: number): Bench {
  return {
    name,
    async measure(scale): Promise<Row[]> {
      const row = `glovebox run / ${reference}`;
      if (!existsSync(GLOVEBOX)) return [{ kind: 'not-measured', name: row, reason: `there is no ${GLOVEBOX}` }];
      let peer: Peer;
      try {
        peer = await start();
      } catch (cause) {
        return [{ kind: 'not-measured', name: row, reason: (cause as Error).message }];
      }
      try {
        const timed = (command: readonly string[], env?: NodeJS.ProcessEnv) => () =>
          stopwatch(async () => expectGreeting(await runCommand(command, env === undefined ? {} : { env })));
        const times = await takeTurns(scale.pairs(30), timed(OURS), timed(peer.command, peer.env));
        return [{ kind: 'comparison', name: row, reference, ...times, atMost }];
      } finally {
        await peer.stop();
      }
    },
  };
}
