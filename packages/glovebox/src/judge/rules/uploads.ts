import type { Pattern, Rule } from '../rule.ts';
import { LOCAL } from './ends.ts';

/** A file of the sample’s own folder, by its name. */
const OWN_FILE: Pattern = { constant: true, at: ['own-folder'] };

const SYSTEM_FILE_READ: Pattern[] = [
  {
    capability: ['file.read', 'secret.read'],
    place: ['system-configuration', 'system-state', 'system-log', 'public-configuration', 'schedule', 'machine-state'],
    seenBy: ['source'],
    except: [{ text: /^\/etc\/(ssl\/certs|ca-certificates|pki)\b|\.(crt|pem)$/ }],
  },
];
/** A request without a body: what its URL carries is for flows and decoys to tell. */
const ASKS: Pattern = { argument: /^method=(GET|HEAD|OPTIONS)$/, seenBy: ['interpreter'] };

const SENDS: Pattern[] = [
  { capability: ['network.send'], seenBy: ['source', 'interpreter', 'network'], except: [ASKS] },
  { capability: ['network.connect'], argument: /^(data|body|files|json|json_data|method)=/i, seenBy: ['source'] },
  {
    capability: ['network.connect'],
    callee: /^(urllib\.request\.urlopen|socket\.)/,
    written: /\bdata\b|\breq(uest)?\b(?!\s*\.)/,
  },
];

/** Files that are read in a sample that sends. */
export const uploadRules = {
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
        code: "import requests, sys\n\nrequests.post('https://api.example.com/files', data=open(sys.argv[1]).read())",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nrequests.post('https://api.example.com/files', data=open('notes.txt').read())",
      },
    },
    when: {
      all: [
        [{ capability: ['file.read'], seenBy: ['source'], except: [OWN_FILE] }],
        [
          { capability: ['network.send'], seenBy: ['source', 'interpreter'], except: [LOCAL, ASKS] },
          {
            capability: ['process.spawn'],
            text: /\bcurl\b.*\s(-T|--upload-file|(-d|-F|--data\S*|--form)\s*\S*@)/,
          },
        ],
      ],
      decisive: 1,
    },
  },
} as const satisfies Record<string, Rule>;
