import type { SyntaxNode } from '../../syntax/node.ts';
import { CLEAR, type Taint } from '../meaning.ts';
import type { Here } from '../reader.ts';

/** What a file gives to others by name; `module.exports` itself is under `*`. */
export type Exports = Map<string, Taint>;

const byFile = new WeakMap<Here['file'], Exports>();

export function exportsOf(file: Here['file']): Exports {
  const known = byFile.get(file) ?? new Map<string, Taint>();
  byFile.set(file, known);
  return known;
}

/** `module.exports = x`, `exports.f = x`; true where it was one of them. */
export function setExport(left: SyntaxNode, value: Taint, here: Here): boolean {
  if (left.type !== 'member_expression' || left.end - left.start > 100) return false;
  const match = /^(?:module\.)?exports(?:\.(\w+))?$/.exec(here.file.text(left));
  if (match === null || (match[1] === undefined && !here.file.text(left).startsWith('module'))) return false;
  exportsOf(here.file).set(match[1] ?? '*', value);
  return true;
}

/** What an importer gets for a name. */
export function exported(exports: Exports, name: string): Taint | undefined {
  const own = exports.get(name);
  if (own !== undefined) return own;
  const whole = exports.get('*');
  if (name === 'default') return whole;
  return whole?.means?.kind === 'record' ? (whole.means.fields.get(name) ?? CLEAR) : undefined;
}
