import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** The environment, the system, the clock. */
export const SYSTEM: readonly CalleeGroup[] = [
  {
    capability: 'environment.read',
    target: 'first',
    callees: [
      'os.getenv',
      'os.environ.get',
      'os.environ.pop',
      'os.environ.setdefault',
      'os.environ.__getitem__',
      'os.path.expandvars',
      ...of('os.environ', '__contains__ has_key'),
      'decouple.config',
      'environ.Env',
      'environs.Env.str',
    ],
  },
  {
    capability: 'environment.read',
    target: 'everything',
    callees: of('os.environ', 'copy items keys values __iter__ __repr__ __str__ __or__'),
  },
  {
    capability: 'system.privilege',
    target: 'first',
    callees: of(
      'os',
      'setuid setgid seteuid setegid setreuid setregid setresuid setresgid setgroups initgroups chroot unshare setns mount umount setpriority nice sched_setscheduler',
    ),
  },
  {
    capability: 'system.probe',
    target: 'none',
    callees: [
      ...of(
        'platform',
        'system node platform release version machine processor uname architecture freedesktop_os_release mac_ver linux_distribution',
      ),
      ...of(
        'os',
        'uname getlogin getuid geteuid getgid getppid cpu_count getloadavg sched_getaffinity getgroups ttyname',
      ),
      ...of('socket', 'gethostname if_nameindex'),
      'getpass.getuser',
      'uuid.getnode',
      'multiprocessing.cpu_count',
      ...of(
        'psutil',
        'process_iter pids cpu_count virtual_memory boot_time users net_connections net_if_addrs disk_partitions cpu_percent disk_usage',
      ),
      ...of('sys', 'gettrace getprofile settrace setprofile _getframe addaudithook'),
      'pwd.getpwall',
      'grp.getgrall',
      'distro.id',
      'netifaces.interfaces',
      'shutil.disk_usage',
      'wmi.WMI',
      'GPUtil.getGPUs',
    ],
  },
  {
    capability: 'system.probe',
    target: 'first',
    callees: ['shutil.which', 'pwd.getpwnam', 'pwd.getpwuid', 'os.sysconf', 'ctypes.windll.kernel32.IsDebuggerPresent'],
  },
  {
    capability: 'clock.wait',
    target: 'first',
    callees: [
      'time.sleep',
      'asyncio.sleep',
      'threading.Timer',
      'signal.alarm',
      'signal.setitimer',
      'signal.pause',
      'sched.scheduler.enter',
      'gevent.sleep',
      'eventlet.sleep',
      'trio.sleep',
      'anyio.sleep',
      'select.select',
      'schedule.every',
    ],
  },
  {
    capability: 'clock.read',
    target: 'none',
    callees: [
      ...of(
        'time',
        'time time_ns monotonic monotonic_ns perf_counter perf_counter_ns localtime gmtime ctime strftime process_time clock clock_gettime asctime',
      ),
      ...of('datetime.datetime', 'now today'),
      'datetime.date.today',
      'pandas.Timestamp.now',
      'arrow.now',
      'arrow.utcnow',
      'pendulum.now',
      'django.utils.timezone.now',
      'timeit.default_timer',
    ],
  },
];
