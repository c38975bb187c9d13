import { spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFrame, jobFrame } from '../../warden/frames.ts';
import type { VirtualMachine } from '../machine.ts';
import { SPEC_MISSING } from './description.fixture.ts';
import { failureOf, SOMEBODY, setScene } from './scene.fixture.ts';

const { config, folder, install, driverWith, expectNothingLeft } = setScene();

/** What the guest says until its connection closes. */
async function hear(machine: VirtualMachine): Promise<string> {
  let text = '';
  for await (const chunk of machine.agent) text += chunk;
  return text;
}

async function hearUntil(machine: VirtualMachine, words: string): Promise<string> {
  let text = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  const listen = (chunk: Buffer) => {
    text += chunk;
    if (text.includes(words)) resolve();
  };
  machine.agent.on('data', listen);
  await promise;
  machine.agent.off('data', listen);
  return text;
}

describe.skipIf(SPEC_MISSING !== undefined)('the Firecracker driver', () => {
  it('boots a machine whose guest is talked to, and nothing is left of it', async () => {
    const { driver, notes } = driverWith();
    const machine = await driver.boot(config);
    machine.agent.write(Buffer.concat([configFrame([['observe', 1]]), jobFrame(['/work/a.py'])]));
    expect(await hear(machine)).toContain('"cause":"exited"');
    expect(await machine.ended).toMatchObject({ code: 0 });
    expectNothingLeft(notes);
  });

  it('starts Firecracker with its own seccomp filters, an empty environment and relative paths', async () => {
    const { driver, notes } = driverWith();
    const machine = await driver.boot(config);
    machine.kill();
    await machine.ended;
    const [started = ''] = notes().filter((note) => note.startsWith('firecracker'));
    expect(started).toMatch(/^firecracker --id glovebox-\d+-\d+ --api-sock api\.sock --level Error$/);
    expect(started).not.toContain('seccomp');
    expectNothingLeft(notes);
  });

  it('snapshots a machine once and restores as many as are wanted, side by side', async () => {
    const { driver, notes } = driverWith();
    const first = await driver.boot(config);
    first.agent.write(configFrame([['observe', 1]]));
    await hearUntil(first, 'W\\u001f1');
    const snapshot = join(folder(), 'snapshot');
    await first.snapshot(snapshot);
    expect(await first.ended).toBeDefined();
    expect(readdirSync(snapshot).sort()).toEqual(['memory', 'state']);
    expect(statSync(join(snapshot, 'memory'))).toMatchObject({ size: config.memoryBytes });
    const touched = statSync(join(snapshot, 'memory')).mtimeMs;
    for (const part of ['memory', 'state']) expect(statSync(join(snapshot, part)).mode & 0o777).toBe(0o444);
    expectNothingLeft(notes);

    const both = await Promise.all([driver.restore(snapshot, config), driver.restore(snapshot, config)]);
    for (const machine of both) machine.agent.write(jobFrame(['/work/a.py']));
    for (const said of await Promise.all(both.map(hear))) {
      const out: { data: string } = JSON.parse(said.split('\n').find((line) => line.includes('"out"')) ?? '{}');
      expect(JSON.parse(Buffer.from(out.data, 'base64').toString())).toMatchObject({
        waiting: true,
        configured: false,
      });
    }
    await Promise.all(both.map((machine) => machine.ended));
    expect(statSync(join(snapshot, 'memory')).mtimeMs).toBe(touched);
    expectNothingLeft(notes);
  });

  it('waits for a guest that takes its time', async () => {
    const { driver, notes } = driverWith({ vsock: 'late' });
    const machine = await driver.boot(config);
    machine.kill();
    await machine.ended;
    expectNothingLeft(notes);
  });

  it('ends a machine at once when it is killed, and closes its agent', async () => {
    const { driver, notes } = driverWith();
    const machine = await driver.boot(config);
    const closed = new Promise((resolve) => machine.agent.once('close', resolve));
    machine.kill();
    await machine.ended;
    await closed;
    expectNothingLeft(notes);
  });
});

