import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { platformOf, traceFlags } from '../../packages/glovebox/src/sandbox/gvisor/runsc.ts';
import { type Daemon, startDaemon } from './daemon.ts';

/** Starts a Docker daemon with its own socket and folders and without a bridge or firewall rules. Needs root and `dockerd`. */
export function startDockerd(): Promise<Daemon> {
  return startDaemon((folder) => {
    const configuration = join(folder, 'daemon.json');
    writeFileSync(configuration, JSON.stringify(settings(folder)));
    return [needProgram('dockerd', 'docker.io'), '--config-file', configuration];
  });
}

/** Starts Podman's service for Docker's API, with its own socket and folders. Needs root, `podman` and `runc`. */
export function startPodman(): Promise<Daemon> {
  return startDaemon((folder) => [
    needProgram('podman', 'podman'),
    ...['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--tmpdir', join(folder, 'tmp')],
    // Debian's crun refuses a machine with both versions of cgroups, and there may be no systemd to ask for one.
    ...['--runtime', needProgram('runc', 'runc'), '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'],
    ...['system', 'service', '--time', '0', `unix://${join(folder, 'sock')}`],
  ]);
}

/** Path of a program on PATH or where administrators' programs are. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => `${folder}/${name}`).find(existsSync);
}

function needProgram(name: string, debian: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`there is no ${name} (Debian: apt-get install ${debian})`);
  return path;
}

function settings(folder: string): object {
  return {
    hosts: [`unix://${join(folder, 'sock')}`],
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'pid'),
    // No bridge and no firewall rules: the containers have no network, and the machine's stays as it is.
    bridge: 'none',
    iptables: false,
    ip6tables: false,
    'ip-forward': false,
    'ip-masq': false,
    ...gvisor(folder),
  };
}

/** gVisor as a second runtime where it is installed; each container's trace goes where `container+gvisor` looks for it. */
function gvisor(folder: string): object {
  const runsc = findProgram('runsc');
  if (runsc === undefined) return {};
  const logs = join(folder, 'runsc');
  mkdirSync(logs);
  const runtimeArgs = [`--platform=${platformOf(runsc)}`, '--network=none', ...traceFlags(`${logs}/`)];
  return { runtimes: { runsc: { path: runsc, runtimeArgs } } };
}
