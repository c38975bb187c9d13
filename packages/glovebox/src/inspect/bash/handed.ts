import { commandLinesIn, toldBy } from './interpreters.ts';
import type { Known } from './known.ts';
import { isTold } from './spoken.ts';
import type { Command, CommandUse, Special, Surroundings } from './uses.ts';
import { unwrapped } from './wrappers.ts';

/** Uses that some commands have beside those of their row. */
export const BESIDES: Readonly<Record<string, Special>> = {
  awk: programText,
  gawk: programText,
  mawk: programText,
  nawk: programText,
  sudo: inputCode,
  doas: inputCode,
  su: (command, around) => [...optionCode(/^-\w*c$|^--command$/)(command, around), ...inputCode(command, around)],
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

export function shellCode(code: Known): CommandUse {
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

/** A shell as somebody else reads its input: `sudo -s <<< id`. */
function inputCode(command: Command, { input }: Surroundings): CommandUse[] {
  const starts =
    command.name === 'su'
      ? !command.words.some((word) => /^-\w*c$|^--command/.test(word))
      : unwrapped(command, undefined).length === 1;
  return starts && isTold(input) ? [startedLine(input)] : [];
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

export function optionCode(option: RegExp): Special {
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
export function proxyCode({ words }: Command, _: Surroundings): CommandUse[] {
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
