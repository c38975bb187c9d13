import { z } from 'zod';
import { canaryReportSchema } from '../observe/canaries/canary.ts';
import { capturedSchema } from '../observe/captured/captured.ts';
import { eventSchema } from '../observe/event.ts';
import { conversationSchema } from '../observe/network/conversation.ts';
import { processSchema } from '../observe/process.ts';
import { pointSchema } from '../observe/resources/point.ts';
import { scaledSchema } from '../observe/resources/scaled.ts';
import { conditionsSchema } from './conditions.ts';

const BACKENDS = ['jail', 'container', 'gvisor', 'microvm', 'wasm', 'restricted'] as const;
/** Backends of which one stands inside the other. */
const LAYERED = ['microvm+jail', 'container+gvisor'] as const;
const NAMES = [...BACKENDS, ...LAYERED] as const;
/** A way to isolate, by name; with `+` the second stands inside, or under, the first. See docs/backends.md. */
export type BackendName = (typeof NAMES)[number];

export const RUN_STATUSES = ['exited', 'timed-out', 'out-of-memory', 'killed', 'refused'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const LIMIT_NAMES = [
  'memory',
  'cpu',
  'processes',
  'wallClock',
  'output',
  'disk',
  'files',
  'descriptors',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/**
 * Who holds a limit: the kernel through a cgroup or an rlimit or a mount option, the warden by watching, the container engine,
 * the kernel of a virtual machine, a language's own runtime, or the host of a WebAssembly module.
 */
export const ENFORCERS = [
  'cgroup-v1',
  'cgroup-v2',
  'rlimit',
  'mount',
  'warden',
  'container',
  'guest',
  'runtime',
  'wasm',
  'none',
] as const;
export type Enforcer = (typeof ENFORCERS)[number];

/** What holds the sample in, as probed from inside it or read from the kernel about it; never as configured. */
export const isolationSchema = z.object({
  /** Namespaces the sample does not share with Glovebox: `user`, `pid`, `mnt`, `net`, `ipc`, `uts`, `cgroup`. */
  namespaces: z.array(z.string()),
  /** Seccomp mode of the sample: 2 is a filter. */
  seccomp: z.number().int(),
  noNewPrivileges: z.boolean(),
  /** Effective, permitted, inheritable, bounding and ambient capabilities together, as hex; `0` is none. */
  capabilities: z.string(),
  /** ABI version of the Landlock rules in force; 0 is none. */
  landlock: z.number().int(),
  uid: z.number().int(),
  /** Network interfaces inside, by name; `lo` alone means nothing leaves. */
  interfaces: z.array(z.string()),
  rootReadOnly: z.boolean(),
  /** Whose kernel answers the sample's system calls; the host's where it is absent. */
  kernel: z.enum(['host', 'gvisor', 'guest', 'wasm']).optional(),
  /** Of a virtual machine: whether the processor runs it (KVM), or a program emulates one. */
  accelerated: z.boolean().optional(),
  /** What interprets the sample where it is not the language's own interpreter: `RestrictedPython 4.0b3`. */
  engine: z.string().optional(),
  limits: z.record(z.string(), z.object({ value: z.number(), enforcedBy: z.enum(ENFORCERS) })),
});
/** What held a sample in, as probed from inside. */
export type Isolation = z.infer<typeof isolationSchema>;

/** Why a lesser backend was used in place of the default, where whoever asked permitted that. */
const fallbackSchema = z.object({ instead: z.literal('jail'), reason: z.string(), remedy: z.string() });
/** Why a run had lesser walls than the default backend's, and how to get those. */
export type Fallback = z.infer<typeof fallbackSchema>;

export const runSchema = z.object({
  id: z.string().regex(/^run:\d+$/),
  backend: z.enum(NAMES),
  /** The default was not to be had, and this backend has lesser walls; absent where what was asked for was used. */
  fallback: fallbackSchema.optional(),
  isolation: isolationSchema.optional(),
  conditions: conditionsSchema,
  /** Functions that were called after the program, where it was exercised. */
  exercised: z.number().int().optional(),
  /** When the first of them was, by the agent's word. */
  exercisedAtMs: z.number().optional(),
  status: z.enum(RUN_STATUSES),
  /** The limit that ended the run, where one did. */
  limit: z.enum(LIMIT_NAMES).optional(),
  /** Why nothing ran (`refused`) or why it was killed, for a person. */
  reason: z.string().optional(),
  exitCode: z.number().int().nullable(),
  /** Name of the signal that ended the program, `SIGSEGV`. */
  signal: z.string().optional(),
  /** Hostile text: escape before showing. */
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean(),
  durationMs: z.number(),
  resources: z.object({
    cpuMs: z.number(),
    peakMemoryBytes: z.number(),
    processes: z.number().int(),
    writtenBytes: z.number(),
    /** What was used over time, at most 60 points; absent where nobody looked. */
    series: z.array(pointSchema).optional(),
    /** Processes that started others, and over how many generations; absent where no kernel observer told it. */
    multiplying: z.object({ parents: z.number().int(), generations: z.number().int() }).optional(),
  }),
  /** Who started whom; absent where no kernel observer told it. */
  processes: z.array(processSchema).optional(),
  /** Functions that were called with inputs that grow, where the run's conditions say so. */
  scaled: z.array(scaledSchema).optional(),
  /** What the writable places hold that was not there at the start. */
  changes: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['created', 'modified', 'deleted']),
      bytes: z.number(),
      executable: z.boolean().optional(),
    }),
  ),
  events: z.array(eventSchema),
  /** Events beyond the report's bound. */
  eventsDropped: z.number().int().optional(),
  /** Code that reached an interpreter while it ran, what stands in the sample's own files aside; absent where there was none. */
  captured: z.array(capturedSchema).optional(),
  /** Such code beyond the bounds of what is kept. */
  capturedDropped: z.number().int().optional(),
  /** What was said to the sinkhole, in order; absent where there was no network. */
  conversations: z.array(conversationSchema).optional(),
  /** Conversations beyond the report's bound. */
  conversationsDropped: z.number().int().optional(),
  /** Source lines that ran, by sample file; absent where nothing counted them. */
  lines: z.array(z.object({ file: z.string(), executed: z.array(z.number().int()), complete: z.boolean() })).optional(),
  /** Decoy credentials that were laid out; absent where none were. */
  canaries: canaryReportSchema.optional(),
});
/** One run of a sample: how it ended, what it printed (hostile text) and did, within which walls. Milliseconds and bytes. */
export type Run = z.infer<typeof runSchema>;
