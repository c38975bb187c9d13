import type { Capability } from '../../capability.ts';
import type { Rule } from '../rule.ts';

const REACHES = ['network.connect', 'network.send', 'network.resolve', 'process.spawn'] as const satisfies Capability[];

/** Whom a program talks to, where the name alone says something. */
export const hostRules = {
  'drop-address': {
    severity: 'high',
    title: 'Talks to a place where anybody collects what is sent',
    capability: 'network.send',
    why: 'Hooks of chats, catchers of requests and tunnels receive what is taken from machines.',
    cwe: ['CWE-200'],
    attack: ['T1567', 'T1102'],
    message: '{callee} {target}: whoever made this address reads what is sent there.',
    remedy: 'Send to a host of the organisation, and allow that host in the policy.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nrequests.post('https://discord.com/api/webhooks/1/x', json={'content': 'up'})",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nrequests.post('https://hooks.example.com/build', json={'content': 'up'})",
      },
    },
    when: { any: [{ capability: REACHES, place: ['drop-address'] }] },
  },
  'paste-site': {
    severity: 'medium',
    title: 'Takes from or gives to a paste site',
    capability: 'network.connect',
    why: 'Nobody answers for what is there, and it may be different tomorrow.',
    cwe: ['CWE-829'],
    attack: ['T1102.001', 'T1105'],
    message: '{callee} {target}: text or files that anybody may put there.',
    remedy: 'Keep what is needed with the sample, or take it from a host that somebody answers for.',
    examples: {
      found: { language: 'bash', code: 'curl -s https://pastebin.com/raw/x1' },
      ordinary: { language: 'bash', code: 'curl -s https://files.example.com/x1' },
    },
    when: { any: [{ capability: REACHES, place: ['paste-site'] }] },
  },
  'free-host': {
    severity: 'medium',
    title: 'Talks to a page anybody can publish',
    capability: 'network.connect',
    why: 'Free pages and changing names are where deceit and malware are put: they cost nothing and ask for no name.',
    cwe: ['CWE-829'],
    attack: ['T1583.006', 'T1102'],
    message: '{callee} {target}: a page or name that anybody gets for nothing.',
    remedy: 'Check who is behind the page, and allow that host in the policy.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nprint(requests.get('https://ada.github.io/offer.html').text)",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nprint(requests.get('https://www.example.com/offer.html').text)",
      },
    },
    when: { any: [{ capability: REACHES, place: ['free-host'] }] },
  },
  'short-link': {
    severity: 'medium',
    title: 'Follows a shortened address',
    capability: 'network.connect',
    why: 'Where it leads is not told, and can be changed afterwards.',
    cwe: ['CWE-601'],
    attack: ['T1204.001'],
    message: '{callee} {target}: leads to a place that is not named.',
    remedy: 'Write the address it leads to.',
    examples: {
      found: { language: 'bash', code: 'wget https://bit.ly/3x' },
      ordinary: { language: 'bash', code: 'wget https://files.example.com/list.csv' },
    },
    when: { any: [{ capability: REACHES, place: ['short-link'] }] },
  },
  'abused-domain': {
    severity: 'medium',
    title: 'Talks to a name of an ending that is mostly abused',
    capability: 'network.connect',
    why: 'Names of these endings are bought in bulk, used for a day and left.',
    attack: ['T1583.001'],
    message: '{callee} {target}: a name of an ending that is mostly abused.',
    remedy: 'Check who is behind the name, and allow it in the policy.',
    examples: {
      found: {
        language: 'javascript',
        code: "fetch('https://updates.cheap.xyz/a').then((reply) => reply.text());",
      },
      ordinary: {
        language: 'javascript',
        code: "fetch('https://updates.example.com/a').then((reply) => reply.text());",
      },
    },
    when: { any: [{ capability: REACHES, place: ['abused-domain'] }] },
  },
  'telling-address': {
    severity: 'medium',
    title: 'Talks to an address that says what it is for',
    capability: 'network.connect',
    why: 'Nobody names a page or a host after malware by accident.',
    cwe: ['CWE-829'],
    attack: ['T1204.001', 'T1105'],
    message: '{callee} {target}: the address itself names something harmful.',
    remedy: 'Check what is there before a program takes it.',
    examples: {
      found: { language: 'bash', code: 'curl https://files.example.com/ransomware.html' },
      ordinary: { language: 'bash', code: 'curl https://files.example.com/hardware.html' },
    },
    when: {
      any: [
        {
          capability: REACHES,
          text: /\b(https?|ftp|wss?):\/\/\S{0,300}?(?<![a-z])(mal(ware|icious)|ransomware|phish(ing|er)?|trojan|backdoor|rootkit|key-?logger|botnet|spyware|(info-?)?stealer|dropper|evil|attackers?|c2-?server|crypto-?miner|(payload|exploit|virus|worm|shell|hack|inject)\.(sh|py|exe|bin|js|ps1|elf|php|html?))(?![a-z])/i,
        },
      ],
    },
  },
  'deceptive-name': {
    severity: 'medium',
    title: 'Talks to a name that may look like another',
    capability: 'network.connect',
    why: 'Letters of other scripts make a name that reads like a known one.',
    cwe: ['CWE-1007'],
    attack: ['T1583.001', 'T1036'],
    message: '{callee} {target}: a name with letters of another script.',
    remedy: 'Look at the name as it is shown, and allow it in the policy when it is meant.',
    examples: {
      found: { language: 'bash', code: 'curl https://xn--80ak6aa92e.com/login' },
      ordinary: { language: 'bash', code: 'curl https://www.example.com/login' },
    },
    when: { any: [{ capability: REACHES, place: ['punycode'] }] },
  },
  'private-network-connect': {
    severity: 'medium',
    title: 'Reaches into the private network',
    capability: 'network.connect',
    why: 'Neighbours trust each other; a program on one machine is a way to all of them.',
    cwe: ['CWE-918'],
    attack: ['T1046', 'T1021'],
    message: '{callee} {target}: a machine of the private network.',
    remedy: 'Allow the host in the policy when the program is meant to talk to it.',
    examples: {
      found: { language: 'python', code: "import requests\n\nrequests.get('http://192.168.0.1/admin')" },
      ordinary: { language: 'python', code: "import requests\n\nrequests.get('https://www.example.com/admin')" },
    },
    when: {
      any: [
        {
          capability: ['network.connect', 'network.send'],
          place: ['private-network'],
          except: [{ place: ['metadata-address'] }],
        },
      ],
    },
  },
  'crypto-mining': {
    severity: 'critical',
    title: 'Mines a currency',
    capability: 'resource.exhaust',
    why: 'Somebody else’s machine and power make somebody’s money.',
    cwe: ['CWE-400', 'CWE-506'],
    attack: ['T1496'],
    message: '{callee} {target}: a miner or its pool.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'bash', code: './xmrig -o stratum+tcp://pool.example:3333 -u 4Ax' },
      ordinary: { language: 'bash', code: './worker -o tcp://queue.example:3333 -u ada' },
    },
    when: {
      any: [
        { place: ['mining-pool'] },
        { text: /\bstratum\+?(tcp|ssl|tls|udp)?:\/\// },
        { argument: /\bstratum\+?(tcp|ssl|tls|udp)?:\/\// },
        {
          capability: ['process.spawn', 'network.connect'],
          text: /(^|[\s/;&|])(xmrig|minerd|cpuminer(-\w+)?|ethminer|nbminer|t-rex|cgminer|bfgminer|ccminer|xmr-stak\S*|lolminer|phoenixminer)(\s|$)/i,
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
