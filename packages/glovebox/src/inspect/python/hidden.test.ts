import { describe, expect, it } from 'vitest';
import { inspected } from '../inspect.fixture.ts';

async function hiddenIn(code: string): Promise<string[]> {
  const { sites } = await inspected('python', code);
  return sites.flatMap(({ arguments: given = {} }) =>
    ['assembled', 'decoded'].flatMap((how) => (given[how] === undefined ? [] : [`${how} ${given[how]}`])),
  );
}

describe('the name of what is called', () => {
  it.each([
    ['of two pieces', 'import os\ngetattr(os, "sys" + "tem")("id")', 'assembled system'],
    ['backwards', 'import os\ngetattr(os, "metsys"[::-1])("id")', 'decoded system'],
    ['joined', 'import builtins\ngetattr(builtins, "".join(["e", "val"]))("1")', 'assembled eval'],
    ['of a module', '__import__("o" + "s").system("id")', 'assembled os'],
    ['as a key', 'globals()["ev" + "al"]("1")', 'assembled eval'],
    ['in escapes', 'import os\ngetattr(os, "\\x73ystem")("id")', 'assembled system'],
    ['decoded', 'import os, base64\ngetattr(os, base64.b64decode("c3lzdGVt").decode())("id")', 'decoded system'],
  ])('%s is told', async (_, code, told) => {
    expect(await hiddenIn(code)).toContain(told);
  });

  it.each([
    ['plain', 'import os\ngetattr(os, "system")("id")'],
    ['of a variable', 'import os\nname = "system"\ngetattr(os, name)("id")'],
    ['that is not known', 'import os\ngetattr(os, "sys" + tail)("id")'],
  ])('%s is not', async (_, code) => {
    expect(await hiddenIn(code)).toEqual([]);
  });
});
