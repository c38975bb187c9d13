/**
 * What the page of a report is drawn from: everything is bounded and every text neutralised before it gets here. The page's own
 * script has this and nothing else, so these are types alone.
 */
import type { Capability } from '../../capability.ts';
import type { Decision, Severity } from '../../judge/finding.ts';
import type { Observer, Outcome } from '../../observe/event.ts';
import type { Point } from '../../observe/resources/point.ts';
import type { RunStatus } from '../../sandbox/run.ts';

/** Text of the sample's, neutralised, in which what was made visible is marked. */
export type Words = string;

export interface Page {
  readonly entry: Words;
  readonly language: string;
  readonly sampleId: string;
  readonly verdict: PageVerdict;
  /** `open` of the findings come first. */
  readonly findings: readonly PageFinding[];
  readonly files: readonly PageFile[];
  /** Why there is no source to show; absent where there is some. */
  readonly noSource?: string;
  readonly runs: readonly PageRun[];
  readonly behaviours: readonly PageBehaviour[];
  readonly unreached: readonly { readonly place: PagePlace; readonly capability: string; readonly reason: Words }[];
  readonly coverage: { readonly sites: string; readonly lines: string };
  readonly engine: { readonly version: string; readonly policy: string };
  readonly totalMs: number;
  /** What there is to know of how it was examined: which policy, what was kept, which exceptions did not count. */
  readonly notes: readonly Words[];
  /** What was left out of this page, a sentence each. */
  readonly leftOut: readonly string[];
}

export interface PageVerdict {
  readonly decision: Decision;
  readonly risk: number;
  readonly why: Words;
  readonly lower: readonly Words[];
}

export interface PagePlace {
  readonly name: Words;
  readonly line: number;
  /** Place of the file among the page's; absent where its source is not in the page. */
  readonly file?: number;
}

export interface PageStep {
  readonly what: Words;
  readonly place?: PagePlace;
  readonly atMs?: number;
  readonly link?: Words;
}

export interface PageSight {
  readonly observer: Observer;
  readonly operation: Words;
  readonly target: Words;
  /** Absent where it is only a hint. */
  readonly outcome?: Outcome;
}

export interface PageFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: Words;
  readonly message: Words;
  readonly remedy: Words;
  readonly why?: string;
  readonly place?: PagePlace;
  readonly others: readonly PagePlace[];
  /** The line as written; `from` and `width` say which characters of it, as shown, are the call. */
  readonly quote?: { readonly text: Words; readonly before: Words; readonly call: Words };
  readonly inner: readonly Words[];
  /** Ways of data, each a list of steps. */
  readonly ways: readonly (readonly PageStep[])[];
  /** Steps of a chain, in the order of time. */
  readonly steps: readonly PageStep[];
  readonly seen: readonly PageSight[];
  /** Kinds of sights beyond those shown. */
  readonly seenMore: number;
  readonly ids: readonly string[];
  /** Where it was accepted. */
  readonly accepted?: { readonly by?: Words; readonly reason?: Words; readonly expires?: Words };
}

export interface PageFile {
  readonly name: Words;
  readonly lines: readonly Words[];
  /** A letter for each line: `r` ran, `m` could have and did not, `-` there is nothing to run, or nothing counted it. */
  readonly states: string;
  /** Lines beyond those shown. */
  readonly more: number;
}

export interface PageEvent {
  readonly atMs: number;
  readonly capability: Capability;
  readonly operation: Words;
  readonly target: Words;
  readonly outcome: Outcome;
  readonly observer: Observer;
  readonly pid: number;
  readonly command: Words;
  readonly place?: PagePlace;
  readonly count?: number;
  readonly routine?: true;
  readonly exercised?: true;
  readonly forced?: true;
  readonly unexplained?: true;
}

export interface PageBody {
  readonly bytes: number;
  readonly text: Words;
  readonly cut: boolean;
}

export interface PageConversation {
  readonly atMs: number;
  readonly protocol: string;
  readonly operation: Words;
  readonly to: Words;
  readonly address: Words;
  readonly headers: readonly { readonly name: Words; readonly value: Words }[];
  readonly sent: PageBody;
  readonly reply: PageBody;
  /** `200, scripted`. */
  readonly answer: string;
  readonly outcome?: Outcome;
  readonly reason?: Words;
  readonly place?: PagePlace;
}

export interface PageChange {
  readonly path: Words;
  readonly change: 'created' | 'modified' | 'deleted';
  readonly bytes: number;
  readonly executable: boolean;
  /** What it held when an interpreter opened it, where that is known. */
  readonly content?: Words;
}

export interface PageCode {
  readonly language: string;
  readonly by: Words;
  readonly how: string;
  readonly code: Words;
  readonly cut: boolean;
  readonly path?: Words;
  readonly place?: PagePlace;
}

/** A wall or a limit: whether it stands, and what it is. */
export interface PageWall {
  readonly name: string;
  readonly value: Words;
  /** `false`: it is not there, or weaker than the walls of this kind usually are. */
  readonly holds: boolean;
}

export interface PageRun {
  readonly id: string;
  readonly backend: string;
  readonly conditions: Words;
  readonly status: RunStatus;
  readonly end: Words;
  readonly durationMs: number;
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
  readonly processCount: number;
  readonly writtenBytes: number;
  readonly exercised?: number;
  readonly exercisedAtMs?: number;
  readonly series: readonly Point[];
  readonly events: readonly PageEvent[];
  /** Events of the run that are not in the page. */
  readonly eventsMore: number;
  readonly processes: readonly { readonly pid: number; readonly parent: number; readonly command: Words }[];
  /** `undefined` where there was no network to speak to. */
  readonly conversations?: readonly PageConversation[];
  readonly changes: readonly PageChange[];
  readonly code: readonly PageCode[];
  readonly walls: readonly PageWall[];
  readonly limits: readonly { readonly name: string; readonly value: string; readonly by: string }[];
  readonly stdout: Words;
  readonly stderr: Words;
  readonly outputCut: boolean;
  readonly leaks: readonly {
    readonly canary: Words;
    readonly channel: string;
    readonly place: Words;
    readonly how: Words;
  }[];
}

/** One thing done to the world, and in which runs, by their place in the page. */
export interface PageBehaviour {
  readonly capability: string;
  readonly target: Words;
  readonly runs: readonly number[];
}
