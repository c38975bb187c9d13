import { RULES, type RuleId } from '../../judge/rules/table.ts';
import type { Event } from '../../observe/event.ts';
import { renderInner } from '../inner.ts';
import type { FindingView } from '../view.ts';
import type { PageFinding, PageSight, PageStep } from './page.ts';
import type { Placing } from './places.ts';
import { words } from './words.ts';

const OTHERS_SHOWN = 12;
const WAYS_SHOWN = 4;
const STEPS_SHOWN = 40;
const SIGHTS_SHOWN = 5;

export function pageFinding(view: FindingView, place: Placing): PageFinding {
  const { finding, site } = view;
  const sights = sightsOf(view.events);
  const { override, status } = finding;
  return {
    rule: finding.rule,
    severity: finding.severity,
    title: words(finding.title, 200),
    message: words(finding.message, 600),
    remedy: words(finding.remedy, 400),
    ...(Object.hasOwn(RULES, finding.rule) && { why: RULES[finding.rule as RuleId].why }),
    ...(view.place !== undefined && { place: place(view.place) }),
    others: view.others.slice(0, OTHERS_SHOWN).map(place),
    ...quoteOf(view),
    inner: site === undefined ? [] : renderInner(site).map((line) => words(line)),
    ways: view.flows.slice(0, WAYS_SHOWN).map(({ steps }) => steps.map((step) => stepOf(step, place))),
    steps: (finding.steps ?? []).slice(0, STEPS_SHOWN).map((step) => stepOf(step, place)),
    seen: sights.slice(0, SIGHTS_SHOWN),
    seenMore: Math.max(0, sights.length - SIGHTS_SHOWN),
    ids: [...(finding.cwe ?? []), ...(finding.attack ?? [])].slice(0, 12).map((id) => words(id, 40)),
    ...(status === 'overridden' && {
      accepted:
        override === undefined
          ? {}
          : { by: words(override.by, 200), reason: words(override.reason, 600), expires: words(override.expires, 40) },
    }),
  };
}

/** The line without its indent, parted where the call begins and ends. */
function quoteOf({ written, site }: FindingView): Pick<PageFinding, 'quote'> {
  const text = written.trim();
  if (text === '') return {};
  const indent = written.length - written.trimStart().length;
  const from = site === undefined ? 0 : Math.max(0, site.column - 1 - indent);
  const name = site === undefined ? undefined : (/^[\w.$]+/.exec(text.slice(from))?.[0] ?? text.slice(from, from + 1));
  const call = name ?? '';
  return {
    quote: {
      before: words(text.slice(0, from), 400),
      call: words(call, 200),
      text: words(text.slice(from + call.length), 400),
    },
  };
}

interface Step {
  readonly what: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly atMs?: number;
  readonly link?: string | undefined;
}

function stepOf({ what, file, line, atMs, link }: Step, place: Placing): PageStep {
  return {
    what: words(what, 200),
    ...(file !== undefined && line !== undefined && { place: place({ file, line }) }),
    ...(atMs !== undefined && { atMs }),
    ...(link !== undefined && { link: words(link, 200) }),
  };
}

/** Each thing seen once. The interpreter speaks before the action: only the others know what became of it. */
function sightsOf(events: readonly Event[]): PageSight[] {
  const distinct = new Map<string, PageSight>();
  for (const { observer, operation, target, outcome } of events) {
    const key = `${observer} ${operation} ${target} ${outcome}`;
    if (distinct.has(key)) continue;
    distinct.set(key, {
      observer,
      operation: words(operation, 60),
      target: words(target, 300),
      ...(observer !== 'interpreter' && { outcome }),
    });
  }
  return [...distinct.values()];
}
