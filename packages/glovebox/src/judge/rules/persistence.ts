import type { Pattern, Rule } from '../rule.ts';

const CHANGES = ['file.write', 'file.permission', 'file.delete', 'system.persist'] as const;
/** A command line that writes to what it names, in any of the ways a shell has. */
const WRITING_COMMAND =
  /(^|[|;&]\s*|\b(sudo|xargs|sh -c '?)\s*)(\S*\/)?(tee|cp|mv|install|ln|touch|truncate|chmod|chown|rm|unlink|shred|sed\s+-\w*i|dd)\b|>>?/;

const HOME = String.raw`(\\?\$\{?HOME\}?|~)`;
const VARIABLE = String.raw`\\?\$\{?[A-Z_]+\}?`;
/** Where installers of a home put programs, and where an administrator does. */
const PROGRAMS = String.raw`(${HOME}/(bin|go/bin|\.(local|cargo|npm-global|bun|deno|yarn|pyenv|rbenv|nodenv)/(bin|shims))|/(usr/local|opt)/[\w./-]+|${VARIABLE}(/[\w./-]+)?)`;
const SETTINGS = [
  `PATH=["']?${PROGRAMS}:${VARIABLE}["']?`,
  `PATH=["']?${VARIABLE}:${PROGRAMS}["']?`,
  String.raw`[A-Z_]+_(HOME|ROOT|DIR)=["']?(${HOME}|/usr|/opt)/[\w./-]+["']?`,
  String.raw`(EDITOR|VISUAL|PAGER|LANG|LC_ALL)=["']?[\w.-]+["']?`,
];
/** One line that only says where programs are, added at the end: what every installer asks for. */
export const ADDS_A_SETTING: Pattern = {
  written: new RegExp(String.raw`^\s*echo\s+["']?(export\s+)?(${SETTINGS.join('|')})["']?\s*>>\s*\S+\s*$`),
};

/** What outlives the program: start-up files, schedules, services, accepted keys. */
export const persistenceRules = {
  'shell-profile-persistence': {
    severity: 'critical',
    title: 'Plants itself in a shell’s start-up file',
    capability: 'system.persist',
    why: 'It would run again whenever a shell opens.',
    cwe: ['CWE-506'],
    attack: ['T1546.004'],
    message: '{callee} {target}: a file that shells or interpreters run when they start.',
    remedy: 'Do not run it. Tell the person what to add to their profile instead.',
    examples: {
      found: { language: 'bash', code: "echo 'python3 ~/.cache/x.py &' >> ~/.bashrc" },
      ordinary: { language: 'bash', code: 'grep PATH ~/.bashrc' },
    },
    when: {
      any: [
        { capability: CHANGES, at: ['shell-profile'], except: [ADDS_A_SETTING] },
        { capability: ['process.spawn'], place: ['shell-profile'], text: WRITING_COMMAND, except: [ADDS_A_SETTING] },
      ],
    },
  },
  'shell-profile-setting': {
    severity: 'medium',
    title: 'Adds a setting to a shell’s start-up file',
    capability: 'system.persist',
    why: 'Where programs are looked for is said anew in every shell that opens.',
    cwe: ['CWE-426'],
    attack: ['T1574.007'],
    message: '{callee} {target}: one more folder or variable in every new shell.',
    remedy: 'Tell the person what to add to their profile instead.',
    examples: {
      found: { language: 'bash', code: `echo 'export PATH="$HOME/.local/bin:$PATH"' >> ~/.bashrc` },
      ordinary: { language: 'bash', code: 'export PATH="$HOME/.local/bin:$PATH"' },
    },
    when: { any: [{ capability: CHANGES, at: ['shell-profile'], ...ADDS_A_SETTING }] },
  },
  'scheduled-persistence': {
    severity: 'critical',
    title: 'Arranges to be started again',
    capability: 'system.persist',
    why: 'Schedules, services and accepted keys outlive the program and the session.',
    cwe: ['CWE-506'],
    attack: ['T1053.003', 'T1543.002', 'T1098.004'],
    message: '{callee} {target}: a schedule, a service or a list of accepted keys.',
    remedy: 'Do not run it. Describe the schedule to the person who owns the machine.',
    examples: {
      found: { language: 'bash', code: "(crontab -l; echo '* * * * * ~/.cache/x') | crontab -" },
      ordinary: { language: 'bash', code: 'crontab -l' },
    },
    when: {
      any: [
        { capability: CHANGES, at: ['schedule', 'authorized-keys'] },
        {
          capability: ['process.spawn', 'system.persist'],
          place: ['schedule', 'authorized-keys'],
          text: WRITING_COMMAND,
        },
        {
          capability: ['process.spawn', 'system.persist'],
          text: /(^|[\s|;&/])crontab\s+(-u\s+\S+\s+)?(-(?![lu])\S*|[^\s-]\S*)\s*$|\|\s*crontab\b(?!\s+-l)|\bsystemctl\s+(--user\s+)?(enable|link)\b|\bupdate-rc\.d\s/,
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
