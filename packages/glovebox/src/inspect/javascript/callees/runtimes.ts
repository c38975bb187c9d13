import type { CalleeGroup } from '../../resolve/callee.ts';
import { of, withSync } from './names.ts';

/** What Deno and Bun bring themselves, as far as it is not with its subject. */
export const RUNTIMES: readonly CalleeGroup[] = [
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      ...withSync('Deno', 'readTextFile readFile readDir readLink stat lstat realPath open copyFile'),
      'Deno.watchFs',
      'Bun.file',
      'Bun.Glob',
      'Bun.mmap',
    ],
  },
  {
    capability: 'file.write',
    target: 'first',
    callees: [
      ...withSync('Deno', 'writeTextFile writeFile create mkdir makeTempDir makeTempFile truncate'),
      'Bun.write',
    ],
  },
  {
    capability: 'file.write',
    target: 'second',
    callees: withSync('Deno', 'copyFile rename link symlink'),
  },
  { capability: 'file.delete', target: 'first', callees: [...withSync('Deno', 'remove'), 'Bun.unlink'] },
  { capability: 'file.permission', target: 'first', callees: [...withSync('Deno', 'chmod chown'), 'Deno.umask'] },
  { capability: 'network.resolve', target: 'first', callees: ['Deno.resolveDns', 'Bun.dns.lookup'] },
  {
    capability: 'network.connect',
    target: 'port-host',
    callees: ['Deno.connect', 'Deno.connectTls', 'Deno.startTls', 'Bun.connect'],
  },
  {
    capability: 'network.connect',
    target: 'first',
    callees: ['Deno.openKv', 'Deno.WebSocketStream', 'Bun.SQL', 'Bun.S3Client'],
  },
  {
    capability: 'network.listen',
    target: 'port-only',
    callees: [
      'Deno.listen',
      'Deno.listenTls',
      'Deno.serve',
      'Deno.serveHttp',
      'Bun.serve',
      'Bun.listen',
      'Bun.udpSocket',
    ],
  },
  { capability: 'environment.read', target: 'first', callees: of('Deno.env', 'get has') },
  { capability: 'environment.read', target: 'everything', callees: ['Deno.env.toObject'] },
  {
    capability: 'system.probe',
    target: 'none',
    callees: of(
      'Deno',
      'hostname osRelease osUptime networkInterfaces systemMemoryInfo loadavg uid gid consoleSize execPath memoryUsage',
    ),
  },
  { capability: 'system.persist', target: 'first', callees: ['Deno.cron'] },
  { capability: 'code.eval', target: 'first', callees: ['Bun.Transpiler.transformSync'] },
];
