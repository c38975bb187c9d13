import type { Duplex } from 'node:stream';
import type { Dialogue, Talk } from './dialogue.ts';
import type { Exchange } from './record.ts';
import type { Scene } from './scene.ts';

type OnTls = (socket: Duplex, scene: Scene) => void;

const PROMPTS = {
  user: Buffer.from('Username:').toString('base64'),
  pass: Buffer.from('Password:').toString('base64'),
};

/** SMTP (RFC 5321) that takes every message, with STARTTLS and AUTH. */
export function mailDialogue(startTls: OnTls, isFresh = true): Dialogue {
  let message: Exchange | undefined;
  return {
    protocol: 'smtp',
    ...(isFresh && { greeting: '220 mail ESMTP Postfix\r\n' }),
    line(line, talk) {
      if (message !== undefined) return takeText(line);
      return command(line, talk);
    },
  };

  function takeText(line: string): string | undefined {
    if (line !== '.') {
      message?.sent.add(Buffer.from(`${line.startsWith('.') ? line.slice(1) : line}\r\n`, 'latin1'));
      return undefined;
    }
    message = undefined;
    return '250 2.0.0 Ok: queued\r\n';
  }

  function command(line: string, talk: Talk): string | undefined {
    const { state, scene } = talk;
    const waiting = state.get('auth');
    if (waiting !== undefined) return credentials(waiting, state);
    const [verb = '', rest = ''] = split(line);
    switch (verb) {
      case 'HELO':
        return '250 mail\r\n';
      case 'EHLO':
        return `250-mail\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n${scene.tls === undefined ? '250-STARTTLS\r\n' : ''}250 AUTH PLAIN LOGIN\r\n`;
      case 'STARTTLS':
        talk.handOver((socket) => startTls(socket, scene));
        return '220 2.0.0 Ready to start TLS\r\n';
      case 'AUTH':
        return authenticate(rest, state);
      case 'MAIL':
      case 'RCPT':
        state.set(verb, [state.get(verb), rest].filter(Boolean).join(' ').slice(0, 4_000));
        return '250 2.1.0 Ok\r\n';
      case 'DATA':
        message = scene.world.record.begin(scene.call, 'smtp', scene.host, 'MAIL');
        message.tls = scene.tls;
        message.headers = ['MAIL', 'RCPT'].map((name) => ({ name, value: state.get(name) ?? '' }));
        state.clear();
        return '354 End data with <CR><LF>.<CR><LF>\r\n';
      case 'QUIT':
        talk.end();
        return '221 2.0.0 Bye\r\n';
      default:
        return '250 2.0.0 Ok\r\n';
    }
  }
}

function authenticate(rest: string, state: Talk['state']): string {
  if (/^LOGIN/i.test(rest)) {
    state.set('auth', /^LOGIN\s+\S/i.test(rest) ? 'pass' : 'user');
    return `334 ${/^LOGIN\s+\S/i.test(rest) ? PROMPTS.pass : PROMPTS.user}\r\n`;
  }
  if (/^PLAIN\s*$/i.test(rest)) {
    state.set('auth', 'last');
    return '334 \r\n';
  }
  return /^PLAIN/i.test(rest)
    ? '235 2.7.0 Authentication successful\r\n'
    : '504 5.5.4 Unrecognized authentication type\r\n';
}

function credentials(waiting: string, state: Talk['state']): string {
  if (waiting === 'user') {
    state.set('auth', 'pass');
    return `334 ${PROMPTS.pass}\r\n`;
  }
  state.delete('auth');
  return '235 2.7.0 Authentication successful\r\n';
}

function split(line: string): [string, string] {
  const at = line.indexOf(' ');
  return at < 0 ? [line.toUpperCase(), ''] : [line.slice(0, at).toUpperCase(), line.slice(at + 1)];
}
