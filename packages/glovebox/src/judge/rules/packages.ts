import type { Rule } from '../rule.ts';

/** What a program gets from others, by the name it asks for. */
export const packageRules = {
  'near-miss-package': {
    severity: 'medium',
    title: 'The name of a package is a near miss of a popular one',
    capability: 'code.import',
    why: 'Who mistypes a name, or is led to, installs what somebody put there to be mistyped for.',
    cwe: ['CWE-829', 'CWE-1357'],
    attack: ['T1195.002'],
    message: 'No known package is called {target}.',
    remedy: 'Correct the name, or declare the package in the manifest after looking at who publishes it.',
    examples: {
      found: { language: 'python', code: 'import reqeusts\n\nprint(reqeusts.__version__)' },
      ordinary: { language: 'python', code: 'import requests\n\nprint(requests.__version__)' },
    },
    when: { examined: 'near-miss-package' },
  },
  'unknown-package': {
    severity: 'low',
    title: 'Imports a package that nothing here knows',
    capability: 'code.import',
    why: 'Models invent names of packages, and whoever registers such a name runs code wherever it is installed.',
    cwe: ['CWE-1357'],
    attack: ['T1195.002'],
    message: '{target} is neither part of the language, nor of the sample, nor declared, nor a known package.',
    remedy: 'See that it exists and who publishes it, and declare it in the manifest.',
    examples: {
      found: { language: 'javascript', code: "const parse = require('quick-json-super-parser');\nparse('{}');" },
      ordinary: { language: 'javascript', code: "const _ = require('lodash');\n_.chunk([1, 2, 3], 2);" },
    },
    when: { examined: 'unknown-package' },
  },
} as const satisfies Record<string, Rule>;
