import type { Pattern } from '../rule.ts';

/** Where data ends that others decide on, or that others get. */
export const OUT = ['network.connect', 'network.send', 'network.resolve'] as const;
/** What stays on this machine. */
export const LOCAL: Pattern = { place: ['loopback', 'unix-socket', 'any-address'] };
export const GOES_OUT: Pattern = { capability: OUT, except: [LOCAL] };
export const EVALUATES: Pattern = { capability: ['code.eval'] };
/** Callees that hand a text to a shell; a shell script's own words are commands already. */
export const SHELL: readonly Pattern[] = [
  {
    capability: ['process.spawn'],
    callee:
      /^(os\.(system|popen)|posix\.system|popen2\.\w+|commands\.\w+|subprocess\.get(status)?output|pty\.spawn|asyncio\.create_subprocess_shell|child_process\.exec(Sync)?|shelljs\.exec|execa\.(command|execaCommand)(Sync)?|zx\.\$|\$|[^.]+)$/,
  },
  { capability: ['process.spawn'], argument: /^shell=(True|true|1)$/ },
];
