import type { Decision, Severity } from '../judge/finding.ts';

/** How text is set off for a person; plain where there is no terminal to show colours. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  decision(decision: Decision, text: string): string;
  severity(severity: Severity, text: string): string;
}

type Code = readonly [on: number, off: number];

const BOLD: Code = [1, 22];
const DIM: Code = [2, 22];
const DECISION: Record<Decision, Code> = { allow: [32, 39], review: [33, 39], block: [31, 39] };
const SEVERITY: Record<Severity, Code> = { low: [36, 39], medium: [33, 39], high: [31, 39], critical: [35, 39] };

/** Colours for terminals that want them: `NO_COLOR` set to anything but nothing turns them off (no-color.org). */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

export function styleFor(colour: boolean): Style {
  const set = ([on, off]: Code, text: string) => (colour ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  return {
    bold: (text) => set(BOLD, text),
    dim: (text) => set(DIM, text),
    decision: (decision, text) => set(BOLD, set(DECISION[decision], text)),
    severity: (severity, text) => set(SEVERITY[severity], text),
  };
}
