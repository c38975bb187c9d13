import type { EvaluatedCode } from '../collect.ts';
import { argument, type Call } from '../resolve/call.ts';
import { interpreterOf, shellWord } from '../resolve/program.ts';
import { asPart, asText, decoderOf, isWhole, type Value } from '../resolve/value.ts';
import { alternatives, elementsOf, holds } from './sequences.ts';
import { codeOfYaml } from './yaml.ts';

/** What a call hands to an interpreter, for each thing that its arguments may be. */
export function evaluationsOf(call: Call): EvaluatedCode[] {
  const reads = Object.hasOwn(READS, call.callee) ? READS[call.callee] : undefined;
  return reads === undefined ? [] : HANDS[reads](call).slice(0, MOST_PIECES);
}

const MOST_PIECES = 12;

/** How a call says what is to be run. Each has a name, so that the table of callees reads without knowing the code. */
const HANDS = {
  /** The first argument is Python. */
  python: (call) => pythonCode(argument(call, 0, 'source', 'stmt', 'code', 'object', 'expr')),
  'second-python': (call) => pythonCode(call.positional[1]),
  /** A statement, and one before it that is run once. */
  timed: (call) => [...pythonCode(argument(call, 0, 'stmt')), ...pythonCode(argument(call, 1, 'setup'))],
  /** The first argument is for a shell; of a list, every item is. */
  shell: (call) => {
    const given = argument(call, 0, 'cmd', 'command', 'args', 'commands');
    const commands = given?.kind === 'list' ? given.items : alternatives(given ?? NOTHING);
    return commands.flatMap((command) => shellCode(command));
  },
  /** A command for a shell, or the words of one; a shell may be given its commands as input. */
  command: (call) => commandCode(call),
  words: (call) => wordsCode(call.positional),
  'exec-words': (call) => execCode(call.positional),
  'spawn-words': (call) => execCode(call.positional.slice(1)),
  /** Input of a program that was started before. */
  input: ({ receiver, positional, named }) =>
    inputCode(asText(receiver), named.get('input') ?? positional[0] ?? NOTHING),
  /** Bytes of a pickle. */
  pickle: (call) => alternatives(argument(call, 0, 'data', 'file', 'filename', 'f') ?? NOTHING).flatMap(pickleCode),
  yaml: ({ positional: [document] }) => {
    const code = codeOfYaml(asText(document) ?? '');
    return code === undefined ? [] : [{ language: 'python', code }];
  },
} satisfies Record<string, (call: Call) => EvaluatedCode[]>;

const NOTHING: Value = { kind: 'unknown' };

function all(names: string, reads: keyof typeof HANDS): Record<string, keyof typeof HANDS> {
  return Object.fromEntries(names.split(' ').map((name) => [name, reads]));
}

const READS: Readonly<Record<string, keyof typeof HANDS>> = {
  ...all(
    'eval exec compile pandas.eval types.FunctionType codeop.compile_command cProfile.run profile.run pdb.run',
    'python',
  ),
  ...all(
    'code.InteractiveInterpreter.runsource code.InteractiveInterpreter.runcode ctypes.pythonapi.PyRun_SimpleString',
    'python',
  ),
  ...all(
    'code.InteractiveInterpreter.push doctest.debug_src IPython.get_ipython.run_cell bdb.Bdb.run trace.Trace.run',
    'python',
  ),
  ...all('_xxsubinterpreters.run_string _testcapi.run_in_subinterp', 'second-python'),
  ...all('timeit.timeit timeit.repeat timeit.Timer', 'timed'),
  ...all('os.system os.popen os.popen2 os.popen3 os.popen4 subprocess.getoutput subprocess.getstatusoutput', 'shell'),
  ...all(
    'commands.getoutput commands.getstatusoutput popen2.popen2 popen2.popen3 asyncio.create_subprocess_shell',
    'shell',
  ),
  ...all('asyncio.AbstractEventLoop.subprocess_shell IPython.get_ipython.system pexpect.spawn pexpect.run', 'shell'),
  ...all('invoke.run fabric.api.local delegator.run ctypes.CDLL.system', 'shell'),
  ...all(
    'subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen pty.spawn',
    'command',
  ),
  ...all('asyncio.create_subprocess_exec', 'words'),
  ...all('os.execl os.execle os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe', 'exec-words'),
  ...all('os.posix_spawn os.posix_spawnp', 'exec-words'),
  ...all('os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve os.spawnvp os.spawnvpe', 'spawn-words'),
  ...all('subprocess.Popen.communicate subprocess.Popen.stdin.write', 'input'),
  ...all('pickle.loads pickle.load pickle.Unpickler dill.loads dill.load cloudpickle.loads cloudpickle.load', 'pickle'),
  ...all('joblib.load torch.load pandas.read_pickle numpy.load', 'pickle'),
  ...all('yaml.load yaml.load_all yaml.unsafe_load yaml.unsafe_load_all yaml.full_load yaml.full_load_all', 'yaml'),
};

