import type { Capability } from '../capability.ts';
import type { MarkKind } from '../inspect/marks/mark.ts';
import type { Flow, SourceKind, Unwrapped, WordingKind } from '../inspect/site.ts';
import type { Leak } from '../observe/canaries/canary.ts';
import type { Event, Observer } from '../observe/event.ts';
import type { Permits } from '../policy/permits.ts';
import type { Language } from '../sample/sample.ts';
import type { Run, RunStatus } from '../sandbox/run.ts';
import type { Chain } from './chains/chain.ts';
import type { Severity } from './finding.ts';
import type { Place } from './places.ts';

/** How a fact is known: read in the source, or seen by an observer of a run. */
export type Witness = 'source' | Observer;

/** What a fact must be like. Every member given must hold; a list holds when one of its members does. */
export interface Pattern {
  readonly capability?: readonly Capability[];
  /** The resolved callee of a site, the operation of an event. */
  readonly callee?: RegExp;
  /** Where the target or an argument lies: one word of it, or the file a link leads to. */
  readonly place?: readonly Place[];
  /** As before, but of the target alone: what is written to, not what is copied from. */
  readonly at?: readonly Place[];
  /** A path of the target that leaves the folder of the root it begins in, by `..`: `/usr/../etc`. */
  readonly climbs?: true;
  /** The target as text: a path, a command line, evaluated code. */
  readonly text?: RegExp;
  /** A constant argument, written `name=value`; positions are names too: `0=whoami`. */
  readonly argument?: RegExp;
  /** The source lines the fact is on, as they are written. */
  readonly written?: RegExp;
  /** The source lines it is on and those just before, as they are written. */
  readonly nearby?: RegExp;
  /** Code that was evaluated and that no file of the sample shows as it is. */
  readonly concealed?: true;
  readonly seenBy?: readonly Witness[];
  /** Whether the source says the target as a constant; holds for sites alone. */
  readonly constant?: boolean;
  /** A kernel event that no interpreter event explains. */
  readonly unexplained?: true;
  /** What the fact is written in; of code inside code, the innermost. Holds for sites alone. */
  readonly language?: readonly Unwrapped['language'][];
  /** A callee that is given the code the fact stands in, where the file holds that code as data: `exec`. */
  readonly inside?: RegExp;
  /** Nothing else in the sample acts on the world, and no text in it is decoded or taken from outside. */
  readonly alone?: true;
  /** A fact that one of these describes is not meant. */
  readonly except?: readonly Pattern[];
}

/** When a rule has something to say. */
export type Condition =
  /** A fact matches, or the source is marked so; one finding for each line. */
  | { readonly any: readonly Pattern[]; readonly marked?: readonly MarkKind[] }
  /** Something of every group occurs in the sample; `decisive` is the group whose line the finding names first. */
  | { readonly all: readonly (readonly Pattern[])[]; readonly decisive: number }
  /** Data of one of these kinds reaches a site; one finding for each line it reaches, with the way it took. */
  | { readonly flow: FlowPattern }
  /** One of these chains of steps was seen in a run. */
  | { readonly chains: readonly Chain[] }
  /** A run ended this way, and nothing the sample did (`unless`) makes that ordinary; with `for`, only where the source says why. */
  | {
      readonly ended: readonly RunStatus[];
      readonly unless?: readonly Pattern[];
      readonly for?: { readonly any: readonly Pattern[]; readonly marked: readonly MarkKind[] };
    }
  /** The source names this and no run reached it; in an examination without a run that is every such place. */
  | { readonly unexecuted: readonly Pattern[] }
  /** The source has something of this kind that uses no capability, or not by itself; one finding for each line. */
  | { readonly marked: readonly MarkKind[] }
  /** Something about the examination itself. */
  | { readonly examined: Circumstance };

