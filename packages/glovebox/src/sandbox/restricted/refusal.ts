import type { OpenChannel } from '../warden/channel.ts';

const SEPARATOR = '\x1f';
const WORK = '/work/';

/**
 * Reads what the restricted agents say beside hints: `N`, that the program is refused. It counts only before the program's first
 * instruction (`B`): until then no line of it ran, so none of it can have said so. `engine` is told in the report.
 */
export function withRefusals(open: OpenChannel, engine: string): OpenChannel {
  return (onMessage) => {
    let begun = false;
    let reason: string | undefined;
    return open((message) => {
      if (message.t === 'hint' && message.line.startsWith('B')) begun = true;
      if (message.t === 'hint' && message.line.startsWith('N')) {
        if (!begun) reason ??= reasonOf(message.line);
      } else if (message.t === 'isolation') onMessage({ ...message, engine });
      else if (message.t === 'end' && message.cause === 'exited' && reason !== undefined)
        onMessage({ ...message, cause: 'refused', reason });
      else onMessage(message);
    });
  };
}

/** `main.py, line 3: async functions are not allowed`. */
function reasonOf(hint: string): string {
  const [, , file = '', line = '', ...message] = hint.replace(/\n$/, '').split(SEPARATOR).map(unescapeField);
  const path = file.startsWith(WORK) ? file.slice(WORK.length) : file;
  return `${path}, line ${line}: ${message.join(' ')}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', u: SEPARATOR };

function unescapeField(field: string): string {
  return field.replace(/\\([\\nru])/g, (_, letter: string) => ESCAPES[letter] ?? '');
}
