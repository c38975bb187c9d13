import type { EvaluatedCode } from '../collect.ts';
import { type Call, TARGETS } from '../resolve/call.ts';
import { interpreterOf, shellWord } from '../resolve/program.ts';
import { asText, decoderOf, HOLE, type Value } from '../resolve/value.ts';

/** Which argument of a callee is code, and in which language. */
type CodeRule = (call: Call) => EvaluatedCode | undefined;

/** The code a call hands to an interpreter, as far as it is known. */
export function evaluatedBy(call: Call): EvaluatedCode | undefined {
  return Object.hasOwn(CODE_RULES, call.callee) ? CODE_RULES[call.callee]?.(call) : undefined;
}

function code(language: EvaluatedCode['language'], value: Value | undefined): EvaluatedCode | undefined {
  const content =
    value?.kind === 'text' || value?.kind === 'bytes' || value?.kind === 'choice' ? asText(value) : undefined;
  if (content === undefined || content === HOLE) return undefined;
  return { language, code: content, decoder: decoderOf(value) };
}

const firstScript: CodeRule = ({ positional: [first] }) => code('javascript', first);
/** The body of a function made from text comes after its parameters; it may return. */
const lastScript: CodeRule = ({ positional }) => code('javascript', positional.at(-1));
const commandLine: CodeRule = ({ positional: [first, options] }) => {
  const line = asText(first)?.trim() ?? '';
  // Alone, an interpreter reads its input; otherwise the line says more.
  const interpreter = /\s/.test(line) ? undefined : interpreterOf(line);
  return (interpreter && code(interpreter.language, inputOf(options))) ?? code('bash', first);
};

/** What a program reads from its standard input, where that is given with the call. */
function inputOf(options: Value | undefined): Value | undefined {
  return options?.kind === 'record' ? options.fields.get('input') : undefined;
}

/** `data:text/javascript,…` as a module or worker. */
const loadedScript: CodeRule = ({ positional: [first] }) => {
  const url = asText(first);
  const match = url === undefined ? null : /^data:(?:text|application)\/(?:java|ecma)script[^,]{0,100},/.exec(url);
  if (url === undefined || match === null) return undefined;
  const body = url.slice(match[0].length);
  const isEncoded = match[0].includes(';base64');
  return {
    language: 'javascript',
    code: isEncoded ? Buffer.from(body, 'base64').toString() : percentDecoded(body),
    decoder: isEncoded ? 'data: base64' : undefined,
  };
};

function percentDecoded(content: string): string {
  try {
    return decodeURIComponent(content);
  } catch {
    return content;
  }
}

const workerScript: CodeRule = (call) => {
  const [first, options] = call.positional;
  const isText = options?.kind === 'record' && asText(options.fields.get('eval')) === 'true';
  return isText ? code('javascript', first) : loadedScript(call);
};

/** A program with a list of words: code for an interpreter, or a command like any other. */
const program: CodeRule = ({ positional: [first, second, third] }) => {
  const path = asText(first);
  if (path === undefined) return undefined;
  const words = second?.kind === 'list' ? second.items : [];
  const options = second?.kind === 'record' ? second : third;
  const interpreter = interpreterOf(path);
  const at = interpreter === undefined ? -1 : words.findIndex((word) => interpreter.option.test(asText(word) ?? ''));
  if (interpreter !== undefined && at !== -1) return code(interpreter.language, words[at + 1]);
  const isAlone = words.every((word) => /^(-s?)$/.test(asText(word) ?? HOLE));
  const read = interpreter && isAlone ? code(interpreter.language, inputOf(options)) : undefined;
  if (read !== undefined) return read;
  const shell = options?.kind === 'record' ? asText(options.fields.get('shell')) : undefined;
  const isShell = shell !== undefined && shell !== 'false' && shell !== 'undefined';
  const all = [first, ...words].map((word) => asText(word) ?? HOLE);
  return { language: 'bash', code: all.map((word) => (isShell ? word : shellWord(word))).join(' ') };
};

/** `Deno.Command("sh", { args: […] })`. */
const denoCommand: CodeRule = (call) => {
  const [first, options] = call.positional;
  const args = options?.kind === 'record' ? options.fields.get('args') : undefined;
  return program({ ...call, positional: [first ?? { kind: 'unknown' }, args ?? { kind: 'list', items: [] }] });
};

/** One list with the program first: `Bun.spawn(["sh", "-c", …])`. */
const wholeList: CodeRule = (call) => {
  const [first] = call.positional;
  const list = first?.kind === 'record' ? (first.fields.get('cmd') ?? first.fields.get('args')) : first;
  if (list?.kind !== 'list') return undefined;
  const [name, ...words] = list.items;
  return program({ ...call, positional: [name ?? { kind: 'unknown' }, { kind: 'list', items: words }] });
};

/** Functions written into serialized data: they run while it is read. */
const serialized: CodeRule = ({ positional: [first] }) => {
  const content = asText(first);
  const at = content?.indexOf('_$$ND_FUNC$$_') ?? -1;
  if (content === undefined || at === -1) return undefined;
  const body = content.slice(at + '_$$ND_FUNC$$_'.length).replace(/"\s*[,}][^"]*$/, '');
  return { language: 'javascript', code: `(${body.replace(/\\(["\\/])/g, '$1')})`, decoder: decoderOf(first) };
};

/** The scripts in a piece of HTML. */
const markup: CodeRule = (call) => scriptsIn(TARGETS.all(call));

export function scriptsIn(content: string | undefined): EvaluatedCode | undefined {
  const scripts: string[] = [];
  for (let at = content?.search(/<script/i) ?? -1; content !== undefined && at !== -1; ) {
    const start = content.indexOf('>', at);
    const end = content.indexOf('</', start);
    if (start === -1 || end === -1) break;
    scripts.push(content.slice(start + 1, end));
    at = content.indexOf('<script', end);
  }
  return scripts.length === 0 ? undefined : { language: 'javascript', code: scripts.join(';\n') };
}

function all(names: string, rule: CodeRule): Record<string, CodeRule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}

const CODE_RULES: Readonly<Record<string, CodeRule>> = {
  ...all(
    'eval setTimeout setInterval setImmediate execScript constructor vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script vm.SourceTextModule vm.compileFunction vm2.VM.run vm2.NodeVM.run safe-eval eval5.evaluate node-eval require-from-string module._compile module.prototype._compile isolated-vm.Isolate.compileScript',
    firstScript,
  ),
  ...all('Function AsyncFunction GeneratorFunction', lastScript),
  ...all(
    'child_process.exec child_process.execSync shelljs.exec execa.execaCommand execa.execaCommandSync execa.command execa.commandSync zx.$ $ Bun.$ execa.$ ssh2.Client.exec',
    commandLine,
  ),
  ...all(
    'child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync cross-spawn cross-spawn.spawn cross-spawn.sync execa execa.execa execa.execaSync execa.sync node-pty.spawn',
    program,
  ),
  ...all('Bun.spawn Bun.spawnSync Deno.run process.binding.spawn_sync.spawn', wholeList),
  'Deno.Command': denoCommand,
  import: loadedScript,
  require: loadedScript,
  importScripts: loadedScript,
  Worker: workerScript,
  'worker_threads.Worker': workerScript,
  'node-serialize.unserialize': serialized,
  'serialize-to-js.deserialize': firstScript,
  'document.write': markup,
  'document.writeln': markup,
};
