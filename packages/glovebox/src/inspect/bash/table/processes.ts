import type { CommandTable } from './row.ts';

/** Commands that start, end, look at and reach into processes, and that wait. */
export const PROCESS_COMMANDS: CommandTable = {
  'pkill skill': {
    does: ['process.signal operands'],
    values: '-u -U -g -G -P -s -t --signal --euid',
    also: { '-F --pidfile': ['file.read value'] },
  },
  'killall killall5': {
    does: ['process.signal operands'],
    values: '-s -u -o -y -n --signal --user',
    instead: { '-l --list': [] },
  },
  xkill: { does: ['process.signal operands'], values: '-id' },
  fuser: { does: ['system.probe operands'], values: '-n', also: { '-k --kill': ['process.signal operands'] } },
  'gdb lldb': {
    does: ['process.spawn line'],
    values: '-ex -c --eval-command',
    also: { '-p --pid -pid --attach-pid': ['process.inject value'], '-x --command': ['file.read value'] },
    style: 'words',
  },
  'gcore reptyr frida frida-trace ptrace injectso': { does: ['process.inject line'], values: '-o -p -n' },
  'strace ltrace': {
    does: ['process.spawn line'],
    values: '-e -s -u -P -S -a -E',
    also: { '-p --attach': ['process.inject value'], '-o --output': ['file.write value'] },
  },
  'perf bpftrace': {
    does: ['process.spawn line'],
    values: '-e -F',
    also: { '-p --pid': ['process.inject value'], '-o --output': ['file.write value'] },
  },
  bpftool: { does: ['process.inject line'] },
  'screen tmux': {
    does: ['process.spawn line'],
    values: '-S -L -f -t',
    verbs: { 'ls list-sessions attach': ['system.probe line'] },
  },
  'systemd-run': {
    does: ['process.spawn line'],
    values: '-p -u --unit --property',
    also: {
      '--on-calendar --on-boot --on-active --on-unit-active --on-startup': ['system.persist line'],
      '-E --setenv': ['process.spawn line'],
    },
  },
  'runuser runcon': {
    does: ['system.privilege line'],
    values: '-u -g -l',
    also: { '-c --command': ['process.spawn value'] },
  },
  'make gmake ninja cmake meson bazel scons': {
    does: ['process.spawn line'],
    values: '-j -C -D',
    also: { '-f --file --makefile': ['file.read value'] },
  },
  'gcc g++ cc c++ clang clang++ tcc rustc ghc as ld': {
    does: ['file.read operands'],
    needs: 1,
    values: '-I -L -l -D -x -std -isystem -T',
    also: { '-o': ['file.write value'], '-fplugin': ['code.native value'], '-wrapper': ['process.spawn value'] },
  },
  'java javac jar kotlinc scala': {
    does: ['process.spawn line'],
    values: '-cp -classpath -d',
    also: { '-agentpath -javaagent': ['code.native value'] },
    style: 'words',
  },
  'mvn gradle ant dotnet mono wine wine64 expect dialog zenity osascript': {
    does: ['process.spawn line'],
  },
  'xdotool ydotool': { does: ['process.inject line'] },
  'sleep usleep': { does: ['clock.wait first'], needs: 1 },
  'inotifywait inotifywatch fswatch entr': {
    does: ['clock.wait nothing', 'file.read operands'],
    values: '-e -t --exclude --format',
    also: { '-o --outfile': ['file.write value'] },
  },
  wait: { does: [], values: '-p' },
  date: {
    does: ['clock.read nothing'],
    values: '-d --date -I --iso-8601',
    also: { '-f --file': ['file.read value'], '-r --reference': ['file.read value'] },
    instead: { '-s --set': ['system.privilege line'] },
  },
  'cal ncal': { does: ['clock.read nothing'], values: '-A -B -m' },
  uptime: { does: ['system.probe nothing'] },
  'stress stress-ng memtester sysbench': {
    does: ['resource.exhaust line'],
    values: '-c -m -i -d -t --cpu --vm --timeout',
  },
  yes: { does: ['resource.exhaust line'], instead: { '--help --version': [] } },
  'xmrig minerd cpuminer ethminer cgminer t-rex': {
    does: ['resource.exhaust line', 'network.connect line'],
    also: { '-o --url': ['network.connect value'] },
  },
  'insmod modprobe': {
    does: ['code.native operands'],
    values: '-C -d --config',
    instead: { '-r --remove': ['system.privilege line'], '-l --list -D -c --showconfig': ['system.probe nothing'] },
  },
  rmmod: { does: ['system.privilege line'] },
  kexec: { does: ['code.native line', 'system.privilege line'] },
  ldconfig: {
    does: ['system.persist line'],
    values: '-C -f -r',
    instead: { '-p --print-cache': ['system.probe nothing'] },
  },
  'dkms depmod': { does: ['system.privilege line'], verbs: { status: ['system.probe nothing'] } },
  'taskset renice chrt': { does: ['process.spawn line'], values: '-c -p -n -u -g' },
};
