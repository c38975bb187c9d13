import type { CodeLens } from 'vscode-languageserver/node';
import type { Capability } from '../capability.ts';
import type { FunctionSpan } from '../inspect/functions.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { VERBS } from '../report/verbs.ts';
import { severalOf } from './acts.ts';
import type { EditorDocument, Observed } from './document.ts';

const MOST_PARTS = 3;
const LONGEST_NAME = 60;

/** Above each function what it was seen doing, or could do: `connects to api.example.com · writes 2 files · never ran`. */
export async function lensesOf(document: EditorDocument): Promise<CodeLens[]> {
  const { reading, observed } = document;
  if (reading === undefined) return [];
  return (await document.functions()).flatMap((span) => {
    const title = titleOf(document, span, observed);
    if (title === undefined) return [];
    const at = { line: span.line - 1, character: Math.max(0, span.column - 1) };
    return [
      { range: { start: at, end: at }, command: { title, command: 'glovebox.openReport', arguments: [document.uri] } },
    ];
  });
}

function titleOf({ reading }: EditorDocument, span: FunctionSpan, observed: Observed | undefined): string | undefined {
  const inside = (line: number | undefined) => line !== undefined && line >= span.line && line <= span.endLine;
  const sites = (reading?.report.sites ?? []).filter(
    ({ file, line }) => file === reading?.sample.entry && inside(line),
  );
  if (observed === undefined) {
    const could = phrases(sites.map(({ capability, target = '' }) => ({ capability, target })));
    return could.length === 0 ? undefined : `could: ${joined(could)}`;
  }
  const { report, lines } = observed;
  const { entry } = report.sample;
  const acts = report.runs
    .flatMap(({ events }) => events)
    .filter(
      ({ source, observer }) => observer !== 'interpreter' && source?.file === entry && inside(lines.at(source.line)),
    )
    .map(({ capability, target }) => ({ capability, target }));
  const ran = report.runs.some((run) =>
    (run.lines ?? []).some(
      ({ file, executed: numbers }) =>
        file === entry && numbers.some((line) => inside(lines.at(line)) && line > span.line),
    ),
  );
  const did = phrases(acts);
  if (!ran) return did.length === 0 ? (sites.length === 0 ? undefined : 'never ran') : `${joined(did)} · never ran`;
  return did.length === 0 ? undefined : joined(did);
}

function joined(parts: readonly string[]): string {
  const more = parts.length - MOST_PARTS;
  return [...parts.slice(0, MOST_PARTS), ...(more > 0 ? [`${more} more`] : [])].join(' · ');
}

interface Act {
  readonly capability: Capability;
  readonly target: string;
}

/** One phrase a capability: the target where there is one, their number where there are several. */
function phrases(acts: readonly Act[]): string[] {
  const targets = new Map<Capability, Set<string>>();
  for (const { capability, target } of acts) {
    const known = targets.get(capability) ?? new Set();
    targets.set(capability, known.add(target));
  }
  return [...targets].flatMap(([capability, of]) => {
    const several = severalOf(capability, of.size);
    if (several === undefined) return [];
    const [only] = of;
    if (of.size === 1 && only !== undefined && only !== '')
      // `$(name)` is a picture to an editor.
      return [`${VERBS[capability]} ${neutralizeShort(only, LONGEST_NAME).replaceAll('$(', '$ (')}`];
    return [several];
  });
}
