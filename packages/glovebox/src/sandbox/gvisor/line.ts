/** One line of the sentry's log that is about a system call of a task. */
export type TraceLine =
  | {
      /** A call begins; `args` is its text between the parentheses, in which paths are not quoted: hostile. */
      readonly kind: 'enter';
      readonly at: number;
      readonly pid: number;
      readonly tid: number;
      readonly comm: string;
      readonly call: string;
      readonly args: string;
    }
  | {
      readonly kind: 'exit';
      readonly at: number;
      readonly pid: number;
      readonly tid: number;
      readonly comm: string;
      readonly call: string;
      readonly result: number;
      /** 0 when the call succeeded. */
      readonly errno: number;
    }
  /** The filter answered for the sentry; only the number of the call is told. */
  | {
      readonly kind: 'refused';
      readonly at: number;
      readonly pid: number;
      readonly tid: number;
      readonly number: number;
    };

/** Longest name of a task, in characters as they arrive: 15 bytes. */
const MAX_COMM = 15;

/** Only these can be about a task: everything else in the log, most of it about files, is not even decoded. */
const TASK_LINE = '{"msg":"[';

/**
 * Reads one line of the JSON log; undefined for all that is no call. JSON keeps every newline and quote of the sample's inside its
 * line, so that a line is always the sentry's own. Within it the name of the task and paths stand unquoted, and are told apart by
 * where they can be: the name by its length, the result by the end of the line.
 */
export function readTraceLine(line: string): TraceLine | undefined {
  if (!line.startsWith(TASK_LINE)) return undefined;
  const entry = parse(line);
  const [prefix, pid, tid] = /^\[ *(\d+): *(\d+)\] /.exec(entry?.msg ?? '') ?? [];
  if (entry === undefined || prefix === undefined) return undefined;
  const task = { at: microseconds(entry.time), pid: Number(pid), tid: Number(tid) };
  const rest = entry.msg.slice(prefix.length);
  if (entry.level !== 'info') {
    const number = /^Syscall (\d+): denied by seccomp$/.exec(rest)?.[1];
    return number === undefined ? undefined : { kind: 'refused', ...task, number: Number(number) };
  }
  return readCall(rest, task);
}

interface Task {
  readonly at: number;
  readonly pid: number;
  readonly tid: number;
}

const RESULT = /\) = (-?\d+) \(0x[0-9a-f]+\)(?: errno=(\d+) \([^()]*\))? \([^()]*\)$/;

function readCall(rest: string, task: Task): TraceLine | undefined {
  // A task can call itself ` E kill(`: the last place that can still end a name is the true one.
  for (let end = Math.min(MAX_COMM, rest.length); end >= 0; end--) {
    const match = /^ ([EX]) ([a-z_][a-z0-9_]*)\(/.exec(rest.slice(end, end + 40));
    if (match === null) continue;
    const [head, phase, call = ''] = match;
    const common = { ...task, comm: rest.slice(0, end), call };
    const tail = rest.slice(end + head.length);
    if (phase === 'E') return tail.endsWith(')') ? { kind: 'enter', ...common, args: tail.slice(0, -1) } : undefined;
    const result = RESULT.exec(tail.slice(-200));
    if (result === null) return undefined;
    return { kind: 'exit', ...common, result: Number(result[1]), errno: Number(result[2] ?? 0) };
  }
  return undefined;
}

function parse(line: string): { msg: string; level: string; time: string } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // cut off: the sandbox was killed while it wrote
  }
}

/** Milliseconds since the epoch, with the fraction that `Date` does not keep. */
function microseconds(time: string): number {
  const [, seconds = '', fraction = '0'] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000;
}
