import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a file of a commit is: its content, a link to somewhere, a program, or no longer there. */
export type Written = string | Uint8Array | { readonly link: string } | { readonly program: string } | null;

/** Nothing of the machine's own configuration, and nothing of a hook's that may run the tests. */
const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
};

/** A real repository of git's in a folder of its own. */
export class TestRepository {
  readonly folder: string;

  constructor(options: readonly string[] = []) {
    this.folder = mkdtempSync(join(tmpdir(), 'glovebox-git-'));
    this.git('init', '-q', '-b', 'main', ...options);
    this.configure();
  }

  configure(): void {
    this.git('config', 'user.name', 'A. Developer');
    this.git('config', 'user.email', 'developer@example.com');
    this.git('config', 'commit.gpgsign', 'false');
    this.git('config', 'protocol.file.allow', 'always');
  }

  git(...args: string[]): string {
    return this.gitWith({}, ...args);
  }

  gitWith(environment: NodeJS.ProcessEnv, ...args: string[]): string {
    const options = {
      cwd: this.folder,
      env: { ...ENVIRONMENT, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'] as const,
    };
    return execFileSync('git', args, { ...options, stdio: [...options.stdio], maxBuffer: 1 << 28, timeout: 20_000 })
      .toString()
      .trim();
  }

  write(files: Readonly<Record<string, Written>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path);
      mkdirSync(dirname(full), { recursive: true });
      rmSync(full, { force: true, recursive: true });
      if (content === null) continue;
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(full, content);
      else if ('link' in content) symlinkSync(content.link, full);
      else {
        writeFileSync(full, content.program);
        chmodSync(full, 0o755);
      }
    }
  }

  /** Stages these files and all that changed. */
  stage(files: Readonly<Record<string, Written>> = {}): void {
    this.write(files);
    this.git('add', '-A');
  }

  /** Commits these files and all that changed; gives the commit's name. */
  commit(files: Readonly<Record<string, Written>> = {}, message = 'change'): string {
    this.stage(files);
    this.git('commit', '-q', '--allow-empty', '--no-verify', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Repositories that a test makes, removed together. */
export class TestRepositories {
  readonly #made: TestRepository[] = [];

  make(options: readonly string[] = []): TestRepository {
    const made = new TestRepository(options);
    this.#made.push(made);
    return made;
  }

  /** A clone of another, with git's own options. */
  clone(of: TestRepository, ...options: string[]): TestRepository {
    const made = this.make();
    made.remove();
    of.git('-c', 'protocol.file.allow=always', 'clone', '-q', ...options, `file://${of.folder}`, made.folder);
    made.configure();
    return made;
  }

  removeAll(): void {
    for (const made of this.#made.splice(0)) made.remove();
  }
}
