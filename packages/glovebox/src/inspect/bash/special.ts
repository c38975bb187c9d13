import { inFolder } from '../resolve/folder.ts';
import { HOLE, isWhole } from '../resolve/value.ts';
import { clientUses } from './client.ts';
import { connectionUses, relayUses } from './connection.ts';
import { findUses } from './find.ts';
import { optionCode, proxyCode, shellCode } from './handed.ts';
import { toldBy } from './interpreters.ts';
import { joined } from './known.ts';
import { crontab, scheduled, service } from './schedules.ts';
import { contentAt, isTold, seenBy } from './spoken.ts';
import { tarUses } from './tar.ts';
import { transferUses } from './transfer.ts';
import type { Command, CommandUse, Special, Surroundings } from './uses.ts';
import { lineOf } from './wrappers.ts';

/** Commands that no row of the table can describe. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  eval: evaluation,
  source: sourced,
  '.': sourced,
  trap: ({ known: [action, ...signals], words }) =>
    action === undefined || signals.length === 0 || /^(-|-l|-p|)$/.test(words[0] ?? '') ? [] : [shellCode(action)],
  env: environment,
  printenv: environment,
  set: ({ words }) =>
    words.length === 0
      ? [{ capability: 'environment.read', target: '*' }]
      : words.join(' ').includes('+o history')
        ? [{ capability: 'file.delete', target: '~/.bash_history' }]
        : [],
  enable: ({ words }) => {
    const library = words.includes('-f') ? words[words.indexOf('-f') + 1] : undefined;
    return library === undefined ? [] : [{ capability: 'code.native', target: library }];
  },
  kill,
  history: ({ words }) =>
    words.some((word) => /^-\w*[cdw]/.test(word)) ? [{ capability: 'file.delete', target: '~/.bash_history' }] : [],
  dd,
  find: (command, { folder }) => findUses(command, folder),
  curl: clientUses,
  wget: clientUses,
  wget2: clientUses,
  http: clientUses,
  https: clientUses,
  nc: connectionUses,
  ncat: connectionUses,
  netcat: connectionUses,
  'nc.traditional': connectionUses,
  'nc.openbsd': connectionUses,
  crontab,
  at: scheduled,
  batch: scheduled,
  systemctl: service,
  service,
  'rc-service': service,
  fallocate: ({ words }) => {
    const size = words[words.indexOf('-l') + 1] ?? '';
    const isLarge = /^\d+\s*[GTP]i?B?$/i.test(size);
    return [
      { capability: 'file.write', target: words.at(-1) },
      ...(isLarge ? [{ capability: 'resource.exhaust' as const, target: `${size} on disk` }] : []),
    ];
  },
  rsync: (command, around) => [...transferUses(command, around), ...optionCode(/^-\w*e$|^--rsh$/)(command, around)],
  scp: (command, around) => [...transferUses(command, around), ...proxyCode(command, around)],
  yes: (command, { feeds }) => (feeds ? [] : [{ capability: 'resource.exhaust', target: lineOf(command) }]),
  getent: (command) => accounts(command),
  ip: settingCommand(/^(add|del|delete|set|flush|replace|change|append)$/),
  sysctl: settingCommand(/^-\w*[wp]$|^--(write|load|system)|^[\w./-]+=/),
  hostname: settingCommand(/^(?!-)[\w.-]*[A-Za-z\d][\w.-]*$|^-F$|^--file/),
  socat: relayUses,
  tar: tarUses,
  bsdtar: tarUses,
  gtar: tarUses,
  openssl,
};

/** All accounts, or one that is asked for by its name. */
function accounts({ words }: Command): CommandUse[] {
  const [database = '', ...keys] = words.filter((word) => !word.startsWith('-'));
  if (/^g?shadow$/.test(database)) return [{ capability: 'secret.read', target: `/etc/${database}` }];
  if (/^(passwd|group)$/.test(database) && keys.length === 0)
    return [{ capability: 'file.read', target: `/etc/${database}` }];
  if (/hosts/.test(database)) return [{ capability: 'network.resolve', target: keys.join(' ') || undefined }];
  return [{ capability: 'system.probe', target: [database, ...keys].join(' ') }];
}

/** Looks at the system, or with one of these words changes it. */
function settingCommand(changes: RegExp): Special {
  return (command) => {
    const isChange = command.words.some((word) => changes.test(word));
    return [
      isChange
        ? { capability: 'system.privilege', target: lineOf(command) }
        : {
            capability: 'system.probe',
            target: command.words.filter((word) => !word.startsWith('-')).join(' ') || undefined,
          },
    ];
  };
}

