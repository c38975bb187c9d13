import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Decoy, type DecoyMaker, nonce, openFolder, secret } from './decoy.ts';

const GUEST = fileURLToPath(new URL('../../packages/glovebox/guest', import.meta.url));
const HANDLE = fileURLToPath(new URL('../outside/handle.py', import.meta.url));

/** A file anybody may read. Arguments: its path. Touched when its content comes out, by whatever way. */
export const secretFile: DecoyMaker = () => {
  const folder = openFolder();
  const path = join(folder.path, 'secret');
  const content = secret();
  writeFileSync(path, content);
  chmodSync(path, 0o666);
  return { args: [path], touched: contains(content), remove: folder.remove };
};

/** The same, with the id of a process that sees it: the harness. */
export const secretFileOfProcess: DecoyMaker = async (side) => {
  const file = await secretFile(side);
  return { ...file, args: [...file.args, String(process.pid)] };
};

/** The same, named by its file handle. Arguments: type and bytes of the handle. */
export const secretFileHandle: DecoyMaker = async (side) => {
  const file = await secretFile(side);
  const handle = execFileSync('/usr/bin/python3', [HANDLE, ...file.args], { encoding: 'utf8' });
  return { ...file, args: handle.trim().split(' ') };
};

/** The same, held open by the harness. */
export const inheritedFile: DecoyMaker = async (side) => {
  const file = await secretFile(side);
  const descriptor = openSync(file.args[0] ?? '', 'r');
  const remove = async () => {
    closeSync(descriptor);
    await file.remove();
  };
  return { ...file, inherited: [descriptor], remove };
};

/** A folder anybody may write to. Arguments: its path, the name of a file to create there. */
export const writableFolder: DecoyMaker = () => {
  const folder = openFolder();
  const name = nonce();
  return { args: [folder.path, name], touched: () => found([folder.path], name), remove: folder.remove };
};

/** Folders a sandbox shows of its host, to write to; bare, one of ours. Arguments: the name of a file to create, the folders. */
export const sharedFolders: DecoyMaker = (side) => {
  const folder = openFolder();
  const name = `glovebox-decoy-${nonce()}`;
  const inside = ['/usr/bin', '/usr/lib', '/usr/share', '/usr/local/bin', '/etc', '/glovebox', '/'];
  const folders = side === 'control' ? [folder.path] : inside;
  const outside = [...folders, GUEST];
  const remove = () => {
    for (const place of outside) rmSync(join(place, name), { force: true });
    folder.remove();
  };
  return { args: [name, ...folders], touched: () => found(outside, name), remove } satisfies Decoy;
};

/** The devices that every program uses; bare, a folder of ours with one of their names. Arguments: the folder. */
export const deviceFolder: DecoyMaker = (side) => {
  const folder = openFolder();
  writeFileSync(join(folder.path, 'null'), '');
  return { args: [side === 'control' ? folder.path : '/dev'], touched: () => undefined, remove: folder.remove };
};

/** A port as a virtual machine has to its host; bare, a named pipe of ours. Arguments: its path. */
export const port: DecoyMaker = (side) => {
  const folder = openFolder();
  const path = join(folder.path, 'port');
  execFileSync('mkfifo', [path]);
  return { args: side === 'control' ? [path] : [], touched: () => undefined, remove: folder.remove };
};

export function contains(content: string): (output: string) => string | undefined {
  return (output) => (output.includes(content) ? 'its content came out' : undefined);
}

function found(folders: readonly string[], name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(existsSync);
}
