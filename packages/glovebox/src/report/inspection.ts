import type { Inspection, WordingKind } from '../inspect/site.ts';
import { renderFlow } from './flow.ts';
import { renderInner } from './inner.ts';
import { visibly, withoutLogCommands } from './log-commands.ts';
import { neutralize, neutralizeShort } from './neutralize.ts';
import { styleFor } from './style.ts';
import { count } from './text.ts';

/** What inspection found, a line a site. */
export function renderInspection(inspection: Inspection, colour: boolean): string {
  const style = styleFor(colour);
  const rows = inspection.sites.flatMap((site) => {
    const target = site.target === undefined ? style.dim('not constant') : neutralizeShort(site.target, 60);
    const row = `${neutralize(site.file)}:${site.line}:${site.column}  ${site.capability.padEnd(17)}  ${style.bold(neutralizeShort(site.callee, 50))}  ${target}`;
    return [row, ...renderInner(site).map((line) => `    ${style.dim(line)}`)];
  });
  const flows = inspection.flows.map(
    (flow) => `${style.dim(`${flow.from} goes to ${flow.sink}`)}  ${renderFlow(flow)}`,
  );
  const problems = inspection.problems.map(
    (problem) =>
      `${neutralize(problem.file)}:${problem.line}:${problem.column}  syntax  ${neutralizeShort(problem.message, 80)}`,
  );
  const suppressions = inspection.suppressions.map(
    (comment) =>
      `${neutralize(comment.file)}:${comment.line}  comment without effect  ${neutralizeShort(comment.text, 80)}`,
  );
  const wording = inspection.wording.map(
    ({ file, line, kind, text }) => `${neutralize(file)}:${line}  ${WORDING[kind]}  ${neutralizeShort(text, 90)}`,
  );
  const packages = inspection.packages.map(({ file, line, name, near }) => {
    const like = near === undefined ? '' : `, which looks like ${neutralize(near)}`;
    return `${neutralize(file)}:${line}  unknown package  ${neutralizeShort(name, 60)}${like}`;
  });
  const skipped = inspection.skipped.map(
    ({ file, reason }) => `${neutralize(file)}  not inspected: ${neutralizeShort(reason, 80)}`,
  );
  const foot = style.dim(`${count(inspection.sites.length, 'site')}, ${inspection.durationMs.toFixed(1)} ms`);
  const text = `${[...rows, ...flows, ...problems, ...suppressions, ...wording, ...packages, ...skipped, foot].join('\n')}\n`;
  return withoutLogCommands(text, visibly);
}

const WORDING: Record<WordingKind, string> = {
  bidirectional: 'shown in another order than read',
  invisible: 'holds what cannot be seen',
  homoglyph: 'a name that looks like another',
  'off-screen': 'code far right of the screen',
  'misleading-name': 'a name that promises less',
  'contradicting-comment': 'a comment that the code contradicts',
  'addressed-to-model': 'text for a model that reads this',
};
