import type { z } from 'zod';
import type { Depth } from '../examine/examine.ts';
import type { Policy } from '../policy/policy.ts';
import type { Manager } from '../sandbox/box/install.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { Client, Clients } from './clients.ts';
import type { Turns } from './turns.ts';

/** What a client may be told of a tool, in the protocol's own words; hints, all of them honest. */
export interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Whether it may speak to hosts outside. */
  readonly openWorldHint: boolean;
}

/** What whoever started the server has decided. Nothing that a model says as an argument makes it less. */
export interface Settings {
  readonly policy: Policy;
  /** The least depth of a check. */
  readonly depth: Depth;
  readonly backend?: BackendName;
  /** Addresses that packages come from, instead of the public ones; the policy's network has to lead there. */
  readonly indexes?: Partial<Record<Manager, string>>;
}

/** What all calls share. */
export interface Service {
  readonly settings: Settings;
  readonly clients: Clients;
  readonly turns: Turns;
}

/** One call. */
export interface Call {
  readonly client: Client;
  /** Aborts when the client cancels, goes away, or the server ends. */
  readonly signal: AbortSignal;
  /** Tells the client how far it is, where it wants to know; the words are ours, never the sample's. */
  progress(words: string): void;
}

/** A picture that a sample made: as hostile as its text, and it may show words. */
export interface Picture {
  readonly mime: 'image/png';
  readonly base64: string;
}

/** What a tool says: a short text of our own words, and an answer whose hostile text is all in its field `untrusted`. */
export interface Said<Answer> {
  readonly text: string;
  /** Of those in the answer's `untrusted`, for a client that shows pictures. */
  readonly pictures?: readonly Picture[];
  readonly answer: Answer;
}

/** One tool; its schemas are what clients are told and what its input and answer are held to. */
export interface Tool<Input extends z.ZodObject = z.ZodObject, Answer extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly answer: Answer;
  annotations(settings: Settings): Annotations;
  use(input: z.output<Input>, service: Service, call: Call): Promise<Said<z.input<Answer>>>;
}

/** Keeps the types of a tool's schemas and of its function together. */
export function tool<Input extends z.ZodObject, Answer extends z.ZodObject>(
  made: Tool<Input, Answer>,
): Tool<Input, Answer> {
  return made;
}

/** Whether a run may speak to hosts outside. */
export function reachesOut({ policy }: Settings): boolean {
  return policy.network?.mode === 'allow' || policy.network?.mode === 'record';
}
