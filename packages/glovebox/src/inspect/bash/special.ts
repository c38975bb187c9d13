import { HOLE, isWhole } from '../resolve/value.ts';
import { client, connection } from './clients.ts';
import { type Command, lineOf } from './command.ts';
import type { CommandUse } from './use.ts';

/** Commands that no table row can describe; the table is not asked for them unless they say nothing. */
export const SPECIAL: Readonly<Record<string, (command: Command, piped: string | undefined) => readonly CommandUse[]>> =
  {
    bash: shell,
    sh: shell,
    dash: shell,
    zsh: shell,
    ksh: shell,
    ash: shell,
    fish: shell,
    csh: shell,
    tcsh: shell,
    python: interpreter('-c'),
    python2: interpreter('-c'),
    python3: interpreter('-c'),
    pypy3: interpreter('-c'),
    node: interpreter('-e', '--eval', '-p', '--print'),
    deno: interpreter('eval'),
    perl: interpreter('-e', '-E', '-ne', '-pe', '-lne', '-i'),
    ruby: interpreter('-e', '-ne'),
    php: interpreter('-r'),
    lua: interpreter('-e'),
    tclsh: interpreter(),
    eval: evaluation,
    source: ({ words: [file] }) => [{ capability: 'code.eval', target: file }],
    '.': ({ words: [file] }) => [{ capability: 'code.eval', target: file }],
    env: environment,
    printenv: environment,
    kill,
    history: ({ words }) =>
      words.some((word) => /^-\w*[cdw]/.test(word)) ? [{ capability: 'file.delete', target: '~/.bash_history' }] : [],
    dd,
    sed: ({ words }) =>
      words.some((word) => /^(-\w*i|--in-place)/.test(word))
        ? [{ capability: 'file.write', target: words.at(-1) }]
        : [],
    find,
    curl: client,
    wget: client,
    http: client,
    https: client,
    nc: connection,
    ncat: connection,
    netcat: connection,
    openssl: ({ words }) =>
      words[0] === 's_client' ? [{ capability: 'network.connect', target: words[words.indexOf('-connect') + 1] }] : [],
    crontab: (command) =>
      command.words.includes('-l')
        ? [{ capability: 'file.read', target: '/var/spool/cron' }]
        : [{ capability: 'system.persist', target: lineOf(command) }],
    systemctl: service,
    service,
    fallocate: ({ words }) => {
      const size = words[words.indexOf('-l') + 1] ?? '';
      const path = words.at(-1);
      const isLarge = /^\d+\s*[GTP]i?B?$/i.test(size);
      return [
        { capability: 'file.write', target: path },
        ...(isLarge ? [{ capability: 'resource.exhaust' as const, target: `${size} on disk` }] : []),
      ];
    },
    tar,
    git: (command) => online(command, /^(clone|fetch|pull|push|ls-remote|submodule|remote)$/),
    docker: (command) => [{ capability: 'process.spawn', target: lineOf(command) }],
    podman: (command) => [{ capability: 'process.spawn', target: lineOf(command) }],
    pip: installer,
    pip3: installer,
    pipx: installer,
    npm: installer,
    npx: installer,
    yarn: installer,
    pnpm: installer,
    gem: installer,
    cargo: installer,
    go: installer,
    'apt-get': installer,
    apt: installer,
    yum: installer,
    dnf: installer,
    apk: installer,
    pacman: installer,
    brew: installer,
    snap: installer,
  };

