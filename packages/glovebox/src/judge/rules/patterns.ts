import type { Pattern } from '../rule.ts';

/** Callees that hand their text to a shell. */
export const SHELLS =
  /^(os\.(system|popen)|posix\.system|subprocess\.(getoutput|getstatusoutput)|commands\.\w+|asyncio\.create_subprocess_shell|pty\.spawn|(node:)?child_process\.exec(Sync)?|execSync|exec)$/;

/** A calculator’s `eval` in a sample that touches nothing: what it evaluates is what its caller gives it. */
export const EXPRESSION_ALONE: Pattern = {
  callee: /^eval$/,
  alone: true,
  language: ['python', 'javascript', 'typescript'],
};

/** A program that is named, and does not run what it is given: only its arguments are open. */
export const KNOWN_PROGRAM: Pattern = {
  text: /^(?!(\S*\/)?((ba|da|z|k|a)?sh|python[\d.]*|node|perl|ruby|php|lua|sudo|su|doas|env|xargs|nohup|timeout|eval|exec|rm|dd|kill|pkill|killall|chmod|chown|mkfs\S*|curl|wget|nc|ncat|ssh|scp|docker|cmd|powershell)(\s|$))[\w./-]+(\s|$)/,
  except: [{ callee: SHELLS }, { argument: /^shell=(true|1|['"]?\/)/i }],
};
