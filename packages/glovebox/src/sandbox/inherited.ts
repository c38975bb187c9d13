import { openSync, readdirSync, readFileSync } from 'node:fs';

const CLOSED_ON_EXEC = 0o2000000;

let nothing: number | undefined;

/**
 * `stdio` for a child that is to have no other descriptors: those that whoever started this process left open for its children, and
 * that Node would pass on, are `/dev/null` there. Node's own are closed in every child.
 */
export function only<T extends readonly unknown[]>(stdio: T): T {
  const all: unknown[] = [...stdio];
  for (const descriptor of inherited().filter((one) => one >= stdio.length)) {
    nothing ??= openSync('/dev/null', 'r');
    while (all.length < descriptor) all.push('ignore'); // is nothing done about
    all[descriptor] = nothing;
  }
  return all as unknown as T;
}

function inherited(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && isPassedOn(descriptor))
    .sort((a, b) => a - b);
}

function isPassedOn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & CLOSED_ON_EXEC) === 0;
  } catch {
    return false; // the one that the folder was read by
  }
}
