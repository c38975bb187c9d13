/** What the warden writes, one JSON object a line. Text in it is hostile; bytes that are no UTF-8 arrive as U+DCxx. */
export type WardenMessage =
  | SystemCall
  | HintLine
  | CodeFile
  | Output
  | Isolation
  | Change
  | Usage
  | End
  | Traffic
  | CellEnd
  | FileChunk
  | Listing
  | Written;

/** A system call, as the kernel announced it before it took place. */
export interface SystemCall {
  readonly t: 'sys';
  /** Milliseconds since the sample's first instruction. */
  readonly ms: number;
  /** Ids inside the jail. */
  readonly pid: number;
  readonly tid: number;
  readonly ppid: number;
  readonly comm: string;
  readonly call: string;
  /** Absolute, tidied by its text. */
  readonly path?: string;
  /** Where links in `path` lead, when that is elsewhere. */
  readonly real?: string;
  readonly to?: string;
  readonly flags?: number;
  /** Whether the kernel will let it, as far as the warden can tell. */
  readonly ok?: boolean;
  readonly argv?: readonly string[];
  /** The first argument that is longer than is listed: its place, and all of it up to 64 KiB. */
  readonly cut?: number;
  readonly whole?: string;
  readonly fd?: number;
  readonly family?: 'inet' | 'inet6' | 'unix' | 'other';
  readonly address?: string;
  readonly port?: number;
  readonly bytes?: number;
  /** The first bytes of what is sent, base64. */
  readonly data?: string;
  readonly seconds?: number;
  /** The first arguments of a call that has no better reading. */
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
}

/** A line from an agent, as it wrote it. */
export interface HintLine {
  readonly t: 'hint';
  readonly ms: number;
  readonly line: string;
}

/** A file that the sample made while it ran, as it was when an interpreter was about to read it. */
export interface CodeFile {
  readonly t: 'code';
  readonly ms: number;
  /** Of the process that asked for it by the call told just before. */
  readonly pid: number;
  readonly path: string;
  /** Its size; up to 64 KiB of it are here. */
  readonly bytes: number;
  /** Base64. */
  readonly data: string;
}

export interface Output {
  readonly t: 'out';
  readonly stream: 'stdout' | 'stderr';
  readonly data: string;
}

export interface Isolation {
  readonly t: 'isolation';
  readonly namespaces: string[];
  readonly seccomp: number;
  readonly noNewPrivileges: boolean;
  readonly capabilities: string;
  readonly landlock: number;
  readonly uid: number;
  readonly interfaces: string[];
  readonly rootReadOnly: boolean;
  /** In given walls: the sample's namespaces by kind, as the kernel names them (`pid:[4026532180]`). */
  readonly namespaceIds?: Readonly<Record<string, string>>;
  /** Whose kernel answers the sample, where it is not the host's. */
  readonly kernel?: 'gvisor' | 'guest' | 'wasm';
  readonly engine?: string;
}

export interface Change {
  readonly t: 'change';
  readonly path: string;
  readonly change: 'created' | 'modified' | 'deleted';
  readonly bytes: number;
  readonly mode: number;
}

/** What the whole process tree used at one moment; told at the end, in the order of time. */
export interface Usage {
  readonly t: 'usage';
  readonly ms: number;
  readonly memory: number;
  readonly processes: number;
  readonly descriptors: number;
  /** Bytes since the start of the sandbox, of files, pipes and terminals. */
  readonly read: number;
  readonly written: number;
  /** Bytes in the writable places. */
  readonly disk: number;
}

export interface End {
  readonly t: 'end';
  readonly cause:
    | 'running'
    | 'exited'
    | 'timed-out'
    | 'out-of-memory'
    | 'killed'
    | 'cancelled'
    | 'failed'
    /** Said by the agents of the restricted backend, never by the warden. */
    | 'refused';
  readonly limit?: 'memory' | 'wallClock' | 'processes';
  readonly reason?: string;
  readonly code?: number;
  readonly signal?: number;
  readonly ms: number;
  readonly cpuUs: number;
  readonly peakMemory: number;
  readonly peakProcesses: number;
  readonly forks: number;
  readonly processesRefused: boolean;
  readonly peakDisk: number;
  readonly peakFiles: number;
  readonly disk: number;
  readonly truncated: boolean;
  readonly eventsDropped: number;
  /** Files of code that were too many to keep. */
  readonly codeDropped?: number;
  /** Where there is a network: the sample's first instruction, by the machine's monotonic clock in milliseconds. */
  readonly zero?: number;
}

/** In walls of others: one connection with the network that is played. */
export interface Traffic {
  readonly t: 'net';
  readonly id: number;
  /** Base64; of a connection not heard of before it begins a new one. */
  readonly data?: string;
  /** So many bytes more may be sent. */
  readonly credit?: number;
  /** Its side has ended, or all of it is gone. */
  readonly said?: 'end' | 'gone';
}

/** In a session: the agent says that a job is done. Everything the job printed before came earlier. */
export interface CellEnd {
  readonly t: 'cell';
  /** 0: it ran to its end; 1: by an uncaught error. */
  readonly code: number;
  /** Milliseconds since the first job's first instruction. */
  readonly ms: number;
  /** Whether this job printed more than was kept. */
  readonly truncated: boolean;
  /** Microseconds of processor time of all jobs so far, and of what ran between them. */
  readonly cpuUs: number;
  /** Where there is a network: the first job's first instruction, by the machine's monotonic clock in milliseconds. */
  readonly zero?: number;
}

/** The answer to a file asked for: any number of pieces, then one that is the last. */
export interface FileChunk {
  readonly t: 'file';
  readonly path: string;
  /** Base64. */
  readonly data: string;
  readonly last: boolean;
  /** Why there is nothing, or nothing more. */
  readonly error?: string;
}

/** The answer to a folder asked for. */
export interface Listing {
  readonly t: 'list';
  readonly path: string;
  readonly entries: readonly {
    readonly name: string;
    readonly kind: 'file' | 'directory' | 'link' | 'other';
    readonly bytes: number;
  }[];
  readonly error?: string;
}

/** In a session: a file given is in its place, or why it is not. */
export interface Written {
  readonly t: 'wrote';
  readonly path: string;
  readonly error?: string;
}
