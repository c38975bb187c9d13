import type { Duplex } from 'node:stream';
import { answer as sayTo } from './answer.ts';
import type { Protocol } from './conversation.ts';
import type { Exchange } from './record.ts';
import type { Scene } from './scene.ts';

/** A protocol of lines: what is answered to each. */
export interface Dialogue {
  readonly protocol: Protocol;
  readonly greeting?: string;
  /** Takes one line without its end; an undefined answer says nothing. */
  readonly line: (line: string, talk: Talk) => string | undefined;
}

export interface Talk {
  readonly scene: Scene;
  readonly exchange: Exchange;
  /** What a dialogue remembers. */
  readonly state: Map<string, string>;
  /** Gives the connection to another, from the next byte on. */
  handOver(to: (socket: Duplex) => void): void;
  say(text: string): void;
  /** Says the answer that was still due and ends the connection. */
  end(): void;
}

/** Of one line: more than any protocol has. */
const LONGEST_LINE = 64 * 1024;

export function serveLines(socket: Duplex, scene: Scene, dialogue: Dialogue): void {
  const exchange = scene.world.record.begin(scene.call, dialogue.protocol, scene.host, 'session');
  exchange.tls = scene.tls;
  let rest = '';
  let given: ((socket: Duplex) => void) | undefined;
  let isOver = false;
  const talk: Talk = {
    scene,
    exchange,
    state: new Map(),
    handOver: (to) => {
      given = to;
    },
    say(text) {
      exchange.reply.add(Buffer.from(text, 'latin1'));
      sayTo(socket, Buffer.from(text, 'latin1'));
    },
    end: () => {
      isOver = true;
    },
  };

  function take(chunk: Buffer): void {
    exchange.sent.add(chunk);
    rest += chunk.toString('latin1');
    for (let at = rest.indexOf('\n'); at >= 0 && given === undefined && !isOver; at = rest.indexOf('\n')) {
      const line = rest.slice(0, at).replace(/\r$/, '');
      rest = rest.slice(at + 1);
      const answer = dialogue.line(line, talk);
      if (answer !== undefined) talk.say(answer);
    }
    if (isOver) socket.end();
    else if (given !== undefined) {
      socket.off('data', take);
      socket.pause();
      if (rest !== '') socket.unshift(Buffer.from(rest, 'latin1'));
      given(socket);
    } else if (rest.length > LONGEST_LINE) socket.destroy();
  }
  socket.on('data', take);
  socket.on('end', () => socket.end());
  if (dialogue.greeting !== undefined) talk.say(dialogue.greeting);
  socket.resume();
}
