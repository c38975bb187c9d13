import { execFile, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { GloveboxError } from '../../error.ts';
import { gitEnvironment, HARDENED } from './settings.ts';

export interface GitOptions {
  /** Written to its standard input. */
  readonly input?: string | Uint8Array;
  /** Bytes of output, at most; more is an error. */
  readonly mostBytes?: number;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

const MOST_BYTES = 128 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/** How a git ended that did what it was asked, or said why it could not. */
export interface GitEnd {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Git in one repository. Nothing that the repository says is started: see {@link HARDENED}. */
export class Git {
  readonly folder: string;
  readonly #before: readonly string[];
  readonly #environment: NodeJS.ProcessEnv;

  /**
   * @param isBare whether the folder is the repository itself, and was asked for by name
   * @param isHere whether variables that git sets for a hook are meant for it
   */
  constructor(folder: string, isBare = false, isHere = false) {
    this.folder = folder;
    this.#before = isBare ? [...HARDENED, '--git-dir=.'] : HARDENED;
    this.#environment = gitEnvironment(isHere);
  }

  /** The output of a command. Throws `git-missing`, `git-failed`, `repository-untrusted` or `repository-not-found`. */
  async output(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    const { ok, stdout, stderr } = await this.ends(args, options);
    if (!ok) throw this.#failure(args, stderr);
    return stdout;
  }

  /** The same as text without the last line's end. */
  async line(args: readonly string[], options: GitOptions = {}): Promise<string> {
    return (await this.output(args, options)).toString().replace(/\n$/, '');
  }

  /** For commands whose failure is an answer. A repository that is not trusted, or not there, is an error all the same. */
  async ends(args: readonly string[], options: GitOptions = {}): Promise<GitEnd> {
    const end = await this.#run(args, options);
    if (!end.ok) throwForRepository(this.folder, end.stderr);
    return end;
  }

  /** A git that goes on answering questions. */
  converse(args: readonly string[]): { stdin: Writable; stdout: Readable; ended: Promise<string>; end(): void } {
    const child = spawn('git', [...this.#before, ...args], {
      cwd: this.folder,
      env: this.#environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4_000) stderr += chunk.toString();
    });
    // It may be gone before the question is written.
    child.stdin.on('error', () => {});
    const ended = new Promise<string>((resolve) => {
      child.on('error', (cause) => resolve(cause.message));
      child.on('close', () => resolve(stderr));
    });
    return { stdin: child.stdin, stdout: child.stdout, ended, end: () => void child.kill('SIGKILL') };
  }

  #run(
    args: readonly string[],
    { input, mostBytes = MOST_BYTES, timeoutMs = TIMEOUT_MS }: GitOptions,
  ): Promise<GitEnd> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        'git',
        [...this.#before, ...args],
        {
          cwd: this.folder,
          env: this.#environment,
          encoding: 'buffer',
          maxBuffer: mostBytes,
          timeout: timeoutMs,
          killSignal: 'SIGKILL',
        },
        (error, stdout, stderr) => {
          if (error === null) return resolve({ ok: true, stdout, stderr: stderr.toString() });
          const refusal = unstarted(error, args, this.folder, mostBytes, timeoutMs);
          if (refusal !== undefined) reject(refusal);
          else resolve({ ok: false, stdout, stderr: stderr.toString() });
        },
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(input ?? '');
    });
  }

  #failure(args: readonly string[], stderr: string): GloveboxError {
    const said = stderr.trim().split('\n').slice(-3).join('; ').slice(0, 500);
    return new GloveboxError(
      'git-failed',
      `git ${args[0]} failed in ${this.folder}: ${said === '' ? 'it said nothing' : said}`,
      'Try the same by hand; git fsck tells whether the repository is whole.',
    );
  }
}

function unstarted(
  error: Error & { code?: number | string | null; killed?: boolean },
  [command = '']: readonly string[],
  folder: string,
  mostBytes: number,
  timeoutMs: number,
): GloveboxError | undefined {
  if (error.code === 'ENOENT')
    return new GloveboxError(
      'git-missing',
      `git could not be started in ${folder}: there is no git on the path, or no such folder`,
      'Install git, and check the path of the repository.',
      { cause: error },
    );
  const cause =
    error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
      ? `it printed more than ${Math.round(mostBytes / 1024 / 1024)} MiB`
      : error.killed === true
        ? `it was ended after ${Math.round(timeoutMs / 1000)} s`
        : undefined;
  if (cause === undefined) return undefined;
  return new GloveboxError(
    'git-failed',
    `git ${command} in ${folder} did not come to an end: ${cause}`,
    'Gate a smaller range of commits.',
    { cause: error },
  );
}

function throwForRepository(folder: string, stderr: string): void {
  if (/dubious ownership|unsafe repository/.test(stderr))
    throw new GloveboxError(
      'repository-untrusted',
      `${folder} belongs to another user, and git reads no such repository unless told to`,
      `If you trust it: git config --global --add safe.directory ${folder}`,
    );
  if (/not a git repository/.test(stderr))
    throw new GloveboxError(
      'repository-not-found',
      `${folder} is in no git repository`,
      'Run it inside of one, or name it with --repository.',
    );
}
