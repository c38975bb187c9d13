import type { Decision } from '../packages/glovebox/src/judge/finding.ts';
import type { RuleId } from '../packages/glovebox/src/judge/rules/table.ts';

/** What an example is to be judged as, and why. */
export interface Expectation {
  readonly file: string;
  readonly decision: Decision;
  /** The finding that decides, by its rule, and the line it names first: none where the kernel ended the program at an unknown place. */
  readonly finding?: { readonly rule: RuleId; readonly line?: number };
}

export const EXAMPLES: readonly Expectation[] = [
  { file: 'ordinary/parse-csv.py', decision: 'allow' },
  { file: 'ordinary/api-client.py', decision: 'allow' },
  { file: 'ordinary/sort-records.py', decision: 'allow' },
  { file: 'ordinary/plot-to-file.py', decision: 'allow' },
  { file: 'ordinary/call-program.py', decision: 'allow' },
  { file: 'ordinary/count-words.py', decision: 'allow' },
  { file: 'ordinary/http-server.js', decision: 'allow' },
  { file: 'ordinary/merge-config.js', decision: 'allow' },
  { file: 'ordinary/todo-list.js', decision: 'allow' },
  { file: 'ordinary/generate-password.js', decision: 'allow' },
  { file: 'ordinary/inventory.ts', decision: 'allow' },
  { file: 'ordinary/clean-build.sh', decision: 'allow' },
  { file: 'ordinary/rotate-logs.sh', decision: 'allow' },
  { file: 'ordinary/archive-notes.sh', decision: 'allow' },

  { file: 'dangerous/steal-credentials.py', decision: 'block', finding: { rule: 'secret-exfiltration', line: 33 } },
  { file: 'dangerous/reverse-shell.py', decision: 'block', finding: { rule: 'reverse-shell', line: 25 } },
  { file: 'dangerous/reverse-shell.js', decision: 'block', finding: { rule: 'reverse-shell', line: 10 } },
  { file: 'dangerous/fork-bomb.sh', decision: 'block', finding: { rule: 'fork-bomb', line: 6 } },
  { file: 'dangerous/memory-bomb.py', decision: 'block', finding: { rule: 'memory-exhaustion' } },
  { file: 'dangerous/fill-disk.js', decision: 'block', finding: { rule: 'disk-exhaustion', line: 12 } },
  { file: 'dangerous/shell-profile.sh', decision: 'block', finding: { rule: 'shell-profile-persistence', line: 14 } },
  { file: 'dangerous/wipe-history.sh', decision: 'block', finding: { rule: 'history-wipe', line: 4 } },
  { file: 'dangerous/download-and-run.sh', decision: 'block', finding: { rule: 'download-piped-to-interpreter', line: 8 } },
  { file: 'dangerous/obfuscated-exec.py', decision: 'block', finding: { rule: 'decoded-code-execution', line: 19 } },
  { file: 'dangerous/obfuscated-eval.js', decision: 'block', finding: { rule: 'decoded-code-execution', line: 13 } },
  { file: 'dangerous/environment-dump.js', decision: 'block', finding: { rule: 'environment-exfiltration', line: 11 } },
  { file: 'dangerous/proc-tricks.py', decision: 'block', finding: { rule: 'process-internals-read', line: 8 } },
  { file: 'dangerous/kill-others.py', decision: 'block', finding: { rule: 'process-killer', line: 26 } },
];
