import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** Starting, signalling and reaching into processes. */
export const PROCESSES: readonly CalleeGroup[] = [
  {
    capability: 'process.spawn',
    target: 'command',
    callees: [
      ...of('os', 'system popen startfile'),
      ...of('subprocess', 'run call check_call check_output Popen getoutput getstatusoutput'),
      ...of('commands', 'getoutput getstatusoutput'),
      'popen2.popen2',
      'popen2.popen3',
      'os.popen2',
      'os.popen3',
      'os.popen4',
      'asyncio.create_subprocess_shell',
      'pty.spawn',
      'pexpect.spawn',
      'pexpect.run',
      'sh.Command',
      'plumbum.local',
      'invoke.run',
      'fabric.api.local',
      'paramiko.SSHClient.exec_command',
      'IPython.get_ipython.system',
      'delegator.run',
      'docker.DockerClient.containers.run',
    ],
  },
  {
    capability: 'process.spawn',
    target: 'program-and-rest',
    callees: ['asyncio.create_subprocess_exec', 'asyncio.AbstractEventLoop.subprocess_exec'],
  },
  {
    capability: 'process.spawn',
    target: 'exec-words',
    callees: of('os', 'execl execle execlp execlpe execv execve execvp execvpe posix_spawn posix_spawnp'),
  },
  {
    capability: 'process.spawn',
    target: 'spawn-words',
    callees: of('os', 'spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe'),
  },
  {
    capability: 'process.spawn',
    target: 'none',
    callees: [
      ...of('os', 'fork forkpty fork1'),
      'pty.fork',
      'subprocess.fork_exec',
      ...of('multiprocessing', 'Process Pool'),
      'concurrent.futures.ProcessPoolExecutor',
      'daemon.DaemonContext',
    ],
  },
  {
    capability: 'process.signal',
    target: 'first',
    callees: [...of('os', 'kill killpg tkill'), 'signal.pthread_kill', 'signal.pidfd_send_signal'],
  },
  {
    capability: 'process.signal',
    target: 'receiver',
    callees: of('psutil.Process', 'kill terminate suspend send_signal'),
  },
  {
    capability: 'process.inject',
    target: 'all',
    callees: [
      'ptrace.debugger.PtraceDebugger',
      'ptrace.debugger.PtraceDebugger.addProcess',
      'frida.attach',
      'frida.get_local_device',
      'pyrasite.inject',
      'pyrasite.PyrasiteIPC',
      'sys.remote_exec',
      'pymem.Pymem',
    ],
  },
];