function pythonCode(value: Value | undefined): EvaluatedCode[] {
  return alternatives(value ?? NOTHING).flatMap((one) => {
    // Compiled code was looked at where it is compiled.
    if (one.kind === 'result' && one.of === 'compile') return [];
    return evaluated('python', one);
  });
}

function evaluated(language: EvaluatedCode['language'], value: Value): EvaluatedCode[] {
  const code = value.kind === 'text' || value.kind === 'bytes' || value.kind === 'result' ? asText(value) : undefined;
  return code === undefined || code.trim() === '' ? [] : [{ language, code, decoder: decoderOf(value) }];
}

const shellCode = (value: Value): EvaluatedCode[] => evaluated('bash', value);

function pickleCode(value: Value): EvaluatedCode[] {
  if (value.kind === 'bytes') return [{ language: 'pickle', code: value.bytes, decoder: value.decoder }];
  return value.kind === 'text' && isWhole(value.text)
    ? [{ language: 'pickle', code: value.text, decoder: value.decoder }]
    : [];
}

function commandCode(call: Call): EvaluatedCode[] {
  const given = argument(call, 0, 'args', 'cmd', 'argv') ?? NOTHING;
  const isShell = holds(call.named.get('shell') ?? NOTHING) === true;
  const input = inputCode(asText(given) ?? asText(elementsOf(given)?.[0]), call.named.get('input') ?? NOTHING);
  const commands = alternatives(given).flatMap((command) => {
    if (command.kind !== 'list') return shellCode(command);
    return isShell ? shellCode(command.items[0] ?? NOTHING) : wordsCode(command.items);
  });
  return [...commands, ...input];
}

/** The first is the file, the words follow: as a list, or each of its own. The file's own name comes first among them. */
function execCode([file = NOTHING, ...words]: readonly Value[]): EvaluatedCode[] {
  const given = words[0]?.kind === 'list' ? words[0].items : words;
  return wordsCode([file, ...given.slice(1)]);
}

function wordsCode(words: readonly Value[]): EvaluatedCode[] {
  const [program] = words;
  if (asText(program) === undefined) return [];
  const interpreter = interpreterOf(asText(program));
  const option =
    interpreter === undefined ? -1 : words.findIndex((word, at) => at > 0 && interpreter.option.test(asPart(word)));
  const code = option < 0 ? undefined : words[option + 1];
  if (interpreter !== undefined && code !== undefined)
    return alternatives(code).flatMap((one) => evaluated(interpreter.language, one));
  const decoder = words.map(decoderOf).find((name) => name !== undefined);
  return [{ language: 'bash', code: words.map((word) => shellWord(asPart(word))).join(' '), decoder }];
}

function inputCode(program: string | undefined, input: Value): EvaluatedCode[] {
  const interpreter = interpreterOf(program);
  if (interpreter === undefined) return [];
  return alternatives(input).flatMap((one) => evaluated(interpreter.language, one));
}
