import { describe, expect, it } from 'vitest';
import { sampleOfSource } from '../sample/load.ts';
import { check } from './examine.ts';

/** The behaviour checks of the field's guides, on the whole path: inspected, run in the jail, judged. */
async function verdictOn(source: string) {
  const { verdict, findings, sample } = await check(sampleOfSource(source, 'python'));
  return { verdict, findings, entry: sample.entry };
}

describe("the guides' behaviour checks", () => {
  it("`print('Hello, world!')` is allow with risk 0", async () => {
    const { verdict, findings } = await verdictOn("print('Hello, world!')\n");
    expect(verdict).toEqual({ decision: 'allow', risk: 0, reasons: [] });
    expect(findings).toEqual([]);
  });

  it('`os.environ.get("X")` is allow', async () => {
    expect((await verdictOn('import os; os.environ.get("X")\n')).verdict).toMatchObject({ decision: 'allow', risk: 0 });
  });

  it("`os.system('whoami')` is a finding, with what was seen running", async () => {
    const { findings, entry } = await verdictOn("import os; os.system('whoami')\n");
    expect(findings).toMatchObject([{ rule: 'shell-command', locations: [{ file: entry, line: 1 }] }]);
    expect(findings[0]?.evidence.filter((id) => id.startsWith('event:')).length).toBeGreaterThan(1);
  });

  it('`exec(base64.b64decode(…))` is block, and its twin that execs nothing is not', async () => {
    const hidden = Buffer.from("print('hi')").toString('base64');
    const risky = await verdictOn(`import base64\nexec(base64.b64decode("${hidden}"))\n`);
    expect(risky.verdict.decision).toBe('block');
    expect(risky.findings[0]).toMatchObject({ severity: 'critical', locations: [{ line: 2 }] });
    const twin = await verdictOn(`import base64\nprint(base64.b64decode("${hidden}"))\n`);
    expect(twin.verdict.decision).toBe('allow');
  });

  it('`cat /etc/passwd` is reported with its line', async () => {
    const { verdict, findings } = await verdictOn('import os\nos.system("cat /etc/passwd")\n');
    expect(verdict.decision).toBe('block');
    expect(findings[0]).toMatchObject({ rule: 'account-list-read', locations: [{ line: 2 }] });
  });

  it('a 1 GiB string is memory exhaustion', async () => {
    const { findings } = await verdictOn('x = "a" * (1024 ** 3)\nprint(len(x))\n');
    expect(findings.map((finding) => finding.rule)).toContain('memory-exhaustion');
  });
});
