import type { Capability } from '../../capability.ts';
import type { Found } from '../collect.ts';
import type { Wording } from '../site.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { lineAt, type Passage } from './comments.ts';

/** What a comment says that code does not do, and what would contradict it. */
interface ClaimKind {
  readonly says: RegExp;
  readonly contradictedBy: readonly Capability[];
}

const NOT = "(does not|doesn't|do not|don't|will not|won't|never|cannot|can't|without)( ever| actually)?";

const CLAIMS: readonly ClaimKind[] = (
  [
    [
      `(no (network|internet|outbound|outgoing|external|remote) (access|calls?|requests?|traffic|activity|i.?o|communication|connections? (is|are|will be) (made|opened|used)|used|needed|required)|${NOT} (use|access|contact|connect|make|makes|open|opens|perform|need|require|send|reach|touch|accessing|using|contacting|making|sending)\\w*( any| out)?( data)?( over| to)?( the| any| a)? (network|internet|outbound|outgoing|remote|external servers?)|(runs?|works?|operates) (completely |entirely |fully |purely )?(offline|locally))`,
      ['network.connect', 'network.send', 'network.listen'],
    ],
    [
      `(no files? (is|are|will be|gets?) (written|changed|modified|deleted|removed|touched|created)|${NOT} (write|modify|delete|remove|change|touch|writing|modifying|deleting|removing|changing|touching|writes|modifies|deletes|removes)( to)?( any| the| your)? (files?|disk|file system|filesystem))`,
      ['file.write', 'file.delete', 'file.permission', 'system.persist'],
    ],
    [
      `(no (shell|external|system|sub) ?(commands?|processe?s?) (is|are|will be|gets?|executed|run)|${NOT} (execute|run|spawn|invoke|launch|start|executing|running|spawning)\\w*( any| a| an)?( shell| external| system| other)? ?(commands?|sub-?process(es)?|process(es)?|programs?|code))`,
      ['process.spawn', 'code.eval', 'process.inject'],
    ],
    [
      `${NOT} (read|access|collect|store|steal|touch|log|transmit|reading|accessing|collecting|storing)\\w*( any| your| the)?( user)? (secrets?|credentials?|passwords?|tokens?|keys|personal data|private data|sensitive (data|information|files))`,
      ['secret.read'],
    ],
    [
      '(has no side[- ]effects|no side[- ]effects? at all|a pure function|(this|it) (function |script |code |program )?(does nothing|is (completely|totally|perfectly|entirely|100%) (safe|harmless))|only (prints|computes|calculates|adds|returns) )',
      [
        'network.send',
        'file.delete',
        'system.persist',
        'system.privilege',
        'process.inject',
        'secret.read',
        'code.native',
      ],
    ],
  ] as const
).map(([says, contradictedBy]) => ({
  says: new RegExp(`\\b${says.replaceAll(' ?', '\\s{0,12}').replaceAll(' ', '\\s{1,12}')}`, 'i'),
  contradictedBy,
}));

/** A sentence under a condition claims nothing. */
const CONDITIONAL =
  /\b(if|when|unless|in case|until|except|error|fail\w*|should|must|todo|fixme|mock\w*|test\w*|please|you|user)\b/i;

/** What a comment claims of the lines it stands for. */
export interface Claim {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Lines the claim is about, from 1 and both included. */
  readonly from: number;
  readonly to: number;
  readonly contradictedBy: readonly Capability[];
}

const LONGEST = 200;
const MOST_CLAIMS = 50;
/** Lines after a comment that it can be about where it belongs to no function. */
const BESIDE = 12;
/** A claim above this line is about the file. */
const HEAD = 12;

/** Gathers claims, and the functions that tell what a claim is about. */
export class ClaimCollector {
  readonly #file: string;
  readonly #blocks: { readonly from: number; readonly to: number }[] = [];
  readonly #said: Omit<Claim, 'from' | 'to'>[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  see(node: SyntaxNode): void {
    if (BLOCK.has(node.type) && node.isNamed) this.#blocks.push({ from: node.row + 1, to: node.endRow + 1 });
  }

  read(passage: Passage): void {
    if (passage.kind === 'text') return;
    for (const { says, contradictedBy } of CLAIMS) {
      const match = says.exec(passage.text);
      if (match === null || this.#said.length >= MOST_CLAIMS) continue;
      const sentence = sentenceAround(passage.text, match.index, match.index + match[0].length);
      if (CONDITIONAL.test(sentence)) continue;
      const line = lineAt(passage, match.index);
      this.#said.push({ file: this.#file, line, text: sentence.slice(0, LONGEST), contradictedBy });
    }
  }

  claims(): Claim[] {
    return this.#said.map((said) => ({ ...said, ...this.#about(said.line) }));
  }

  /** The function the claim is in or stands before, the file at its head, or else the lines beside it. */
  #about(line: number): { from: number; to: number } {
    const around = this.#blocks.findLast((block) => block.from <= line && line <= block.to);
    if (around !== undefined) return around;
    const after = this.#blocks.find((block) => block.from > line && block.from <= line + 3);
    if (after !== undefined) return after;
    return line <= HEAD ? { from: 1, to: Number.MAX_SAFE_INTEGER } : { from: line, to: line + BESIDE };
  }
}

const BLOCK: ReadonlySet<string> = new Set([
  'function_definition',
  'function_declaration',
  'method_definition',
  'arrow_function',
  'function_expression',
  'generator_function_declaration',
  'class_definition',
  'class_declaration',
]);

function sentenceAround(text: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - LONGEST), start);
  const after = text.slice(end, end + LONGEST);
  const from = Math.max(before.lastIndexOf('.'), before.lastIndexOf(';')) + 1;
  const to = /[.;]|\n\s*\n/.exec(after)?.index ?? after.length;
  return (before.slice(from) + text.slice(start, end) + after.slice(0, to)).replace(/\s+/g, ' ').trim();
}

/** Claims that a site contradicts, each with the first that does. */
export function contradictions(claims: readonly Claim[], sites: readonly Found[]): Wording[] {
  return claims.flatMap((claim): Wording[] => {
    const site = sites.find(
      ({ file, line, capability, target }) =>
        file === claim.file &&
        line >= claim.from &&
        line <= claim.to &&
        claim.contradictedBy.includes(capability) &&
        !/^(\/dev\/(null|stdout|stderr|fd\/\d)|(https?:\/\/)?(localhost|127\.0\.0\.1)\b.*)$/.test(target ?? ''),
    );
    if (site === undefined) return [];
    const text = `“${claim.text}”, and line ${site.line} uses ${site.callee}`;
    return [{ kind: 'contradicting-comment', file: claim.file, line: claim.line, text }];
  });
}
