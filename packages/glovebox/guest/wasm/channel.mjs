// What the host of a module says and is told: the job on descriptor 3, hints and facts on descriptor 4.
import { Buffer } from 'node:buffer';
import { closeSync, readFileSync, readSync, writeSync } from 'node:fs';
import process from 'node:process';


const JOB = 3;
const die = process.kill.bind(process);
const TOLD = 4;
/** Reports are cut off here, so that a loop around a host call ends at its own time limit and not in a full pipe. */
const MOST_TOLD = 200_000;
const LONGEST_TEXT = 700;
/** The one process there is, by the number Emscripten gives it. */
const PID = 42;
/** Lines an agent inside may say; the others are this side's own word. */
const OF_AGENTS = new Set(['B', 'H', 'L', 'X']);

const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\x1f': '\\u' };
const UNESCAPES = { '\\': '\\', n: '\n', r: '\r', u: '\x1f' };

let told = 0;
let muted = false;
let listening = true;

/** Says that everything is up, and blocks until the job comes. `more` is what follows its line. */
export function awaitJob() {
  tell('W', process.pid);
  const content = readFileSync(JOB, 'utf8');
  closeSync(JOB);
  const end = content.indexOf('\n');
  if (end < 0) process.reallyExit(125);
  const fields = content.slice(0, end).split('\x1f').map(unescapeField);
  return { entry: fields[0], args: fields.slice(1), more: content.slice(end + 1) };
}

/** The sample's first instruction comes next. */
export function tellBegin() {
  tell('B', PID);
}

/** A program that no agent speaks for: what it does is explained by itself. */
export function tellProgram(name) {
  tell('T', PID, '', '', name);
}

/** A host call, in the words of the kernel's own events: `{ call, path, flags, … }`. */
export function tellFact(command, fact) {
  tell('K', JSON.stringify({ pid: PID, tid: PID, ppid: 0, comm: command, ...shortened(fact) }));
}

export function tellHint(capability, operation, target, place = {}, values = []) {
  const text = `${target}`.slice(0, LONGEST_TEXT);
  tell('H', PID, PID, capability, operation, text, place.file ?? '', place.line ?? '', ...values);
}

/** A whole line that an agent inside made itself. */
export function tellLine(line) {
  const single = line.indexOf(0x0a) === line.length - 1;
  if (single && OF_AGENTS.has(String.fromCharCode(line[0])) && line[1] === 0x1f) write(line);
}

export function tellError(name, message) {
  tell('X', PID, name, message.slice(0, 500));
}

/** A file that is there at the end and was not, or was otherwise, or is no longer. The last word on a path counts. */
export function tellChange(path, change, bytes, mode = 0o644) {
  tell('C', path, change, bytes, mode);
}

/**
 * The sample ended: `exited`, `out-of-memory`, or `invalid` with the reason. This is the last that is said and done: the process
 * kills itself, which is over three times sooner than taking down what it was made of.
 */
export function end(cause, code, reason = '') {
  told = 0;
  tell('E', cause, code, reason.slice(0, 500));
  die(process.pid, 'SIGKILL');
}

/** While muted nothing is said or written: a rehearsal is under way. */
export function mute(on) {
  muted = on;
}

/** Writes all of it, waiting where the reader is slow. */
export function writeAll(descriptor, bytes) {
  if (muted) return;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

/** Reads at most `bytes.length` of standard input; 0 at its end. */
export function readInput(bytes) {
  if (muted) return 0;
  for (;;) {
    try {
      return readSync(0, bytes, 0, bytes.length, null);
    } catch (error) {
      if (error.code !== 'EAGAIN') return 0;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function tell(...fields) {
  write(Buffer.from(`${fields.map(escapeField).join('\x1f')}\n`));
}

function write(line) {
  if (muted || !listening || ++told > MOST_TOLD) return;
  try {
    writeAllOrThrow(line);
  } catch {
    listening = false; // nobody observes this run
  }
}

function writeAllOrThrow(line) {
  for (let at = 0; at < line.length; ) {
    try {
      at += writeSync(TOLD, line, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

function shortened(fact) {
  return Object.fromEntries(
    Object.entries(fact).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value]),
  );
}

function escapeField(field) {
  return `${field}`.replace(/[\\\n\r\x1f]/g, (letter) => ESCAPES[letter]);
}

function unescapeField(field) {
  return field.replace(/\\([\\nru])/g, (_, letter) => UNESCAPES[letter]);
}
