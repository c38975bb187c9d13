import type { Pattern, Rule } from '../rule.ts';
import { LOCAL } from './ends.ts';

const NETWORK = ['network.connect', 'network.send', 'network.resolve'] as const;
const FETCH: Pattern = {
  capability: ['network.connect', 'network.send', 'network.resolve'],
  except: [LOCAL],
};
/** Names set aside for documentation, and those that lead nowhere: what an author writes who means no host. */
const NOBODY: readonly Pattern[] = [
  // Every address of it: a call may be given several.
  { text: /^(?!.*:\/\/(?!(www\.)?example\.(com|org|net)([:/?\s]|$)))[a-z]+:\/\// },
  { text: /^(www\.)?example\.(com|org|net)(:\d+)?$/ },
  { text: /^(\w+:\/\/)?([\w-]{1,63}\.){1,5}(invalid|test)(?=[:/?]|$)/ },
];
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
            ...NOBODY,
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
    severity: 'low',
    title: 'Listens for the whole network',
    capability: 'network.listen',
    why: 'Every machine that can reach this one can talk to it.',
    cwe: ['CWE-1327'],
    message: '{callee} {target}: every interface of the machine.',
    remedy: 'Listen on 127.0.0.1 unless others must connect.',
    examples: {
      found: { language: 'javascript', code: "require('node:http').createServer().listen(8080);" },
      ordinary: { language: 'javascript', code: "require('node:http').createServer().listen(8080, '127.0.0.1');" },
    },
    when: {
      any: [{ capability: ['network.listen'], place: ['any-address'] }],
    },
  },
  'open-listener': {
    severity: 'medium',
    title: 'Is written to listen for the whole network',
    capability: 'network.listen',
    why: 'The address says so: every machine that can reach this one can talk to it.',
    cwe: ['CWE-1327'],
    attack: ['T1571'],
    message: '{callee} {target}: every interface of the machine.',
    remedy: 'Listen on 127.0.0.1 unless others must connect.',
    examples: {
      found: { language: 'bash', code: 'python3 -m http.server 8000' },
      ordinary: { language: 'bash', code: 'python3 -m http.server 8000 --bind 127.0.0.1' },
    },
    when: {
      any: [
        { capability: ['network.listen'], place: ['any-address'], language: ['python', 'bash'] },
        {
          capability: ['network.listen'],
          place: ['any-address'],
          language: ['javascript', 'typescript'],
          written: /0\.0\.0\.0|['"`]::['"`]/,
        },
        { text: /\s-m\s+(http\.server|SimpleHTTPServer)\b/, except: [{ place: ['loopback'] }] },
      ],
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
} as const satisfies Record<string, Rule>;
