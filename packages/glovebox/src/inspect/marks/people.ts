import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { MarkCollector } from './mark.ts';

/** What a decision over a person must not hang on. */
const ORIGIN =
  /\b(race|ethnicity|ethnic_group|religion|nationality|skin_colou?r|caste|sexual_orientation|national_origin|immigrant\w*|tribe)\b/i;
/** What some reckonings, of medicine above all, do depend on. */
const SEX = /\b(gender|sex|pregnan\w*|disab\w*|marital_status)\b/i;
const DECISION =
  /salar|wage|\bpay|income|bonus|hir(e|ing)|candidate|applicant|promot|loan|credit|mortgage|insur|admi(t|ssion)|scholarship|eligib|approv|reject|risk|crim|recidiv|suspect|arrest|bail|sentence|threat|intelligen|talent|\biq\b|superior|trust|capab|leader|perform|qualif|score|rent|housing|promotion|potential/i;

/** A branch that is taken for people of one origin, or that decides over them by their sex. */
export function visitPythonDecision(node: SyntaxNode, source: Source, marks: MarkCollector): void {
  const condition =
    childOf(node, 'condition') ?? (node.type === 'conditional_expression' ? partsOf(node)[1] : undefined);
  if (condition === undefined) return;
  const written = textOf(source, condition).slice(0, 300);
  if (!/==|!=|\bin\b/.test(written) || !/['"]/.test(written)) return;
  const subject = written.replace(/(==|!=)\s*f?(['"])[^'"]*\2/g, '$1');
  const decides = (): boolean => DECISION.test(`${namesAround(node, source)} ${textOf(source, node).slice(0, 600)}`);
  if ((ORIGIN.test(subject) || SEX.test(subject)) && decides()) marks.add(node, 'discriminating-decision', written);
}

const HIGHEST = 20;

function namesAround(node: SyntaxNode, source: Source): string {
  let place = node.parent;
  for (let height = 0; place !== undefined && height < HIGHEST; height += 1, place = place.parent) {
    const name = place.type === 'function_definition' ? childOf(place, 'name') : undefined;
    if (name !== undefined) return textOf(source, name).slice(0, 100);
  }
  return '';
}
