import { existsSync, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Language } from '../../sample/sample.ts';
import { PACKAGE_ROOT } from '../warden/warden.ts';

/** A file or folder of the host shown read-only inside. */
export interface Bind {
  readonly source: string;
  readonly target: string;
}

/** What the sample's world is made of. Nothing of the host is in it but what is named here. */
export interface Rootfs {
  readonly binds: readonly Bind[];
  /** Folders below those that are shown empty. */
  readonly hidden: readonly string[];
  /** Shown after `hidden`, which may hold their place. */
  readonly late: readonly Bind[];
  readonly symlinks: readonly { readonly target: string; readonly path: string }[];
}

/** Programs and libraries of the distribution. What an administrator added below /usr/local is hidden. */
const SYSTEM = '/usr';
const HIDDEN = '/usr/local';

/** Where distributions without a merged /usr keep programs; a link there is a link inside as well. */
const ALIASES = ['/bin', '/sbin', '/lib', '/lib64', '/lib32'];

/** The jail's own /etc, with a place in it for each of the host's that says nothing about the host. */
const OWN_ETC = `${PACKAGE_ROOT}/guest/etc`;
const HARMLESS_ETC = ['/etc/alternatives', '/etc/ssl/certs', '/etc/ld.so.cache'];

/** Every bind costs bubblewrap about 0.2 ms: few and large is fast. */
export function rootfsWith(further: readonly Bind[]): Rootfs {
  const host = [SYSTEM, ...ALIASES.filter((path) => existsSync(path) && !isLink(path))];
  return {
    binds: [
      ...host.map((path) => ({ source: path, target: path })),
      { source: OWN_ETC, target: '/etc' },
      ...HARMLESS_ETC.filter(existsSync).map((path) => ({ source: path, target: path })),
      { source: `${PACKAGE_ROOT}/guest`, target: '/glovebox' },
    ],
    hidden: [HIDDEN].filter(existsSync),
    late: further,
    symlinks: ALIASES.filter(isLink).map((path) => ({ target: readlinkSync(path), path })),
  };
}

/** Path of the interpreter as the sample sees it. */
export function innerInterpreter(language: Language, interpreter: string): string {
  return !isSystem(interpreter) && usesNode(language) ? '/usr/local/bin/node' : interpreter;
}

/** The folders an ordinary user can enter and read on the way to `path`, `path` itself included. */
export function isReachableByAnyone(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === '/') break;
  }
  return (statSync(path).mode & 0o004) !== 0;
}

/** An interpreter from elsewhere is shown with what it loads and nothing beside it: its folder may be somebody's home. */
export function interpreterBinds(language: Language, interpreter: string): Bind[] {
  if (isSystem(interpreter)) return [];
  if (usesNode(language)) return [{ source: interpreter, target: '/usr/local/bin/node' }];
  const library = `${dirname(dirname(interpreter))}/lib`;
  const loaded =
    language === 'python' && existsSync(library)
      ? readdirSync(library).filter((name) => /^(lib)?python3/.test(name))
      : [];
  return [interpreter, ...loaded.map((name) => `${library}/${name}`)].map((path) => ({ source: path, target: path }));
}

function isSystem(path: string): boolean {
  return path.startsWith(`${SYSTEM}/`) && !path.startsWith(`${HIDDEN}/`);
}

function usesNode(language: Language): boolean {
  return language === 'javascript' || language === 'typescript';
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
