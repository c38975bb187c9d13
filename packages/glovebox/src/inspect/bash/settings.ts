import { isWhole } from '../resolve/value.ts';
import type { Known } from './known.ts';
import type { CommandUse } from './uses.ts';

/** What a variable does by being set: to the shell, to the loader, to every program that is started afterwards. */
export function settingsOf(name: string, value: Known | undefined): readonly CommandUse[] {
  const row = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  return row === undefined || value === undefined ? [] : row(value, name);
}

type Setting = (value: Known, name: string) => readonly CommandUse[];

const history: Setting = ({ text }, name) =>
  /^(|0|-1|\/dev\/null)$/.test(text)
    ? [{ capability: 'file.delete', callee: 'export', target: '~/.bash_history', arguments: { 0: `${name}=${text}` } }]
    : [];
/** Loaded into every program that is started. */
const library: Setting = ({ text }, name) =>
  text === '' ? [] : [{ capability: 'code.native', callee: name, target: text, arguments: { 0: text } }];
/** Run by the shell at its own time. */
const command: Setting = ({ text, decoder }, name) =>
  text === ''
    ? []
    : [{ capability: 'code.eval', callee: name, target: text, evaluates: { language: 'bash', code: text, decoder } }];
/** A program that another one starts; more than its name is a command line. */
const program: Setting = (value, name) => (/[\s;|&`$(]/.test(value.text.trim()) ? command(value, name) : []);
/** Loaded by every Node.js that is started. */
const modules: Setting = ({ text }, name) => {
  const loaded = /(?:^|\s)(?:--require|--import|--loader|--experimental-loader|-r)(?:=|\s+)(\S+)/.exec(text)?.[1];
  return loaded === undefined ? [] : [{ capability: 'code.eval', callee: name, target: loaded }];
};
/** Read as commands when a shell or an interpreter starts. */
const startup: Setting = ({ text }, name) =>
  text === '' ? [] : [{ capability: 'code.eval', callee: name, target: text }];
/** Commands found where anybody can put one, or where the script is. */
const places: Setting = ({ text }, name) => {
  const [first = ''] = text.split(':');
  return /^(\.|\/tmp|\/var\/tmp|\/dev\/shm)(?=\/|$)/.test(first) ||
    (isWhole(first) && first === '' && text.startsWith(':'))
    ? [{ capability: 'code.import', callee: name, target: first || '.' }]
    : [];
};

const SETTINGS: Readonly<Record<string, Setting>> = {
  HISTFILE: history,
  HISTSIZE: history,
  HISTFILESIZE: history,
  HISTCONTROL: ({ text }, name) =>
    /ignoreboth|ignorespace/.test(text)
      ? []
      : text === 'ignore*' || text === '*'
        ? [
            {
              capability: 'file.delete',
              callee: 'export',
              target: '~/.bash_history',
              arguments: { 0: `${name}=${text}` },
            },
          ]
        : [],
  LD_PRELOAD: library,
  LD_AUDIT: library,
  DYLD_INSERT_LIBRARIES: library,
  PROMPT_COMMAND: command,
  GIT_SSH_COMMAND: command,
  GIT_EDITOR: program,
  GIT_EXTERNAL_DIFF: program,
  GIT_PAGER: program,
  PAGER: program,
  MANPAGER: program,
  EDITOR: program,
  VISUAL: program,
  BROWSER: program,
  LESSOPEN: program,
  LESSCLOSE: program,
  NODE_OPTIONS: modules,
  BASH_ENV: startup,
  ENV: startup,
  PYTHONSTARTUP: startup,
  PERL5OPT: startup,
  PATH: places,
  LD_LIBRARY_PATH: places,
};
