import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainPlace } from './place.ts';
import { startVmm } from './vmm.ts';

/** In Firecracker's place, static as it is: says what it sees and what it can do, and ends. */
const SPY = `
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <net/if.h>
static void list(const char *path) {
  DIR *all = opendir(path);
  fprintf(stderr, "%s=", path);
  for (struct dirent *one; all != NULL && (one = readdir(all)) != NULL;) if (one->d_name[0] != '.') fprintf(stderr, "%s ", one->d_name);
  if (all != NULL) closedir(all);
  fprintf(stderr, ";");
}
static void may(const char *what, int flags) { fprintf(stderr, "%s:%s;", what, open(what, flags, 0600) < 0 ? "no" : "yes"); }
int main(void) {
  list("/"); list("/machine"); list("/proc/self/fd");
  may("/machine/kernel", O_RDONLY); may("/machine/kernel", O_RDWR); may("/made", O_RDWR | O_CREAT); may("/machine/made", O_RDWR | O_CREAT);
  may("/dev/kvm", O_RDWR); may("/dev/made", O_RDWR | O_CREAT);
  struct if_nameindex *net = if_nameindex();
  for (; net != NULL && net->if_index != 0; net++) fprintf(stderr, "net=%s;", net->if_name);
  fprintf(stderr, "pid=%d\\n", getpid());
  return 1;
}`;

const folder = mkdtempSync(join(tmpdir(), 'glovebox-fc-'));
const firecracker = join(folder, 'firecracker');
const kernel = join(folder, 'vmlinux');

beforeAll(() => {
  writeFileSync(kernel, 'kernel');
  execFileSync('cc', ['-static', '-o', firecracker, '-x', 'c', '-'], { input: SPY });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("an ordinary user's Firecracker, broken out of", () => {
  it('sees itself, KVM and its files, can write to none of these, and has no network and no company', async () => {
    const place = plainPlace({ firecracker, version: '1.13.1' }, { kernel }, '/dev/null');
    const said = await startVmm(place, 10_000).then(
      () => 'it ran',
      (cause: Error) => cause.message,
    );
    expect(said).toContain('/=');
    const root = /\/=([^;]*);/.exec(said)?.[1]?.trim().split(' ').sort();
    expect(root).toEqual(['dev', 'firecracker', 'machine', 'proc']);
    expect(said).toContain('/machine=kernel ;');
    // The last is the folder being listed; what the shell that started the tests leaves open far above is not ours.
    expect(said).toMatch(/\/proc\/self\/fd=0 1 2 3 (\d{2,} )*;/);
    for (const fact of [
      '/machine/kernel:yes;/machine/kernel:no;',
      '/made:no;/machine/made:yes;',
      '/dev/kvm:yes;/dev/made:no;',
    ])
      expect(said).toContain(fact);
    expect(said).toContain('net=lo;pid=2');
    expect(readdirSync(folder).sort()).toEqual(['firecracker', 'vmlinux']);
  });
});
