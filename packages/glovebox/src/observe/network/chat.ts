import type { Dialogue } from './dialogue.ts';

const SERVER = 'irc.server';

/** IRC (RFC 2812): a server that welcomes and lets into every channel, where nobody else is. */
export function ircDialogue(): Dialogue {
  let nick = '*';
  return {
    protocol: 'irc',
    line(line, talk) {
      const [verb = '', first = ''] = line.split(' ');
      switch (verb.toUpperCase()) {
        case 'NICK':
          nick = first.slice(0, 30);
          return undefined;
        case 'USER':
          return `:${SERVER} 001 ${nick} :Welcome\r\n:${SERVER} 376 ${nick} :End of /MOTD command.\r\n`;
        case 'PING':
          return `:${SERVER} PONG ${SERVER} ${first}\r\n`;
        case 'CAP':
          return first.toUpperCase() === 'LS' ? `:${SERVER} CAP * LS :\r\n` : undefined;
        case 'JOIN':
          return `:${nick}!user@host JOIN ${first}\r\n:${SERVER} 353 ${nick} = ${first} :${nick}\r\n:${SERVER} 366 ${nick} ${first} :End of /NAMES list.\r\n`;
        case 'QUIT':
          talk.end();
          return undefined;
        default:
          return undefined;
      }
    },
  };
}
