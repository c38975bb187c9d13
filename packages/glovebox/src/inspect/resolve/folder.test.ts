import { expect, it } from 'vitest';
import { usesIn } from '../inspect.fixture.ts';

it.each([
  ['python', 'import os\nos.chdir("/etc")\nos.remove("hosts")', 'file.delete os.remove /etc/hosts'],
  ['python', 'import os\nos.chdir("/etc")\nos.chdir("ssh")\nopen("x", "w")', 'file.write open /etc/ssh/x'],
  ['python', 'import os\nos.chdir(os.path.expanduser("~"))\nos.listdir()', 'file.read os.listdir ~'],
  ['python', 'import os\nos.chdir(given())\nos.remove("hosts")', 'file.delete os.remove hosts'],
  ['python', 'import os\nos.chdir("/etc")\nos.remove("/tmp/x")', 'file.delete os.remove /tmp/x'],
  ['javascript', 'process.chdir("/etc"); require("fs").rmSync("hosts")', 'file.delete fs.rmSync /etc/hosts'],
  ['bash', 'cd "$HOME"\nfind . -delete', 'file.delete find ~'],
] as const)('a path begins in the folder the program went to: %s %s', async (language, code, use) => {
  expect(await usesIn(language, code)).toContain(use);
});