describe.skipIf(SPEC_MISSING !== undefined)('a Glovebox that is killed', () => {
  it('leaves a machine, and the next start ends it', () => {
    install();
    const importing = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const choices = JSON.stringify({ kvm: '/dev/null', uid: SOMEBODY, timeouts: { startMs: 20_000 } });
    const boots = `const { createFirecracker } = await import(${importing('./firecracker.ts')});
      await createFirecracker(${choices}).boot(${JSON.stringify(config)});
      process.kill(process.pid, 'SIGKILL');`;
    const reaps = `const { reap } = await import(${importing('../../owned.ts')}); await reap();`;
    expect(run(boots).signal).toBe('SIGKILL');
    const left = readdirSync(join(folder(), 'tmp')).filter((name) => name.startsWith('glovebox-vm-'));
    expect(left).toHaveLength(1);
    expect(processesIn(join(folder(), 'tmp', left[0] ?? ''))).toHaveLength(1);
    expect(run(reaps).status).toBe(0);
    expect(processesIn(join(folder(), 'tmp', left[0] ?? ''))).toEqual([]);
    expect(readdirSync(join(folder(), 'tmp')).filter((name) => name.startsWith('glovebox-vm-'))).toEqual([]);
  });
});

function run(code: string) {
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 25_000, encoding: 'utf8' });
}

/** Processes, by id, whose working directory is `at`. */
function processesIn(at: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '') === at;
    } catch {
      return false; // it ended meanwhile
    }
  });
}

describe.skipIf(SPEC_MISSING !== undefined || process.getuid?.() !== 0)('the Firecracker driver as root', () => {
  it('runs Firecracker under its jailer, as a user of its own, with nothing but its files', async () => {
    const { driver, notes } = driverWith({}, { uid: 0 });
    const machine = await driver.boot(config);
    const [jailed = ''] = notes().filter((note) => note.startsWith('jailer'));
    const { id, uid, gid, base } =
      /--id (?<id>\S+) --exec-file \S+\/firecracker --uid (?<uid>\d+) --gid (?<gid>\d+) --chroot-base-dir (?<base>\S+) --cgroup-version [12] --resource-limit fsize=\d+ -- --api-sock api\.sock --level Error$/.exec(
        jailed,
      )?.groups ?? {};
    expect(Number(uid)).toBeGreaterThan(65_536);
    expect(gid).toBe(uid);
    expect(statSync(base ?? '').mode & 0o777).toBe(0o700);
    const files = readdirSync(join(base ?? '', 'firecracker', id ?? '', 'root')).sort();
    expect(files).toEqual(['agent.sock', 'api.sock', 'initramfs', 'kernel', 'rootfs']);
    machine.kill();
    await machine.ended;
    expectNothingLeft(notes);
  });

  it('makes and restores a snapshot there too', async () => {
    const { driver, notes } = driverWith({}, { uid: 0 });
    const snapshot = join(folder(), 'snapshot');
    const first = await driver.boot(config);
    first.agent.write(configFrame([['observe', 1]]));
    await hearUntil(first, 'W\\u001f1');
    await first.snapshot(snapshot);
    const [one, two] = await Promise.all([driver.restore(snapshot, config), driver.restore(snapshot, config)]);
    const uids = notes().flatMap((note) => /^jailer .*--uid (\d+)/.exec(note)?.[1] ?? []);
    expect(new Set(uids).size).toBe(3);
    for (const machine of [one, two]) machine?.kill();
    await Promise.all([one?.ended, two?.ended]);
    expectNothingLeft(notes);
  });

  it('refuses to run it without the jailer', async () => {
    const { driver } = driverWith({}, { uid: 0 });
    rmSync(join(folder(), 'bin/jailer'));
    const error = await failureOf(driver.boot(config));
    expect(error).toMatchObject({ code: 'backend-unavailable' });
    expect(error.message).toContain('as root Firecracker is not run without it');
  });
});
