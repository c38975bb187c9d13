import { HOLE, isWhole } from '../resolve/value.ts';
import { clientUses } from './client.ts';
import { connectionUses } from './connection.ts';
import { findUses } from './find.ts';
import { inFolder } from './folder.ts';
import { commandLinesIn, toldBy } from './interpreters.ts';
import { joined, type Known } from './known.ts';
import { contentAt, isTold, seenBy } from './spoken.ts';
import { tarUses } from './tar.ts';
import { transferUses } from './transfer.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';
import { lineOf } from './wrappers.ts';

type Special = (command: Command, around: Surroundings) => readonly CommandUse[];

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
  kill,
  history: ({ words }) =>
    words.some((word) => /^-\w*[cdw]/.test(word)) ? [{ capability: 'file.delete', target: '~/.bash_history' }] : [],
  dd,
  find: (command) => findUses(command),
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
  hostname: settingCommand(/^[\w.-]*[A-Za-z\d][\w.-]*$|^-F$|^--file/),
  tar: tarUses,
  bsdtar: tarUses,
  gtar: tarUses,
  openssl,
};

/** Uses that some commands have beside those of their row. */
export const BESIDES: Readonly<Record<string, Special>> = {
  awk: programText,
  gawk: programText,
  mawk: programText,
  nawk: programText,
  su: optionCode(/^-\w*c$|^--command$/),
  script: optionCode(/^-\w*c$|^--command$/),
  watch: ({ known: words }) => lineCode(words.filter((word) => !/^-|^\d+$/.test(word.text))),
  vim: editorCode,
  vi: editorCode,
  nvim: editorCode,
  ssh: (command, around) => [...proxyCode(command, around)],
  git: gitCode,
  docker: volumes,
  podman: volumes,
  sed: ({ words }) =>
    words.flatMap((word) => {
      const line = /^(?:\d+|\$)?\s*e\s+(\S[\s\S]*)$/.exec(word)?.[1];
      return line === undefined
        ? []
        : [{ capability: 'process.spawn', target: line, evaluates: { language: 'bash', code: line } }];
    }),
};

function shellCode(code: Known): CommandUse {
  return {
    capability: 'code.eval',
    target: isTold(code) ? code.text : undefined,
    arguments: toldBy(code),
    evaluates: isTold(code) ? { language: 'bash', code: code.text, decoder: code.decoder } : undefined,
  };
}

/** A command line that another program is given to start. */
function startedLine(code: Known): CommandUse {
  return { ...shellCode(code), capability: 'process.spawn' };
}

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

/** What is evaluated, as it is known or, where a command prints it, as that is written. */
function evaluation({ words, known: given, written }: Command, around: Surroundings): CommandUse[] {
  const code = joined(given.length === 0 ? [{ text: '' }] : given, ' ');
  const isKnown = isWhole(words.join(' ')) && isWhole(code.text);
  const shown = written.replace(/^\S+\s*/, '');
  return [
    {
      capability: 'code.eval',
      target: isKnown ? code.text : /\$\(|`/.test(shown) ? shown : undefined,
      arguments: toldBy(code),
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

function crontab(command: Command, around: Surroundings): CommandUse[] {
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
function scheduled(command: Command, around: Surroundings): CommandUse[] {
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
function service(command: Command): CommandUse[] {
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

/** `awk` starts what `system()` and pipes in its program name, and may open sockets of its own. */
function programText({ known: words, words: texts }: Command): CommandUse[] {
  const program =
    words[texts.findIndex((word, index) => !word.startsWith('-') && !/^-[Fvf]$/.test(texts[index - 1] ?? ''))];
  if (program === undefined) return [];
  const piped = [
    ...program.text
      .slice(0, 20_000)
      .matchAll(/\|&?\s*"((?:[^"\\]|\\.){1,1000})"|"((?:[^"\\]|\\.){1,1000})"\s*\|&?\s*getline/g),
  ];
  const socket = /\/inet\d?\/(?:tcp|udp)\/\d+\/([^/"]{1,200})\/(\d+)/.exec(program.text.slice(0, 20_000));
  return [
    ...commandLinesIn(program),
    ...piped.slice(0, 10).map(([, to, from]): CommandUse => {
      const line = to ?? from ?? '';
      return { capability: 'process.spawn', target: line, evaluates: { language: 'bash', code: line } };
    }),
    ...(socket === null ? [] : [{ capability: 'network.connect' as const, target: `${socket[1]}:${socket[2]}` }]),
  ];
}

function optionCode(option: RegExp): Special {
  return ({ words, known: given }) => {
    const at = words.findIndex((word) => option.test(word));
    const code = given[given.length - words.length + at + 1];
    return at < 0 || code === undefined || !isTold(code) ? [] : [startedLine(code)];
  };
}

function lineCode(words: readonly Known[]): CommandUse[] {
  const [only] = words;
  return only !== undefined && words.length === 1 && /\s/.test(only.text) ? [startedLine(only)] : [];
}

/** `vim -c ':!id'` */
function editorCode({ words }: Command): CommandUse[] {
  return words.flatMap((word) => {
    const line = /^\+?:?\s*(?:silent\s+)?!\s*([\s\S]+)$/.exec(word)?.[1];
    return line === undefined
      ? []
      : [{ capability: 'process.spawn', target: line, evaluates: { language: 'bash', code: line } }];
  });
}

/** A command that carries the connection runs here, not there. */
function proxyCode({ words }: Command, _: Surroundings): CommandUse[] {
  return words.flatMap((word, index) => {
    const option = words[index - 1] === '-o' ? word : /^-o(.+)$/.exec(word)?.[1];
    const line = /^(?:ProxyCommand|LocalCommand|KnownHostsCommand)[=\s]+([\s\S]+)$/i.exec(option ?? '')?.[1];
    return line === undefined
      ? []
      : [{ capability: 'process.spawn', target: line, evaluates: { language: 'bash', code: line } }];
  });
}

/** Settings that make `git` start a command: hooks, pagers, aliases. */
function gitCode({ words }: Command): CommandUse[] {
  return words.flatMap((word, index) => {
    const setting =
      /^(core\.(?:pager|editor|sshCommand|fsmonitor|hooksPath|gitProxy)|alias\.[\w-]+|diff\.external|credential\.helper|\w+\.[\w-]+\.(?:cmd|command|clean|smudge|textconv))(?:=([\s\S]*))?$/i.exec(
        word,
      );
    if (setting === null) return [];
    const value = setting[2] ?? words[index + 1];
    const isForGood = words.includes('config') && (words.includes('--global') || words.includes('--system'));
    if (value === undefined || value === '') return [];
    const line = value.replace(/^!/, '');
    const isCommand = value.startsWith('!') || !/^(alias|credential)/i.test(setting[1] ?? '');
    return isCommand
      ? [
          {
            capability: isForGood ? 'system.persist' : 'process.spawn',
            target: line,
            evaluates: { language: 'bash', code: line },
          },
        ]
      : [];
  });
}

/** Folders of the machine that a container is given. */
function volumes({ words }: Command): CommandUse[] {
  return words.flatMap((word, index) => {
    const given = /^(-v|--volume)$/.test(words[index - 1] ?? '') ? word : /^(?:--volume=|-v)(.+)/.exec(word)?.[1];
    const bound = /(?:^|,)(?:source|src)=([^,]+)/.exec(
      /^--mount/.test(words[index - 1] ?? '') || word.startsWith('--mount=') ? word : '',
    )?.[1];
    const place = bound ?? given?.split(':')[0];
    return place !== undefined && /^[/~.]/.test(place) ? [{ capability: 'file.write', target: place }] : [];
  });
}