/** What data must come from and where it must go. Every member given must hold. */
export interface FlowPattern {
  readonly from: readonly SourceKind[];
  /** What was read: a path, the name of a variable, a URL; `*` is all of the environment. */
  readonly source?: RegExp;
  /** The site it reaches. */
  readonly to: readonly Pattern[];
  /** Or a place of the source that is marked so. */
  readonly marked?: readonly MarkKind[];
  /** What it becomes there: what is acted on, what is handed over, or what somebody proves who they are with. */
  readonly part?: readonly NonNullable<Flow['part']>[];
}

/** What a run did with what it was given of the machine. */
export type Behaviour =
  | 'memory-leak'
  | 'descriptor-leak'
  | 'zip-bomb'
  | 'log-flood'
  | 'request-flood'
  | 'process-multiplication'
  | 'endless-match'
  | 'steep-text'
  | 'steep-number';

export type Circumstance =
  | 'syntax-problem'
  | 'suppression'
  | 'not-inspected'
  | 'events-dropped'
  | 'own-source-modified'
  | 'import-beyond-policy'
  | 'beyond-permits'
  | 'unknown-package'
  | 'near-miss-package'
  | 'canary-leaked'
  | 'canary-printed'
  | 'hidden-behaviour'
  | 'conditional-behaviour'
  | 'unobserved-behaviour'
  | 'beyond-intent'
  | 'relayed'
  | 'anybody-relayed'
  | Behaviour
  | WordingKind;

/** One row of the rule table: what is looked for, how much it weighs, and what a person is told. */
export interface Rule {
  readonly severity: Severity;
  readonly title: string;
  readonly capability?: Capability;
  /** Why this matters, in one line for whoever reads the table. */
  readonly why: string;
  readonly cwe?: readonly string[];
  readonly attack?: readonly string[];
  /** `{callee}` and `{target}` stand for those of the decisive fact, `{source}` for what a flow starts from. */
  readonly message: string;
  readonly remedy: string;
  /** Says nothing new where a finding of more weight, or of the same and another rule, names the same line. */
  readonly yields?: true;
  /** Counts also where a weightier finding rests on the same facts: one says what is reached, the other how. */
  readonly independent?: true;
  /** One program that the rule finds and its ordinary twin, on which it says nothing. Tests inspect and judge both. */
  readonly examples: { readonly found: Example; readonly ordinary: Example };
  readonly when: Condition;
}

/** A program, and where a rule is about what happened, what its run is taken to have shown. */
export interface Example {
  readonly language: Exclude<Language, 'wasm'>;
  readonly code: string;
  /** How often the code stands in the file, for what only size brings about; once without it. */
  readonly times?: number;
  /** The policy's list of imports. */
  readonly allowedImports?: readonly string[];
  /** The policy's list of targets. */
  readonly permit?: Permits;
  /** Without it nothing ran. */
  readonly run?: ExampleRun;
}

export interface ExampleRun
  extends Partial<
    Pick<
      Run,
      | 'status'
      | 'limit'
      | 'durationMs'
      | 'reason'
      | 'changes'
      | 'eventsDropped'
      | 'conditions'
      | 'processes'
      | 'scaled'
      | 'stdout'
      | 'conversations'
    >
  > {
  readonly events?: readonly ExampleEvent[];
  /** What its counters said. */
  readonly series?: Run['resources']['series'];
  readonly multiplying?: Run['resources']['multiplying'];
  readonly cpuMs?: number;
  /** Where decoys went; `line` is of the example's file. */
  readonly leaks?: readonly (Omit<Leak, 'source' | 'steps'> & { readonly line: number })[];
}

/** An event as far as a rule looks at it; by the kernel, and of process 2, where nothing else is said. */
export interface ExampleEvent
  extends Pick<Event, 'capability' | 'operation' | 'target'>,
    Partial<Pick<Event, 'observer' | 'outcome' | 'detail' | 'unexplained' | 'count'>> {
  readonly line?: number;
  readonly process?: number;
}
