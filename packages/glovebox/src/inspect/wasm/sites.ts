import type { Capability } from '../../capability.ts';
import { GloveboxError } from '../../error.ts';
import type { SampleFile } from '../../sample/sample.ts';
import { readModule } from '../../sample/wasm.ts';
import type { ModuleImport } from '../../sample/wasm-module.ts';
import type { Found } from '../collect.ts';

/** What a module can do by the host functions it imports. One that asks for nothing here can only compute. */
const CAPABILITY_OF: Readonly<Record<string, Capability>> = {
  path_open: 'file.read',
  fd_readdir: 'file.read',
  path_readlink: 'file.read',
  path_create_directory: 'file.write',
  path_link: 'file.write',
  path_symlink: 'file.write',
  path_rename: 'file.write',
  fd_allocate: 'file.write',
  fd_filestat_set_size: 'file.write',
  path_unlink_file: 'file.delete',
  path_remove_directory: 'file.delete',
  path_filestat_set_times: 'file.permission',
  environ_get: 'environment.read',
  clock_time_get: 'clock.read',
  poll_oneoff: 'clock.wait',
  sock_accept: 'network.listen',
  sock_recv: 'network.connect',
  sock_send: 'network.send',
  proc_raise: 'process.signal',
};

/** Sites of a module: its imports. A module has no lines; the column is the byte where the import is written. */
export function sitesOfModule(file: SampleFile): { readonly sites: Found[] } | { readonly reason: string } {
  try {
    const { imports } = readModule(file.path, file.content);
    return { sites: imports.flatMap((one) => siteOf(file, one)) };
  } catch (error) {
    if (error instanceof GloveboxError) return { reason: error.message };
    throw error;
  }
}

function siteOf(file: SampleFile, { module, name, offset }: ModuleImport): Found[] {
  const capability = Object.hasOwn(CAPABILITY_OF, name) ? CAPABILITY_OF[name] : undefined;
  if (capability === undefined) return [];
  return [{ capability, callee: `${module}.${name}`, file: file.path, line: 1, column: offset + 1, endLine: 1 }];
}
