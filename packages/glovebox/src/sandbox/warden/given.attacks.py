"""Attempts on one process by another of the same user. Each says what came of it: `did`, or the name of the error."""

import ctypes
import errno
import json
import os
import signal
import struct
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
SYSCALLS = {
    'x86_64': dict(ptrace=101, readv=310, writev=311, prlimit=302, setscheduler=144, setattr=314, setparam=142,
                   affinity=203, priority=141, ioprio=251, pidfd_open=434, pidfd_signal=424, getfd=438, kcmp=312,
                   madvise=440, move=279, migrate=256),
    'aarch64': dict(ptrace=117, readv=270, writev=271, prlimit=261, setscheduler=119, setattr=274, setparam=118,
                    affinity=122, priority=140, ioprio=30, pidfd_open=434, pidfd_signal=424, getfd=438, kcmp=272,
                    madvise=440, move=239, migrate=238),
}[os.uname().machine]


def call(name, *arguments):
    result = libc.syscall(ctypes.c_long(SYSCALLS[name]), *[ctypes.c_void_p(a) if type(a) is int else a for a in arguments])
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def open_one(path, flags):
    os.close(os.open(path, flags | os.O_NONBLOCK))


def write_one(path, text):
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text)
    finally:
        os.close(fd)


def any_descriptor(target, flags):
    failed = OSError(errno.ENOENT, 'none')
    for number in range(12):
        try:
            return open_one(f'/proc/{target}/fd/{number}', flags)
        except OSError as error:
            failed = error if error.errno != errno.ENOENT else failed
    raise failed


def victim():
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return pid


def attack(target):
    proc = f'/proc/{target}'
    vector = ctypes.addressof(buffer)
    none, one = struct.pack('QQ', 0, 0), struct.pack('QQ', 1, 1)
    everywhere = ctypes.create_string_buffer(struct.pack('Q', 1))
    attributes = ctypes.create_string_buffer(struct.pack('IIQiIQQQ', 48, 5, 0, 0, 0, 0, 0, 0))
    tries = {
        'read environ': lambda: open(f'{proc}/environ', 'rb').read(),
        'read maps': lambda: open(f'{proc}/maps', 'rb').read(1) or 1 / 0,
        'read auxv': lambda: open(f'{proc}/auxv', 'rb').read(),
        'read memory': lambda: open_one(f'{proc}/mem', os.O_RDONLY),
        'write memory': lambda: open_one(f'{proc}/mem', os.O_RDWR),
        'read pages': lambda: open_one(f'{proc}/pagemap', os.O_RDONLY),
        'read stack': lambda: open(f'{proc}/stack', 'rb').read(),
        'read system call': lambda: open(f'{proc}/syscall', 'rb').read(),
        'open root': lambda: open_one(f'{proc}/root', os.O_RDONLY),
        'open working directory': lambda: open_one(f'{proc}/cwd', os.O_RDONLY),
        'list descriptors': lambda: os.listdir(f'{proc}/fd'),
        'read about descriptors': lambda: os.listdir(f'{proc}/fdinfo'),
        'list mapped files': lambda: os.listdir(f'{proc}/map_files'),
        'open a descriptor to read': lambda: any_descriptor(target, os.O_RDONLY),
        'open a descriptor to write': lambda: any_descriptor(target, os.O_WRONLY),
        'open its thread’s descriptor': lambda: any_descriptor(f'{target}/task/{target}', os.O_WRONLY),
        'write oom_score_adj': lambda: write_one(f'{proc}/oom_score_adj', b'1000'),
        'write coredump_filter': lambda: write_one(f'{proc}/coredump_filter', b'0'),
        'write clear_refs': lambda: write_one(f'{proc}/clear_refs', b'1'),
        'write timerslack': lambda: write_one(f'{proc}/timerslack_ns', b'1000000000'),
        'write comm': lambda: write_one(f'{proc}/comm', b'mine'),
        'write autogroup': lambda: write_one(f'{proc}/autogroup', b'19'),
        'write sched': lambda: write_one(f'{proc}/sched', b'0'),
        'attach': lambda: call('ptrace', 16, target, 0, 0),
        'seize': lambda: call('ptrace', 0x4206, target, 0, 0),
        'read by call': lambda: call('readv', target, vector, 1, vector, 1, 0),
        'write by call': lambda: call('writev', target, vector, 1, vector, 1, 0),
        'take a descriptor': lambda: call('getfd', call('pidfd_open', target, 0), 0, 0),
        'compare': lambda: call('kcmp', os.getpid(), target, 0, 0, 0),
        'advise': lambda: call('madvise', call('pidfd_open', target, 0), vector, 1, 21, 0),
        'move its pages': lambda: call('move', target, 0, 0, 0, 0, 0),
        'migrate its pages': lambda: call('migrate', target, 1, everywhere, everywhere),
        'lower its descriptors': lambda: call('prlimit', target, 7, one, None),
        'lower its memory': lambda: call('prlimit', target, 9, one, None),
        'end its files': lambda: call('prlimit', target, 1, none, None),
        'end its time': lambda: call('prlimit', target, 0, one, None),
        'end its stack': lambda: call('prlimit', target, 3, one, None),
        'make it idle': lambda: call('setscheduler', target, 5, struct.pack('i', 0)),
        'make it idle by attributes': lambda: call('setattr', target, attributes, 0),
        'set its parameter': lambda: call('setparam', target, struct.pack('i', 0)),
        'pin it to a processor': lambda: call('affinity', target, 8, everywhere),
        'make it nice': lambda: call('priority', 0, target, 19),
        'make its user nice': lambda: call('priority', 2, os.getuid(), 19),
        'make its input idle': lambda: call('ioprio', 1, target, 3 << 13),
        'make its user’s input idle': lambda: call('ioprio', 3, os.getuid(), 3 << 13),
        'join its group': lambda: os.setpgid(0, os.getpgid(target) or target),
        'kill by pidfd': lambda: call('pidfd_signal', call('pidfd_open', target, 0), 9, None, 0),
        'kill': lambda: os.kill(target, signal.SIGKILL),
    }
    if target != 1:
        del tries['kill by pidfd']  # it would be gone for the last one
    return {name: came_of(attempt) for name, attempt in tries.items()}


def came_of(attempt):
    try:
        attempt()
        return 'did'
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno))
    except Exception as error:
        return type(error).__name__
