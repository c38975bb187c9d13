import type { Known } from './known.ts';
import { contentAt, isTold } from './spoken.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';
import { lineOf } from './wrappers.ts';

export function crontab(command: Command, around: Surroundings): CommandUse[] {
  if (command.words.includes('-l')) return [{ capability: 'file.read', target: '/var/spool/cron' }];
  const file = command.words.find((word) => !word.startsWith('-'));
  const lines = file === undefined ? around.input : contentAt(file, around);
  return [{ capability: 'system.persist', target: lineOf(command), ...scheduledCode(lines) }];
}

/** The commands in a crontab, without their times. */
function scheduledCode(lines: Known | undefined): Pick<CommandUse, 'evaluates'> {
  if (!isTold(lines)) return {};
  const code = lines.text
    .split('\n')
    .map((line) => line.replace(/^\s*(@\w+|(\S+\s+){5})/, ''))
    .join('\n');
  return { evaluates: { language: 'bash', code, decoder: lines.decoder } };
}

/** What `at` reads is run at its time. */
export function scheduled(command: Command, around: Surroundings): CommandUse[] {
  if (command.words.some((word) => /^-[lc]$/.test(word)))
    return [{ capability: 'file.read', target: '/var/spool/cron' }];
  const code = around.input;
  return [
    {
      capability: 'system.persist',
      target: lineOf(command),
      evaluates: isTold(code) ? { language: 'bash', code: code.text, decoder: code.decoder } : undefined,
    },
  ];
}

/** Starting at every boot outlives the script; the rest only steers what is there. */
export function service(command: Command): CommandUse[] {
  const verbs = command.words.filter((word) => !word.startsWith('-'));
  const outlives = verbs.some((word) =>
    /^(enable|reenable|link|mask|preset|daemon-reload|edit|set-default|add-wants)$/.test(word),
  );
  if (outlives) return [{ capability: 'system.persist', target: lineOf(command) }];
  const looks = command.words.some((word) =>
    /^(status|list-.*|show|is-.*|cat|get-default|--version|--status-all)$/.test(word),
  );
  return [{ capability: looks || verbs.length === 0 ? 'system.probe' : 'system.privilege', target: lineOf(command) }];
}
