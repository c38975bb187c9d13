import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../warden/warden.ts';
import { SECCOMP_PROFILE } from './seccomp.ts';

const allowed: readonly string[] = SECCOMP_PROFILE.syscalls.flatMap(({ names }) => [...names]);

describe("a container's seccomp profile", () => {
  it('lets through every call that the warden watches or refuses itself, for those are to be told', () => {
    const source = readFileSync(`${PACKAGE_ROOT}/native/warden/syscalls.c`, 'utf8');
    const watched = [...source.matchAll(/\b(?:SEE|REFUSE)\((\w+), SHAPE_/g)].map(([, name]) => name);
    expect(watched.length).toBeGreaterThan(80);
    expect(watched.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
  });

  it('refuses what it does not name', () => {
    expect(SECCOMP_PROFILE.defaultAction).toBe('SCMP_ACT_ERRNO');
  });

  it('names nothing dangerous that the warden does not refuse', () => {
    const source = readFileSync(`${PACKAGE_ROOT}/native/warden/syscalls.c`, 'utf8');
    const refused = [...source.matchAll(/REFUSE\((\w+), SHAPE_/g)].map(([, name]) => name ?? '');
    const dangerous = [
      ...['bpf', 'perf_event_open', 'io_uring_setup', 'keyctl', 'add_key', 'userfaultfd', 'ptrace', 'mount', 'unshare'],
      ...['setns', 'init_module', 'finit_module', 'kexec_load', 'open_by_handle_at', 'process_vm_writev', 'pivot_root'],
      ...[
        'lookup_dcookie',
        'uselib',
        'nfsservctl',
        '_sysctl',
        'vserver',
        'io_setup',
        'mq_open',
        'shmat',
        'semop',
        'msgsnd',
      ],
    ];
    expect(dangerous.filter((name) => allowed.includes(name) && !refused.includes(name))).toEqual([]);
  });
});
