import type { Wording } from '../site.ts';
import { lineAt, type Passage } from './comments.ts';

/** What the program is called by who speaks of it as a whole. */
const IT =
  '(this|the|that|these) (following |above |whole |entire |given )?(code|file|script|program|sample|package|snippet|module|function|commit|change|diff|patch|repository|source)s?';
const FINE =
  '(safe|benign|harmless|clean|trusted|approved|allowed|non-?malicious|not malicious|legitimate|low[- ]risk|no risk)';
const READER =
  '(ai|a\\.i\\.|llms?|language models?|assistants?|agents?|chatgpt|gpt-?\\d?|claude|gemini|copilot|codex|reviewers?|auditors?|scanners?|classifiers?|analy[sz]ers?|security tools?|automated (tools?|systems?))';

/** Sentences meant for a model that reads the file. In texts only what no prompt of an ordinary program says. */
const SENTENCES: readonly (readonly [RegExp, 'anywhere' | 'comment'])[] = (
  [
    [
      '(ignore|disregard|forget|override|bypass) (all |any |every |the |your |of )*(previous|prior|above|earlier|preceding|foregoing|existing|former)( \\w+)? (instructions?|prompts?|rules?|guidelines?|directives?|messages?|context)',
      'anywhere',
    ],
    [
      '(ignore|disregard|forget) (all |any )?(of )?your (instructions?|prompts?|rules?|guidelines?|directives?|training|policy|policies)',
      'anywhere',
    ],
    [
      `(mark|classify|report|rate|label|treat|flag|consider|score|approve|judge|deem) (${IT}|this|it)( as)?( being| to be)? (completely |fully |entirely |totally )?${FINE}(?! (or|and not|vs))`,
      'anywhere',
    ],
    [
      '(your|the) (verdict|risk score|risk|decision|rating|classification|final answer) (must|should|shall|has to|is to) be ["\'`]?(safe|allow(ed)?|benign|approved?|low|none|zero|0|pass)',
      'anywhere',
    ],
    [
      `(respond|reply|answer|output|return) (only |just )?(with )?["'\`]?(safe|benign|allow|approved?|no (issues|findings|vulnerabilities))["'\`]? (for|to|when|regardless|no matter)`,
      'anywhere',
    ],
    [
      `${READER}( \\w+)? ?[:,;-]+ (please )?(ignore|skip|approve|allow|trust|do not|don't|stop|note that ${IT})`,
      'comment',
    ],
    [
      `(note|message|instructions?|notice|attention|dear|hey|hello|hi) (to|for)? ?(the |any |all )?(automated |security |code )?${READER}\\b`,
      'comment',
    ],
    [`(if|when) you are an? (ai|llm|language model|assistant|automated|large language)`, 'comment'],
    [`(as an|you are an|you are a helpful) (ai|llm|language model|assistant)`, 'comment'],
    [
      `(do not|don't|never|no need to) (report|flag|analy[sz]e|scan|inspect|audit|warn about|block|reject|raise|mention) (${IT}|anything|any (issues?|findings?|problems?|vulnerabilit\\w+))`,
      'comment',
    ],
    [
      `${IT} (is|was|has been|have been|are) (already |fully |completely |totally |perfectly |pre-?|100% |absolutely )?(been )?(safe|benign|harmless|approved|verified|audited|vetted|reviewed and approved|security[- ]reviewed|white-?listed|allow-?listed|pre-?approved)(?! (to|for|if|when|unless|because|from|as|with|by|against|in|on|only|under|since|provided))`,
      'comment',
    ],
    ['(<\\|?(im_start|system|endoftext)\\|?>|\\[inst\\]|<<sys>>|begin system (prompt|message))', 'comment'],
  ] as const
).map(([pattern, where]) => [
  new RegExp(pattern.replaceAll(' ', '\\s{1,12}').replaceAll('\\s{1,12}?', '\\s{0,12}'), 'i'),
  where,
]);

const LONGEST = 200;

/** What a passage says to a model; undefined where it says nothing to one. */
export function addressedToModel(passage: Passage, file: string): Wording | undefined {
  for (const [sentence, where] of SENTENCES) {
    if (where === 'comment' && passage.kind === 'text') continue;
    const match = sentence.exec(passage.text);
    if (match === null) continue;
    const text = passage.text
      .slice(match.index, match.index + LONGEST)
      .replace(/\s+/g, ' ')
      .replace(/[\s.]+$/, '');
    return { kind: 'addressed-to-model', file, line: lineAt(passage, match.index), text };
  }
  return undefined;
}
