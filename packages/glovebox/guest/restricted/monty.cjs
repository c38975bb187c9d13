'use strict';
// The agent of the restricted backend's other engine: Monty, a Python interpreter in Rust, as an addon of Node. It has no
// files, no network, no processes and no functions of ours: a program that asks for them gets an exception.

const { readFileSync, readSync, writeSync } = require('node:fs');

const JOB = 3;
const HINTS = 4;
const SEPARATOR = '\x1f';
const CHUNK = 65_536;
const NEWLINE = 0x0a;
const FLUSH_MS = 5;
const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\x1f': '\\u' };
const UNESCAPES = { '\\': '\\', n: '\n', r: '\r', u: '\x1f' };

// The interpreter's own bounds: its memory is less than that of the process, its time is that of the warden.
const [, , addon, bytes, milliseconds] = process.argv;
const limits = { maxMemory: Number(bytes), maxDurationSecs: Number(milliseconds) / 1000, maxRecursionDepth: 1000 };

const { Monty, MontyException } = require(addon);

let last = 125; // nobody gave a job
let counted = 0;

for (let turn = 0; turn < 3; turn++) warm();
hint('W', process.pid);
// One program in most sandboxes: what comes next is the end. Each has an interpreter of its own.
for (;;) {
  const [entry, source] = readJob();
  const program = Monty.create(source ?? sourceOf(entry), { scriptName: entry });
  const code = program instanceof Monty ? execute(program, entry) : reject(program, entry);
  // Whoever waits for the result has it now, while the sandbox still stands.
  if (!write(HINTS, lastWords(code))) process.reallyExit(code);
  last = code;
}

function lastWords(code) {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpu = userCPUTime + systemCPUTime - counted;
  counted += cpu;
  return lineOf('V', process.pid, 'usage', `${cpu} ${maxRSS * 1024}`) + lineOf('D', code === 0 ? 1 : 0);
}

/** All that happens to a program, once before it matters: what is used first is slow. */
function warm() {
  const [entry, source] = fieldsOf(Buffer.from('/warm.py\x1fprint("".join([f"{a}" for a in []]), end="")\\n\n'));
  const program = Monty.create(source, { scriptName: entry });
  if (program instanceof Monty) lastWords(execute(program, entry, ''));
}

function execute(program, entry, begin = lineOf('B', process.pid)) {
  write(HINTS, begin);
  const out = printer();
  const started = performance.now();
  const end = run(program, out.print);
  out.flush();
  if (!(end instanceof MontyException)) return 0;
  // The warden keeps the time and ends the run in this moment, as it does every other.
  if (performance.now() - started >= Number(milliseconds)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000);
  return failed(end, entry);
}

/** To its end: the last value, or the exception. A name that the program does not define is not ours to give. */
function run(program, printCallback) {
  let step = program.start({ limits, printCallback });
  while (typeof step.resume === 'function') {
    const { functionName } = step;
    step = step.resume(
      functionName === undefined
        ? {}
        : { exception: { type: 'NameError', message: `name '${functionName}' is not defined` } },
    );
  }
  return step;
}

/** What cannot be compiled: a construct that Monty does not know is refused, an error of syntax is the program's own. */
function reject(exception, entry) {
  if (exception.exception.typeName !== 'NotImplementedError') return failed(exception, entry);
  const line = exception.traceback()[0]?.line ?? 1;
  if (!hint('N', process.pid, entry, line, exception.exception.message))
    write(2, `${entry}, line ${line}: ${exception.exception.message}\n`);
  return 1;
}

function failed(exception, entry) {
  const { typeName, message } = exception.exception;
  const line = exception.traceback().at(-1)?.line;
  const attempt = attemptOf(typeName, message);
  if (attempt !== undefined) hint('H', process.pid, process.pid, ...attempt, entry, line ?? '', 'outcome=denied');
  hint('X', process.pid, typeName, message.slice(0, 500));
  write(2, `${exception.display('traceback')}\n`);
  return 1;
}

/** What a program tried that ended in this exception: capability, operation, target. */
function attemptOf(typeName, message) {
  const quoted = /'([^']{1,500})'/.exec(message)?.[1];
  if (quoted === undefined) return undefined;
  if (typeName === 'ModuleNotFoundError') return ['code.import', 'import', quoted];
  if (typeName === 'PermissionError' && message.startsWith('Permission denied:')) return ['file.read', 'open', quoted];
  if (typeName !== 'RuntimeError' || !message.endsWith('is not supported in this environment')) return undefined;
  return [quoted.startsWith('os.') ? 'environment.read' : 'clock.read', quoted, ''];
}

/** Passes on the first line at once, and then what is old or much: a program that is ended has said what it said. */
function printer() {
  let kept = '';
  let since = 0;
  const flush = () => {
    if (kept !== '') write(1, kept);
    kept = '';
    since = performance.now();
  };
  return {
    flush,
    print: (_, text) => {
      kept += text;
      if (kept.length >= CHUNK || (text.endsWith('\n') && performance.now() - since > FLUSH_MS)) flush();
    },
  };
}

function write(descriptor, text) {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
    return true;
  } catch {
    return false; // nobody reads it
  }
}

function hint(...fields) {
  return write(HINTS, lineOf(...fields));
}

function lineOf(...fields) {
  return `${fields.map(escaped).join(SEPARATOR)}\n`;
}

function escaped(field) {
  return String(field)
    .slice(0, 1000)
    .replace(/[\\\n\r\x1f]/g, (character) => ESCAPES[character]);
}

function readJob() {
  const chunks = [];
  while (chunks.at(-1)?.includes(NEWLINE) !== true) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = readSync(JOB, chunk);
    if (length === 0) process.reallyExit(last);
    chunks.push(chunk.subarray(0, length));
  }
  return fieldsOf(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

/** Of a job: what follows its line is not ours. */
function fieldsOf(line) {
  const fields = line.toString('utf8', 0, line.indexOf(NEWLINE)).split(SEPARATOR);
  return fields.map((field) => field.replace(/\\([\\nru])/g, (_, letter) => UNESCAPES[letter]));
}

function sourceOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    write(2, `can't open file ${path}: ${error.message}\n`);
    process.reallyExit(2);
  }
}
