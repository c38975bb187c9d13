import type { Capability } from '../capability.ts';
import type { Hint } from './hint.ts';

type Trace = Extract<Hint, { kind: 'trace' }>;

/** What a traced shell command means by itself; undefined for programs, which the kernel sees, and for harmless builtins. */
export function meaningOfTrace({
  command,
}: Trace): { capability: Capability; operation: string; target: string } | undefined {
  const [name = '', ...words] = command.trim().split(/\s+/);
  const rest = words.join(' ');
  switch (name) {
    case 'eval':
      return { capability: 'code.eval', operation: 'eval', target: rest };
    case 'source':
    case '.':
      return { capability: 'code.import', operation: 'source', target: words[0] ?? '' };
    case 'kill':
      return { capability: 'process.signal', operation: 'kill', target: rest };
    case 'history':
      return rest.startsWith('-c')
        ? { capability: 'file.delete', operation: 'history -c', target: '~/.bash_history' }
        : undefined;
    case 'export':
    case 'declare':
      return /^-[px]+$/.test(rest)
        ? { capability: 'environment.read', operation: `${name} ${rest}`, target: '*' }
        : undefined;
    case 'set':
      return rest === '' ? { capability: 'environment.read', operation: 'set', target: '*' } : undefined;
    default:
      return undefined;
  }
}