/** What is evaluated is in a variable: code to whoever fills that. */
const VARIABLE = /^["']{0,3}\$(\{!?)?[A-Za-z_0-9@*]/;

/** What is evaluated, as it is known or, where a command prints it, as that is written. */
function evaluation({ words, known: given, written }: Command, around: Surroundings): CommandUse[] {
  const code = joined(given.length === 0 ? [{ text: '' }] : given, ' ');
  const isKnown = isWhole(words.join(' ')) && isWhole(code.text);
  const shown = written.replace(/^(\\?(command|builtin)\s+)?\S+\s*/, '');
  return [
    {
      capability: 'code.eval',
      target: isKnown ? code.text : /\$\(|`/.test(shown) ? shown : undefined,
      arguments: VARIABLE.test(shown) ? { ...toldBy(code), variable: shown.slice(0, 200) } : toldBy(code),
      evaluates: isTold(code)
        ? { language: 'bash', code: code.text, decoder: code.decoder, variables: seenBy(code.text, around, false) }
        : undefined,
    },
  ];
}

function sourced({ words: [file], known: given }: Command, around: Surroundings): CommandUse[] {
  if (file === undefined) return [];
  const code = file === '/dev/stdin' ? around.input : contentAt(file, around);
  const isNamed = !file.startsWith('/dev/');
  const told = code ?? given[0];
  return [
    {
      capability: 'code.eval',
      target: isNamed
        ? file === HOLE
          ? undefined
          : inFolder(file, around.folder)
        : isTold(code)
          ? code.text
          : undefined,
      arguments: toldBy(told),
      evaluates: isTold(code)
        ? { language: 'bash', code: code.text, decoder: code.decoder, variables: seenBy(code.text, around, false) }
        : undefined,
    },
  ];
}

/** `printenv X` names one variable; without a command or a name all of them are listed. */
function environment({ name, words }: Command): CommandUse[] {
  const operands = words.filter((word) => !word.startsWith('-'));
  if (operands.length === 0) return [{ capability: 'environment.read', target: '*' }];
  return name === 'printenv' ? [{ capability: 'environment.read', target: operands.join(' ') }] : [];
}

/** A signal is written like an option: told apart from the process by its name. */
function kill({ words }: Command): CommandUse[] {
  const rest = [...words];
  let signal = 'TERM';
  const [first] = rest;
  if (first === '-l' || first === '-L') return [];
  if (first === '-s' || first === '-n') [, signal = signal] = rest.splice(0, 2);
  else if (first !== undefined && /^-\w+$/.test(first) && rest.length > 1) signal = rest.shift()?.slice(1) ?? signal;
  const pids = rest.filter((word) => word !== '--');
  const target = pids.join(' ');
  return [
    {
      capability: 'process.signal',
      target: pids.every((pid) => pid === HOLE) ? undefined : target,
      arguments: { signal, pid: target },
    },
  ];
}

function dd({ words }: Command, { folder }: Surroundings): CommandUse[] {
  const given = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const [from, to] = [given('if'), given('of')];
  const endless = from !== undefined && /^\/dev\/(zero|u?random)$/.test(from);
  return [
    ...(from === undefined || endless ? [] : [{ capability: 'file.read' as const, target: inFolder(from, folder) }]),
    ...(to === undefined || to === '/dev/null'
      ? []
      : [{ capability: 'file.write' as const, target: inFolder(to, folder) }]),
    ...(endless && given('count') === undefined && to !== '/dev/null'
      ? [{ capability: 'resource.exhaust' as const, target: `${from} without a count` }]
      : []),
  ];
}

function openssl({ words, name }: Command): CommandUse[] {
  const value = (option: string): string | undefined => {
    const at = words.indexOf(option);
    return at < 0 ? undefined : words[at + 1];
  };
  const [verb] = words;
  const uses: CommandUse[] = [];
  const [from, to] = [value('-in'), value('-out')];
  if (verb === 's_client' || verb === 's_time')
    uses.push({
      capability: 'network.connect',
      target: value('-connect') ?? words.find((word) => /^[\w.-]+:\d+$/.test(word)),
    });
  if (verb === 's_server')
    uses.push({ capability: 'network.listen', target: `0.0.0.0:${value('-accept') ?? value('-port') ?? '4433'}` });
  if (from !== undefined) uses.push({ capability: 'file.read', target: from });
  if (to !== undefined) uses.push({ capability: 'file.write', target: to });
  if (verb === 'engine' || value('-engine') !== undefined)
    uses.push({ capability: 'code.native', target: value('-engine') ?? words[1] });
  return uses.map((use) => ({ ...use, callee: name ?? 'openssl' }));
}
