import type { Pattern, Rule } from '../rule.ts';

const WALKS =
  /^(os\.(walk|fwalk|scandir|listdir)|glob\.i?glob|pathlib\.Path\.(rglob|glob|iterdir|walk)|(node:)?fs(\.promises|\/promises)?\.(readdir|readdirSync|opendir))$/;
const SEEKS = new RegExp(`${WALKS.source}|^find$`);

const REMOVES_WHAT_IT_FINDS: Pattern = { capability: ['file.delete'], constant: false, seenBy: ['source'] };
const REMOVES_BY_PATTERN: Pattern = { capability: ['file.delete'], text: /[*?]/, seenBy: ['source'] };

/** What takes many files of a person or of the machine, read in the source. */
export const destructionRules = {
  'destructive-delete': {
    severity: 'critical',
    title: 'Deletes a home or the whole system',
    capability: 'file.delete',
    why: 'Nothing that is asked for ordinarily removes everything below / or ~.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1561.001'],
    message: '{callee} {target}: everything below a home or a root folder.',
    remedy: 'Do not run it. Name the single folder that is meant.',
    examples: {
      found: { language: 'bash', code: 'rm -rf ~' },
      ordinary: { language: 'bash', code: 'rm -rf ./build' },
    },
    when: {
      any: [
        {
          capability: ['file.delete'],
          place: ['root-itself', 'home-itself', 'system-folder'],
          seenBy: ['source', 'interpreter'],
        },
        {
          capability: ['process.spawn'],
          place: ['root-itself', 'home-itself', 'system-folder'],
          text: /\brm\s+(-\w+\s+)*-\w*[rR]/,
          // What goes by its name is not everything; that it is much is told by what it does.
          except: [{ text: /^(\S*\/)?find\s.{0,300}\s-i?name\s.{1,300}\s-exec\s/ }],
        },
        { text: /--no-preserve-root|\b(mkfs(\.\w+)?|wipefs|blkdiscard)\s[^\n]{0,200}\/dev\// },
      ],
    },
  },
  'mass-destruction': {
    severity: 'critical',
    title: 'Goes through a home or the system and destroys what it finds',
    capability: 'file.delete',
    why: 'A program that cleans up knows the folder it made; ransomware takes all.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1486'],
    message: '{callee} {target}: of every file it finds below a home or a root folder.',
    remedy: 'Do not run it. Name the single folder that is meant.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nfor folder, _, names in os.walk('/home'):\n    for name in names:\n        os.remove(os.path.join(folder, name))",
      },
      ordinary: {
        language: 'python',
        code: "import os\n\nfor folder, _, names in os.walk('build'):\n    for name in names:\n        os.remove(os.path.join(folder, name))",
      },
    },
    when: {
      all: [
        [
          {
            callee: WALKS,
            at: ['root-itself', 'home-itself', 'system-folder'],
            seenBy: ['source'],
          },
        ],
        [{ capability: ['file.delete', 'file.write'], constant: false, seenBy: ['source'] }],
      ],
      decisive: 1,
    },
  },
  ransomware: {
    severity: 'critical',
    title: 'Encrypts what it finds and removes the originals',
    capability: 'file.delete',
    why: 'Whoever keeps a copy for themselves does not take the originals away.',
    cwe: ['CWE-506'],
    attack: ['T1486'],
    message: '{callee} {target}: of files that it walks through and encrypts.',
    remedy: 'Do not run it.',
    examples: {
      found: {
        language: 'python',
        code: "import os\nfrom pathlib import Path\nfrom cryptography.fernet import Fernet\n\nbox = Fernet(Fernet.generate_key())\nfor path in (Path.home() / 'Documents').rglob('*'):\n    path.with_suffix('.locked').write_bytes(box.encrypt(path.read_bytes()))\n    os.remove(path)",
      },
      ordinary: {
        language: 'python',
        code: "from pathlib import Path\nfrom cryptography.fernet import Fernet\n\nbox = Fernet(Path('key').read_bytes())\nfor path in (Path.home() / 'Documents').rglob('*.txt'):\n    (Path('copies') / path.name).write_bytes(box.encrypt(path.read_bytes()))",
      },
    },
    when: {
      all: [
        [{ callee: SEEKS, at: ['root-itself', 'home-itself', 'system-folder', 'personal-folder'], seenBy: ['source'] }],
        [
          { capability: ['code.import'], text: /^(cryptography|Crypto|Cryptodome|nacl|pyaes|pyAesCrypt|rsa)\b/ },
          {
            capability: ['file.read', 'file.write', 'file.delete', 'process.spawn'],
            written:
              /\b(createCipher(iv)?|publicEncrypt|encrypt\w*)\(|\bopenssl\s+enc\b(?!.*\s-d\b)|\bgpg\b.*\s(-c|-e|--symmetric|--encrypt)\b/,
          },
        ],
        [REMOVES_WHAT_IT_FINDS, { ...REMOVES_BY_PATTERN, at: ['personal-folder', 'home-itself'] }],
      ],
      decisive: 2,
    },
  },
  'personal-files-removed': {
    severity: 'medium',
    title: 'Removes what it finds among a person’s files',
    capability: 'file.delete',
    why: 'Which of their files goes is for the person to say.',
    cwe: ['CWE-73'],
    attack: ['T1485'],
    message: '{callee} {target}: of files that it finds in a person’s folders.',
    remedy: 'Move what is not wanted to a place from where it can be taken back.',
    examples: {
      found: {
        language: 'python',
        code: "import glob, os\n\nfor path in glob.glob(os.path.expanduser('~/Downloads/*.tmp')):\n    os.remove(path)",
      },
      ordinary: {
        language: 'python',
        code: "import glob, os\n\nfor path in glob.glob('downloads/*.tmp'):\n    os.remove(path)",
      },
    },
    when: {
      all: [
        [{ callee: SEEKS, at: ['personal-folder'], seenBy: ['source'] }],
        [REMOVES_WHAT_IT_FINDS, { ...REMOVES_BY_PATTERN, at: ['personal-folder'] }],
      ],
      decisive: 1,
    },
  },
} as const satisfies Record<string, Rule>;
