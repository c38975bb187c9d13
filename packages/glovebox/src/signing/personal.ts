import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where a person's key is: the file they name, or else the one that git signs with in a folder, or `~/.ssh/id_ed25519`. */
export async function personalKeyPath(named?: string, folder = '.'): Promise<string> {
  return named ?? (await keyOfGit(folder)) ?? join(homedir(), '.ssh', 'id_ed25519');
}

/** `user.signingkey` where it is a file: it may also be a key itself, or a name of GPG's. */
async function keyOfGit(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', '--get', 'user.signingkey'], {
      cwd: folder,
      timeout: 5_000,
    });
    const path = stdout
      .trim()
      .replace(/^~(?=\/)/, homedir())
      .replace(/\.pub$/, '');
    return path !== '' && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
