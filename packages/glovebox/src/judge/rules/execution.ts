import type { Pattern, Rule } from '../rule.ts';
import { EXPRESSION_ALONE, SHELLS } from './patterns.ts';

/** Code that does more than compute: what to look for in text that is about to be evaluated. */
const ACTS =
  /__import__|\b(import|require)\b\s*\(?\s*['"\w]|\b(os|subprocess|shutil|socket|sys|child_process|fs|process)\s*\.\s*\w+|\bsystem\s*\(|\b(exec|eval|open|compile|spawn)\s*\(|\b(rm|curl|wget|nc|chmod|kill)\s+[-/~\w]/;

/** Code that starts programs: what to look for in text that Python or JavaScript is about to evaluate. */
const COMMANDS =
  /\b(os|posix)\s*\.\s*(system|popen|spawn\w+|exec[lv]\w*)\s*\(|__import__\s*\(\s*['"](os|subprocess|pty)['"]\s*\)\s*\.\s*(system|popen|spawn\w*|exec[lv]\w*|run|call|check_output|Popen|getoutput)\b|\bsubprocess\s*\.\s*\w+\s*\(|child_process['"]?\s*\)?\s*\.\s*\w+/;

const SYSTEM_PLACES = [
  'system-folder',
  'root-itself',
  'home-itself',
  'account-file',
  'password-store',
  'credential-store',
  'public-configuration',
  'system-configuration',
  'system-program',
  'system-state',
  'system-log',
] as const;

/** Turning text into other text that nobody can read at a glance. */
const DECODES =
  /b(64|32|16|85)decode|a85decode|\bdecodebytes|unhexlify|fromhex|\bdecompress|\bcodecs\.decode|rot_?13|\batob\b|['"](base64|hex)['"]|base64\s+(-d|--decode|-D)|\bxxd\s+-r|\bbase32\s+-d|marshal\.loads|\bchr\s*\(|fromCharCode|\bgunzip\b|openssl\s+enc\s.*-d/;

/** A decoder whose output an interpreter reads, or a program given to one as encoded text. */
const DECODED_INTO_SHELL =
  /(base(64|32)\s+(-d|--decode|-D)|xxd\s+-r)[^|\n]*\|\s*(\S+\/)?((ba|da|z|k)?sh|python[\d.]*|node|perl)\b|\b(python[\d.]*|node|perl)\s+-[ce]\s.*(b64decode|atob|base64)/;

/** Callees of Python and JavaScript that evaluate text; a shell that is given a command line is not meant. */
const EVALUATES =
  /^(?!.*child_process)(\S*\.)?(exec|eval|compile|Function|setTimeout|setInterval|runIn\w*Context|runsource|runcode)$/;

/** Libraries of numbers look, at a call that computes, which libraries of the system they were loaded with. */
const OWN_LIBRARIES: Pattern = {
  seenBy: ['interpreter'],
  text: /^(\/usr\/lib\/\S{0,200}\/)?lib(c|m|gomp|iomp5|omp|openblas\S{0,40}|blas\S{0,20}|mkl_\w{1,20})(-[\d.]{1,9})?\.so[\d.]{0,9}$/,
  written:
    /^(?!.*(ctypes|CDLL|cffi|dlopen|getattr|__import__|exec|eval)).*\.(fit|fit_\w+|predict|predict_\w+|transform|score)\s*\(/,
};

export const executionRules = {
  'shell-command': {
    severity: 'low',
    title: 'Runs a command line through a shell',
    capability: 'process.spawn',
    why: 'A shell reads more into a text than a list of arguments would; most uses are harmless.',
    cwe: ['CWE-78'],
    attack: ['T1059.004'],
    message: '{callee} gives a shell the command line {target}.',
    remedy: 'Call the program with a list of arguments and no shell, or use the library function that does the same.',
    examples: {
      found: { language: 'python', code: "import os\n\nos.system('ls | wc -l')" },
      ordinary: { language: 'python', code: "import subprocess\n\nsubprocess.run(['ls'])" },
    },
    when: {
      any: [
        { capability: ['process.spawn'], callee: SHELLS, seenBy: ['source', 'interpreter'] },
        { capability: ['process.spawn'], argument: /^shell=(true|1|['"]?\/)/i, seenBy: ['source', 'interpreter'] },
      ],
    },
  },
  'shell-command-built': {
    severity: 'medium',
    title: 'Runs a command line that is put together while running',
    capability: 'process.spawn',
    why: 'Whoever controls a part of the text controls the shell.',
    cwe: ['CWE-78'],
    attack: ['T1059.004'],
    message: '{callee} gives a shell a command line that the source does not fix.',
    remedy: 'Pass the varying parts as separate arguments without a shell, so that they cannot become commands.',
    independent: true,
    examples: {
      found: { language: 'python', code: "import os, sys\n\nos.system('convert ' + sys.argv[1])" },
      ordinary: { language: 'python', code: "import subprocess, sys\n\nsubprocess.run(['convert', sys.argv[1]])" },
    },
    when: {
      any: [
        { capability: ['process.spawn'], callee: SHELLS, constant: false },
        { capability: ['process.spawn'], argument: /^shell=(true|1)/i, constant: false },
      ],
    },
  },
  'constant-eval': {
    severity: 'low',
    title: 'Evaluates a text as code',
    capability: 'code.eval',
    why: 'Evaluating a fixed text is needless, and hides code from readers and tools.',
    cwe: ['CWE-95'],
    message: '{callee} evaluates {target}.',
    remedy: 'Write the code itself.',
    examples: {
      found: { language: 'python', code: "print(eval('1 + 1'))" },
      ordinary: { language: 'python', code: 'print(1 + 1)' },
    },
    when: { any: [{ capability: ['code.eval'], constant: true, except: [{ callee: /^trap$/ }] }] },
  },
  'dynamic-code-execution': {
    severity: 'medium',
    title: 'Evaluates code that is put together while running',
    capability: 'code.eval',
    why: 'What will run cannot be read before it does.',
    cwe: ['CWE-95', 'CWE-94'],
    attack: ['T1059'],
    message: '{callee} runs code that the source does not fix.',
    remedy: 'Use a parser for the values expected (ast.literal_eval, JSON.parse) or a table of functions.',
    independent: true,
    examples: {
      found: { language: 'python', code: 'print(eval(input()))' },
      ordinary: { language: 'python', code: 'import ast\n\nprint(ast.literal_eval(input()))' },
    },
    when: {
      any: [
        { capability: ['code.eval'], constant: false, except: [EXPRESSION_ALONE] },
        // A variable that is evaluated is code to whoever fills it, whatever that is here.
        { capability: ['code.eval'], argument: /^variable=/ },
        { capability: ['code.eval'], argument: /^piped=\S{1,40}\s+(\S{1,20}\s+)?["']?\$\{?\w+\}?["']?\s*$/ },
      ],
    },
  },
  'evaluated-code-acts': {
    severity: 'high',
    title: 'Evaluates code that reaches for files, programs or the network',
    capability: 'code.eval',
    why: 'Ordinary uses of evaluation compute a value; commands inside a text are there to pass a reader or a scanner.',
    cwe: ['CWE-95'],
    attack: ['T1027', 'T1059'],
    message: '{callee} evaluates {target}.',
    remedy: 'Write the calls openly, so that they can be read, or remove them.',
    examples: {
      found: { language: 'python', code: `eval("__import__('os').system('id')")` },
      ordinary: { language: 'python', code: "eval('1 + 1')" },
    },
    when: {
      any: [
        {
          capability: ['code.eval'],
          text: ACTS,
          seenBy: ['source', 'interpreter'],
          // In a shell a command is what evaluated text is: what it does is looked at by itself.
          except: [{ callee: /^(bash|sh|source|\.)$/ }, { language: ['bash'] }],
        },
      ],
    },
  },
  'evaluated-command': {
    severity: 'critical',
    title: 'Starts programs from inside of evaluated text',
    capability: 'process.spawn',
    why: 'An import and a command in a text that is evaluated is how an injection looks, and how code hides from scanners.',
    cwe: ['CWE-95', 'CWE-78'],
    attack: ['T1059', 'T1027'],
    message: '{callee} {target}: from inside of text that is evaluated.',
    remedy: 'Do not run it. Write the calls openly, so that they can be read.',
    examples: {
      found: { language: 'python', code: `eval("__import__('os').system('id')")` },
      ordinary: { language: 'python', code: "eval('2 ** 0.5')" },
    },
    when: {
      any: [
        { capability: ['process.spawn', 'process.signal', 'file.delete', 'file.permission'], inside: EVALUATES },
        { capability: ['network.connect', 'network.send', 'network.listen', 'secret.read'], inside: EVALUATES },
        { capability: ['system.persist', 'system.privilege', 'code.native'], inside: EVALUATES },
        { capability: ['code.eval'], callee: EVALUATES, text: COMMANDS, seenBy: ['source', 'interpreter'] },
      ],
    },
  },
  'evaluated-reach': {
    severity: 'high',
    title: 'Reaches into the system from inside of evaluated text',
    capability: 'code.eval',
    why: 'A text that is evaluated computes a value; what looks at the system belongs where it can be read.',
    cwe: ['CWE-95'],
    attack: ['T1059', 'T1083'],
    message: '{callee} {target}: a place of the system, from inside of text that is evaluated.',
    remedy: 'Write the calls openly, so that they can be read.',
    examples: {
      found: { language: 'bash', code: 'eval "ls -a /etc/ssl"' },
      ordinary: { language: 'bash', code: 'eval "ls -a docs"' },
    },
    when: {
      any: [
        { inside: EVALUATES, at: SYSTEM_PLACES },
        { capability: ['code.eval'], callee: EVALUATES, at: SYSTEM_PLACES, seenBy: ['source'] },
      ],
    },
  },
  'decoded-code-execution': {
    severity: 'critical',
    title: 'Runs code that was hidden from readers',
    capability: 'code.eval',
    why: 'Encoding code has one purpose: that nobody sees what it does.',
    cwe: ['CWE-506', 'CWE-95'],
    attack: ['T1027', 'T1140'],
    message: '{callee} runs code that the source does not show: {target}.',
    remedy: 'Do not run it. Ask for the plain source.',
    examples: {
      found: { language: 'python', code: "import base64\n\nexec(base64.b64decode('cHJpbnQoMSk='))" },
      ordinary: { language: 'python', code: "import base64\n\nprint(base64.b64decode('cHJpbnQoMSk='))" },
    },
    when: {
      any: [
        { capability: ['code.eval', 'process.spawn', 'code.deserialize'], argument: /^decoded?=/ },
        { capability: ['code.eval'], argument: DECODES },
        { capability: ['code.eval'], text: DECODES },
        { capability: ['code.eval'], written: DECODES },
        { capability: ['code.eval'], text: ACTS, concealed: true },
        { capability: ['process.spawn'], text: DECODED_INTO_SHELL },
        { capability: ['process.spawn', 'code.eval'], written: DECODED_INTO_SHELL },
      ],
    },
  },
  'untrusted-deserialization': {
    severity: 'medium',
    title: 'Loads objects in a format that can run code',
    capability: 'code.deserialize',
    why: 'pickle and its like call whatever the data names.',
    cwe: ['CWE-502'],
    message: '{callee} builds objects from {target}; the data decides what is called.',
    remedy: 'Use JSON, or yaml.safe_load.',
    independent: true,
    examples: {
      found: { language: 'python', code: "import pickle\n\nprint(pickle.load(open('upload.bin', 'rb')))" },
      ordinary: { language: 'python', code: "import json\n\nprint(json.load(open('upload.json')))" },
    },
    when: { any: [{ capability: ['code.deserialize'], seenBy: ['source'] }] },
  },
  'native-code': {
    severity: 'medium',
    title: 'Calls native code directly',
    capability: 'code.native',
    why: 'Native code acts without the interpreter noticing, and past every check written in its language.',
    cwe: ['CWE-111'],
    attack: ['T1106'],
    message: '{callee} loads or calls native code: {target}.',
    remedy: 'Use the language’s own library for this, or say why native code is needed.',
    examples: {
      found: { language: 'python', code: "import ctypes\n\nctypes.CDLL('libc.so.6').getpid()" },
      ordinary: { language: 'python', code: 'import os\n\nprint(os.getpid())' },
    },
    when: { any: [{ capability: ['code.native'], seenBy: ['source', 'interpreter'], except: [OWN_LIBRARIES] }] },
  },
  shellcode: {
    severity: 'critical',
    title: 'Puts machine code into memory and runs it',
    capability: 'code.native',
    why: 'What the bytes do is seen by no examination of the source.',
    cwe: ['CWE-94'],
    attack: ['T1055', 'T1620'],
    message: '{callee} {target}: memory that was asked for is run as code.',
    remedy: 'Do not run it.',
    examples: {
      found: {
        language: 'python',
        code: "import ctypes\n\nlib = ctypes.CDLL(None)\nplace = lib.mmap(0, 4096, 7, 34, -1, 0)\nctypes.memmove(place, b'\\x90\\xc3', 2)\nctypes.CFUNCTYPE(None)(place)()",
      },
      ordinary: {
        language: 'python',
        code: 'import ctypes\n\n@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)\ndef twice(n):\n    return 2 * n',
      },
    },
    when: {
      all: [
        [
          {
            capability: ['code.native', 'process.inject'],
            callee: /\.(mmap|mprotect|VirtualAlloc(Ex)?|VirtualProtect(Ex)?|valloc|posix_memalign|memfd_create)$/,
          },
        ],
        [
          {
            capability: ['code.native', 'process.inject'],
            callee: /\.(CFUNCTYPE|WINFUNCTYPE|PYFUNCTYPE|CreateThread|CreateRemoteThread|RtlMoveMemory|memmove)$/,
          },
        ],
      ],
      decisive: 1,
    },
  },
  'fileless-program': {
    severity: 'high',
    title: 'Makes a program in memory, without a file',
    capability: 'code.native',
    why: 'A program that never was a file leaves nothing to examine.',
    attack: ['T1620'],
    message: 'The kernel was asked for {callee}, memory that can be executed like a file.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'python', code: "import os\n\nprogram = os.memfd_create('p')" },
      ordinary: { language: 'python', code: 'import tempfile\n\nscratch = tempfile.TemporaryFile()' },
    },
    when: { any: [{ capability: ['code.native'], callee: /memfd_(create|secret)/ }] },
  },
  'own-source-modified': {
    severity: 'medium',
    title: 'Changes its own source',
    capability: 'file.write',
    why: 'What runs next time is not what was examined.',
    cwe: ['CWE-506'],
    attack: ['T1027.014'],
    message: 'A file of the sample was different after the run: {target}.',
    remedy: 'Keep state in a file of its own.',
    examples: {
      found: {
        language: 'python',
        code: "open('sample.py', 'a').write('x = 1')",
        run: { changes: [{ path: '/work/sample.py', change: 'modified', bytes: 40 }] },
      },
      ordinary: {
        language: 'python',
        code: "open('state.json', 'a').write('1')",
        run: { changes: [{ path: '/work/state.json', change: 'created', bytes: 1 }] },
      },
    },
    when: { examined: 'own-source-modified' },
  },
  'import-not-allowed': {
    severity: 'critical',
    title: 'Imports a module the policy does not allow',
    capability: 'code.import',
    why: 'The policy lists what may be imported; anything else is refused before it runs.',
    message: '{target} is not on the list of allowed imports.',
    remedy: 'Use an allowed module, or add this one to the policy’s imports.',
    examples: {
      found: { language: 'python', code: 'import socket', allowedImports: ['json'] },
      ordinary: { language: 'python', code: 'import json', allowedImports: ['json'] },
    },
    when: { examined: 'import-beyond-policy' },
  },
} as const satisfies Record<string, Rule>;
