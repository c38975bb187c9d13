import { existsSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { isElf } from './elf.ts';
import type { ApiRequest } from './requests.ts';
import type { Contract } from './spec.fixture.ts';

/** How a fake Firecracker misbehaves. */
export interface Misbehaviour {
  /** At which path; everything else is answered. */
  readonly at: string;
  readonly how: 'fault' | 'status-500' | 'hang' | 'half' | 'no-json' | 'die';
  /** The `fault_message`, or the last words on standard error. */
  readonly says?: string;
}

export interface FakeMachine {
  readonly contract: Contract;
  /** Its working directory: relative paths in requests are looked for there. */
  readonly folder: string;
  readonly misbehaves?: Misbehaviour;
  /** The guest runs from here on, fresh or with what a snapshot remembers of it. */
  onRunning(machine: { udsPath: string | undefined; kernel: Buffer | undefined; remembered: unknown }): void;
  /** What a snapshot is to remember of the guest. */
  remember(): unknown;
  /** Ends the process, or what stands for it. */
  die(words: string): void;
  /** Told of each request that the real one would refuse. */
  onViolation?(problem: string): void;
}

type Body = Record<string, unknown>;

const REFUSED = Symbol('refused');

/** An HTTP server that takes what Firecracker's description allows, in the states it allows it in, and refuses everything else. */
export function createFakeApi(machine: FakeMachine): Server {
  let state: 'Not started' | 'Running' | 'Paused' = 'Not started';
  const configured = new Map<string, Body>();

  function refuse(problem: string): never {
    machine.onViolation?.(problem);
    throw Object.assign(new Error(problem), { [REFUSED]: true });
  }

  function file(path: unknown): string {
    const found = join(machine.folder, String(path));
    if (!existsSync(found)) refuse(`No such file or directory (os error 2): ${path}`);
    return found;
  }

  function check(asked: ApiRequest): void {
    const problem = machine.contract.problem(asked);
    if (problem !== undefined) refuse(`${asked.method} ${asked.path}: ${problem}`);
    const phase = machine.contract.phase(asked);
    if (phase === 'pre-boot' && state !== 'Not started')
      refuse(`${asked.path} is not supported after starting the microVM`);
    if (phase === 'post-boot' && state === 'Not started')
      refuse(`${asked.path} is not supported before starting the microVM`);
  }

  const operations: Record<string, (body: Body) => void> = {
    'PUT /machine-config': (body) => {
      const count = Number(body.vcpu_count);
      if (count !== 1 && count % 2 !== 0) refuse('the number of vCPUs must be 1 or an even number');
      if (Number(body.mem_size_mib) < 1) refuse('a machine without memory');
    },
    'PUT /boot-source': (body) => {
      if (!isElf(readFileSync(file(body.kernel_image_path)))) refuse('Invalid Elf magic number');
      if (body.initrd_path !== undefined) file(body.initrd_path);
      if (/[^\x20-\x7e]/.test(String(body.boot_args ?? '')) || String(body.boot_args ?? '').length > 2048)
        refuse('illegal kernel command line');
    },
    'PUT /drives/rootfs': (body) => {
      if (body.path_on_host === undefined || body.is_read_only === undefined)
        refuse('a virtio-block drive without its file');
      openSync(file(body.path_on_host), body.is_read_only === true ? 'r' : 'r+');
    },
    'PUT /actions': (body) => {
      if (body.action_type !== 'InstanceStart') return;
      const boot = configured.get('/boot-source');
      if (state !== 'Not started' || boot === undefined) refuse('cannot start: already started, or no kernel');
      state = 'Running';
      const udsPath = configured.get('/vsock')?.uds_path as string | undefined;
      machine.onRunning({ udsPath, kernel: readFileSync(file(boot?.kernel_image_path)), remembered: undefined });
    },
    'PATCH /vm': (body) => {
      if (state === 'Not started') refuse('the microVM is not running');
      state = body.state === 'Paused' ? 'Paused' : 'Running';
    },
    'PUT /snapshot/create': (body) => {
      if (state !== 'Paused') refuse('the microVM is not paused');
      const memory = join(machine.folder, String(body.mem_file_path));
      writeFileSync(memory, '');
      truncateSync(memory, Number(configured.get('/machine-config')?.mem_size_mib) * 1024 * 1024);
      const kept = {
        vsock: configured.get('/vsock'),
        drive: configured.get('/drives/rootfs'),
        guest: machine.remember(),
      };
      writeFileSync(join(machine.folder, String(body.snapshot_path)), JSON.stringify(kept));
    },
    'PUT /snapshot/load': (body) => {
      if (configured.size > 0) refuse('loading a snapshot is only allowed on a fresh Firecracker');
      if ((body.mem_backend === undefined) === (body.mem_file_path === undefined))
        refuse('exactly one of the mem_* fields');
      file((body.mem_backend as Body).backend_path);
      const kept = readState(file(body.snapshot_path));
      file(kept.drive.path_on_host);
      if (existsSync(join(machine.folder, kept.vsock.uds_path))) refuse('Address already in use (os error 98)');
      state = body.resume_vm === true ? 'Running' : 'Paused';
      machine.onRunning({ udsPath: kept.vsock.uds_path, kernel: undefined, remembered: kept.guest });
    },
  };

  function readState(path: string): { vsock: { uds_path: string }; drive: Body; guest: unknown } {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return refuse('Failed to deserialize the snapshot: CRC64 does not match');
    }
  }

  return createServer(async (request, response) => {
    const asked = await readRequest(request);
    if (machine.misbehaves?.at === asked.path) return misbehave(machine, response);
    try {
      check(asked);
      operations[`${asked.method} ${asked.path}`]?.(asked.body as Body);
      if (asked.method !== 'GET') configured.set(asked.path, asked.body as Body);
      response.writeHead(204).end();
    } catch (cause) {
      if (!(cause as { [REFUSED]?: true })[REFUSED]) machine.onViolation?.(String(cause));
      fault(response, 400, (cause as Error).message);
    }
  });
}

async function readRequest(request: IncomingMessage): Promise<ApiRequest> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const asked = { purpose: '', method: request.method as ApiRequest['method'], path: request.url ?? '' };
  return text === '' ? asked : { ...asked, body: JSON.parse(text) };
}

function fault(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ fault_message: message }));
}

function misbehave({ misbehaves, die }: FakeMachine, response: ServerResponse): void {
  const says = misbehaves?.says ?? 'no reason';
  const how = misbehaves?.how;
  if (how === 'fault') fault(response, 400, says);
  if (how === 'status-500') response.writeHead(500).end(says);
  if (how === 'no-json') response.writeHead(200).end('<html>');
  if (how === 'die') die(says);
  if (how === 'half') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"half":');
    setTimeout(() => response.destroy(), 20);
  }
}