/** What is evaluated, as it is known or, where a command prints it, as that is written. */
function evaluation({ words, written }: Command): CommandUse[] {
  if (isWhole(words.join(' '))) return [{ capability: 'code.eval', target: words.join(' ') }];
  const shown = written.join(' ');
  return [{ capability: 'code.eval', target: /\$\(|`/.test(shown) ? shown : undefined }];
}

/** A shell runs what follows `-c`, a file, or what is piped into it. */
function shell(command: Command, piped: string | undefined): CommandUse[] {
  const index = command.words.findIndex((word) => /^-\w*c$/.test(word));
  const code = command.words[index + 1];
  if (index >= 0) return [{ capability: 'code.eval', target: code === HOLE ? undefined : code }];
  const file = command.written.find((word) => !word.startsWith('-'));
  if (file?.startsWith('<(')) return [{ capability: 'code.eval', arguments: { from: file } }];
  if (file === undefined && piped !== undefined) return [{ capability: 'code.eval', arguments: { piped } }];
  return [{ capability: 'process.spawn', target: lineOf(command) }];
}

function interpreter(...codeOptions: readonly string[]) {
  return (command: Command, piped: string | undefined): CommandUse[] => {
    const index = command.words.findIndex((word) => codeOptions.includes(word));
    if (index >= 0)
      return [
        { capability: 'code.eval', target: isWhole(command.words[index + 1]) ? command.words[index + 1] : undefined },
      ];
    const hasFile = command.words.some((word) => !word.startsWith('-'));
    if (!hasFile && piped !== undefined) return [{ capability: 'code.eval', arguments: { piped } }];
    return [{ capability: 'process.spawn', target: lineOf(command) }];
  };
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

function dd({ words }: Command): CommandUse[] {
  const given = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const [from, to] = [given('if'), given('of')];
  const endless = from !== undefined && /^\/dev\/(zero|u?random)$/.test(from);
  return [
    ...(from === undefined || endless ? [] : [{ capability: 'file.read' as const, target: from }]),
    ...(to === undefined || to === '/dev/null' ? [] : [{ capability: 'file.write' as const, target: to }]),
    ...(endless && given('count') === undefined && to !== '/dev/null'
      ? [{ capability: 'resource.exhaust' as const, target: `${from} without a count` }]
      : []),
  ];
}

/** What a search does with what it finds is told by the command after `-exec`, which is looked at on its own. */
function find({ words }: Command): CommandUse[] {
  const start = words.findIndex((word) => /^[-(!]/.test(word));
  const places = words.slice(0, start < 0 ? words.length : start).join(' ') || '.';
  return [
    { capability: 'file.read', target: places },
    ...(words.includes('-delete') ? [{ capability: 'file.delete' as const, target: places }] : []),
  ];
}

/** Starting at every boot outlives the script; the rest only steers what is there. */
function service(command: Command): CommandUse[] {
  const outlives = command.words.some((word) => /^(enable|link|mask|preset|daemon-reload)$/.test(word));
  if (outlives) return [{ capability: 'system.persist', target: lineOf(command) }];
  const looks = command.words.some((word) => /^(status|list-.*|show|is-.*|cat|--version)$/.test(word));
  return [{ capability: looks ? 'system.probe' : 'system.privilege', target: lineOf(command) }];
}

/** `tar -czf file what`, `tar xf file -C where`, `tar -tf file`. */
function tar({ words }: Command): CommandUse[] {
  const modes = words.filter((word, index) => /^-\w+$/.test(word) || (index === 0 && /^\w+$/.test(word))).join('');
  const named = words.findIndex(
    (word, index) => /^(--file|-\w*f)$/.test(word) || (index === 0 && /^[a-zA-Z]*f$/.test(word)),
  );
  const file = words[named + 1];
  const folder = words[words.findIndex((word) => /^(-C|--directory)$/.test(word)) + 1];
  const skipped = new Set([
    file,
    words.includes('-C') ? folder : undefined,
    named === 0 || !words[0]?.startsWith('-') ? words[0] : undefined,
  ]);
  const others = words.filter((word) => !word.startsWith('-') && !skipped.has(word)).join(' ');
  if (/c/.test(modes) || words.includes('--create')) {
    return [
      { capability: 'file.write', target: file },
      { capability: 'file.read', target: others || undefined },
    ];
  }
  const reads: CommandUse = { capability: 'file.read', target: file };
  return /x/.test(modes) || words.includes('--extract')
    ? [reads, { capability: 'file.write', target: words.includes('-C') ? folder : '.' }]
    : [reads];
}

function online(command: Command, verbs: RegExp): CommandUse[] {
  const isOnline = command.words.some((word) => verbs.test(word));
  const url = command.words.find((word) => /^(\w+:\/\/|[\w.-]+@[\w.-]+:)/.test(word));
  return isOnline
    ? [{ capability: 'network.connect', target: url ?? lineOf(command) }]
    : [{ capability: 'process.spawn', target: lineOf(command) }];
}

/** Package managers fetch and then run what packages bring along. */
function installer(command: Command): CommandUse[] {
  const spawn: CommandUse = { capability: 'process.spawn', target: lineOf(command) };
  const fetches =
    command.words.some((word) => /^(install|add|i|ci|get|update|upgrade|exec|dlx|download|-S\w*)$/.test(word)) ||
    command.name === 'npx';
  return fetches ? [spawn, { capability: 'network.connect', target: lineOf(command) }] : [spawn];
}
