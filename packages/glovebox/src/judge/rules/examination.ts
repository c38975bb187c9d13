import type { Pattern, Rule } from '../rule.ts';
import { EXPRESSION_ALONE, KNOWN_PROGRAM } from './patterns.ts';

/** A fork does what the lines after it do. */
const COPY_OF_ITSELF: Pattern = {
  callee: /^(os\.(fork|forkpty)|pty\.fork|multiprocessing\.(Process|Pool)|concurrent\.futures\.\w+)$/,
};
/** The program itself and those it started; which one a shell’s variable means is told by what filled it. */
const OWN_PROCESS: Pattern = {
  written: /\bgetpid\s*\(|\.pid\b|\$\$|\$!|\bkill\s+(-\S+\s+){0,3}["']?\$\{?\w+\}?["']?\s*($|[;&|>2])/,
};

/** A script’s own temporary folder goes when it ends: what else it names is told by its target. */
const CLEANS_UP: Pattern = { inside: /^trap$/ };

/** What the examination itself could not see, or was asked not to. */
export const examinationRules = {
  'suppression-comment': {
    severity: 'low',
    title: 'A comment asks scanners to look away',
    why: 'It was written by the author whose code is examined; it is reported and not obeyed.',
    message: 'The comment {target} changes nothing here.',
    remedy: 'Accept a finding by a policy or an override, with a name and a reason.',
    examples: {
      found: { language: 'python', code: "import subprocess\n\nsubprocess.run('ls | wc -l', shell=True)  # nosec" },
      ordinary: { language: 'python', code: "import subprocess\n\nsubprocess.run(['ls'])  # what is here" },
    },
    when: { examined: 'suppression' },
  },
  'syntax-error': {
    severity: 'medium',
    title: 'The source has a syntax error',
    why: 'What a parser cannot read it cannot examine, and two parsers may read it differently.',
    cwe: ['CWE-1164'],
    message: 'The grammar does not accept this: {target}.',
    remedy: 'Correct the syntax and examine it again.',
    yields: true,
    examples: {
      found: { language: 'python', code: 'def broken(:\n    return 1' },
      ordinary: { language: 'python', code: 'def whole():\n    return 1' },
    },
    when: { examined: 'syntax-problem' },
  },
  'not-inspected': {
    severity: 'medium',
    title: 'A source file was not inspected',
    why: 'Code that was not read is not shown to be harmless.',
    message: '{target}.',
    remedy: 'Split the file, or leave it out of the sample.',
    examples: {
      found: { language: 'python', code: 'x = 1\n', times: 400_000 },
      ordinary: { language: 'python', code: 'x = 1\n', times: 2 },
    },
    when: { examined: 'not-inspected' },
  },
  'evidence-incomplete': {
    severity: 'medium',
    title: 'It did more than the record holds',
    why: 'A flood of actions is also a way to hide one.',
    attack: ['T1562'],
    message: '{target} actions came after the record was full.',
    remedy: 'Do less in one run.',
    examples: {
      found: {
        language: 'python',
        code: "for n in range(10**6):\n    open(f'/tmp/{n}', 'w').close()",
        run: { eventsDropped: 800_000 },
      },
      ordinary: { language: 'python', code: "open('/tmp/1', 'w').close()", run: { eventsDropped: 0 } },
    },
    when: { examined: 'events-dropped' },
  },
  'beyond-permits': {
    severity: 'high',
    title: 'It does what the policy does not list',
    why: 'A policy with a list of permits is the whole of what the code is meant to do.',
    message: 'The policy’s permits do not cover {target} ({callee}).',
    remedy: 'Add it to the policy’s permits when it is meant, or take it out of the code.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "open('out.csv', 'w').write('a')\nopen('/tmp/copy', 'w').write('a')",
        permit: { 'file.write': ['./out.csv'] },
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/work/out.csv', line: 1 },
            { capability: 'file.write', operation: 'openat', target: '/tmp/copy', line: 2 },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "open('out.csv', 'w').write('a')",
        permit: { 'file.write': ['./*.csv'] },
        run: { events: [{ capability: 'file.write', operation: 'openat', target: '/work/out.csv', line: 1 }] },
      },
    },
    when: { examined: 'beyond-permits' },
  },
  'unexecuted-risky-site': {
    severity: 'medium',
    title: 'Risky code that no run reached',
    why: 'Code that never ran is not shown to be harmless.',
    message: '{callee} was not reached: what it would do is not known.',
    remedy: 'Run it with arguments that reach this line, or remove the line.',
    yields: true,
    examples: {
      found: {
        language: 'python',
        code: 'import importlib, sys\n\nimportlib.import_module(sys.argv[1]).main()',
      },
      ordinary: { language: 'python', code: "import subprocess\n\nsubprocess.run(['git', 'status'])" },
    },
    when: {
      unexecuted: [
        { capability: ['process.inject', 'code.native', 'system.persist', 'system.privilege', 'resource.exhaust'] },
        { capability: ['code.eval'], constant: false, except: [EXPRESSION_ALONE] },
        { capability: ['process.spawn'], constant: false, except: [KNOWN_PROGRAM, COPY_OF_ITSELF] },
        { capability: ['process.signal'], constant: false, except: [OWN_PROCESS] },
        {
          capability: ['code.deserialize', 'code.import'],
          constant: false,
          callee: /pickle|marshal|dill|shelve|yaml|import_module|__import__/,
        },
        {
          capability: ['file.delete'],
          constant: false,
          callee: /rmtree|rmSync|removedirs|^rm$|fs\.rm/,
          // A name below a folder of its own, or a file for the time being, is what it made.
          except: [CLEANS_UP, { text: /^(\.\/)?[\w-][\w.-]*\// }, { text: /^\/tmp\/[\w.-]+\{…\}[^/]*$/ }],
        },
        { capability: ['secret.read'], place: ['credential-store', 'password-store', 'process-internals'] },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
