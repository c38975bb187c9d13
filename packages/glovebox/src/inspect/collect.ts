import type { Capability } from '../capability.ts';
import { shortened } from './lengthy.ts';
import { MarkCollector } from './marks/mark.ts';
import { entered, inFolder } from './resolve/folder.ts';
import type { Site, Unwrapped } from './site.ts';
import type { SyntaxNode } from './syntax/node.ts';
import { holdsSecret, outlives } from './targets.ts';

/** A site before it has its number. */
export type Found = Omit<Site, 'id'>;

/** What a walk says of one use. */
export interface Sighting {
  readonly capability: Capability;
  readonly callee: string;
  readonly target?: string | undefined;
  readonly arguments?: Record<string, string> | undefined;
  readonly within?: string | undefined;
  /** Code this use hands to an interpreter, as far as it is known: it is inspected in turn. */
  readonly evaluates?: EvaluatedCode | undefined;
}

/** Code that is data where it is found. */
export interface EvaluatedCode {
  readonly language: Unwrapped['language'];
  readonly code: string | Uint8Array;
  /** What turned data into it: `base64.b64decode`. */
  readonly decoder?: string | undefined;
  /** The shell's variables that the code is given; numbers are its arguments. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** A site and a piece of code it hands to an interpreter. */
export interface Evaluation extends EvaluatedCode {
  readonly site: Found;
}

/** Calls after which relative paths begin in the folder they name. */
const ENTERS: ReadonlySet<string> = new Set(['os.chdir', 'contextlib.chdir', 'process.chdir', 'shelljs.cd']);
/** Calls that list the folder they are in, where they are given none. */
const LISTS: ReadonlySet<string> = new Set(['os.listdir', 'os.scandir']);

const LONGEST_TARGET = 2_000;
const LONGEST_NAME = 300;
/** Pieces of code in one file; each is a whole inspection. */
const MOST_EVALUATIONS = 1_000;

/** Gathers the sites of one file, bounded, each place and use once. */
export class SiteCollector {
  readonly sites: Found[] = [];
  /** What the sites hand to interpreters, each place and code once. */
  readonly evaluations: Evaluation[] = [];
  readonly marks: MarkCollector;
  readonly #file: string;
  readonly #limit: number;
  readonly #seen = new Map<string, Found>();
  readonly #evaluated = new Set<string>();
  #leavesOutCode = false;
  #isTargetCut = false;
  /** Where the program is, once it went somewhere that is known. */
  #folder: string | undefined;

  constructor(file: string, limit: number) {
    this.marks = new MarkCollector(file);
    this.#file = file;
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.sites.length >= this.#limit;
  }

  /** Whether code that is handed to interpreters was left out. */
  get leavesOutCode(): boolean {
    return this.#leavesOutCode;
  }

  /** Whether a list of paths was longer than it may be. */
  get isTargetCut(): boolean {
    return this.#isTargetCut;
  }

  add(node: SyntaxNode, sighting: Sighting): void {
    if (ENTERS.has(sighting.callee)) {
      this.#folder = sighting.target === undefined ? undefined : entered(sighting.target, this.#folder);
      return;
    }
    const site = this.#siteOf(node, sighting);
    if (site !== undefined && sighting.evaluates !== undefined) this.#evaluate(node, site, sighting.evaluates);
  }

  #siteOf(node: SyntaxNode, sighting: Sighting): Found | undefined {
    const target = this.#targetOf(sighting);
    const capability = weighed(sighting.capability, target);
    const callee = sighting.callee.slice(0, LONGEST_NAME);
    const key = `${node.start} ${capability} ${callee} ${target}`;
    const known = this.#seen.get(key);
    if (known !== undefined || this.isFull) return known;
    const site: Found = {
      capability,
      callee,
      ...(target !== undefined && { target }),
      ...(sighting.arguments !== undefined && { arguments: sighting.arguments }),
      file: this.#file,
      line: node.row + 1,
      column: node.column + 1,
      endLine: Math.max(node.row, node.endColumn === 0 ? node.endRow - 1 : node.endRow) + 1,
      ...(sighting.within !== undefined && { within: sighting.within.slice(0, LONGEST_NAME) }),
    };
    this.#seen.set(key, site);
    this.sites.push(site);
    return site;
  }

  #targetOf({ capability, callee, target }: Sighting): string | undefined {
    if (target === undefined && LISTS.has(callee)) return this.#folder;
    if (target === undefined || !/^(file|secret|network)\./.test(capability)) return target?.slice(0, LONGEST_TARGET);
    const short = shortened(capability.startsWith('network.') ? target : inFolder(target, this.#folder));
    // An address may be followed by as much as one likes; where a path ends says what it names.
    if (!short.isWhole && !capability.startsWith('network.')) this.#isTargetCut = true;
    return short.target;
  }

  #evaluate(node: SyntaxNode, site: Found, evaluated: EvaluatedCode): void {
    if (evaluated.code.length === 0) return;
    if (this.evaluations.length >= MOST_EVALUATIONS) {
      this.#leavesOutCode = true;
      return;
    }
    const key = `${node.start} ${evaluated.language} ${evaluated.code} ${JSON.stringify(evaluated.variables)}`;
    if (this.#evaluated.has(key)) return;
    this.#evaluated.add(key);
    this.evaluations.push({ ...evaluated, site });
  }
}

/** Where the target says more than the call: a file that holds credentials, one that is run at the next login. */
function weighed(capability: Capability, target: string | undefined): Capability {
  if (target === undefined) return capability;
  // What reads a file may be given an address as well: tables, pictures, models.
  if (capability === 'file.read' && /^(https?|ftp):\/\/[^\s/]/.test(target)) return 'network.connect';
  if (capability === 'file.read' && holdsSecret(target)) return 'secret.read';
  return capability === 'file.write' && outlives(target) ? 'system.persist' : capability;
}
