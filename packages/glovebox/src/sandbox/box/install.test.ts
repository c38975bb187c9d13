import { describe, expect, it } from 'vitest';
import { open } from './boxes.fixture.ts';
import { asked, npmHash, pipHash, registry, strayed, wayToIndex } from './packages.fixture.ts';

const limits = { cpus: 2 };

describe('packages in a box', { timeout: 60_000 }, () => {
  it('come with pip from the index that the network leads to, with their hashes', async () => {
    const box = await open('python', { limits, network: wayToIndex(), packages: { index: `${registry()}simple` } });
    const { ok, packages, cell } = await box.install(['tinything==1.2']);
    expect(cell.stderr).toBe('');
    expect(ok).toBe(true);
    expect(packages).toEqual([
      { name: 'tinything', version: '1.2', url: expect.stringContaining('.whl'), hash: pipHash() },
    ]);
    const sent = cell.events.filter(({ observer }) => observer === 'network');
    expect(sent.map(({ target, outcome }) => [target, outcome])).toContainEqual([
      `${registry()}simple/tinything/`,
      'allowed',
    ]);
    expect((await box.run('import tinything\ntinything.answer()')).value).toBe('42');
    const held = await box.install([`tinything==1.2 --hash=sha256:${'0'.repeat(64)}`]);
    expect(held).toMatchObject({ ok: true, packages: [] }); // it is there already
    const other = await box.run('import urllib.request\nurllib.request.urlopen("http://other.example/")');
    expect(other.error?.name).toBe('URLError');
    expect(other.events).toContainEqual(
      expect.objectContaining({ capability: 'network.resolve', target: 'other.example', outcome: 'denied' }),
    );
  });

  it('come in a cell as well, and not where their hash is another', async () => {
    const box = await open('python', { limits, network: wayToIndex(), packages: { index: `${registry()}simple` } });
    const wrong = await box.install([`tinything==1.2 --hash=sha256:${'0'.repeat(64)}`]);
    expect(wrong.ok).toBe(false);
    expect(wrong.cell.stderr).toContain('DO NOT MATCH THE HASHES');
    const cell = await box.run('import os\n%pip install tinything\nimport tinything\ntinything.answer()');
    expect(cell).toMatchObject({ value: '42', exitCode: 0 });
    expect((await box.run('!pip list | grep tinything')).stdout).toMatch(/^tinything +1\.2\n/);
  });

  it('come with npm, whose scripts run only where they are let, and do not get out', async () => {
    const options = { limits, network: wayToIndex() };
    const still = await open('javascript', { ...options, packages: { index: registry() } });
    const installed = await still.install(['tiny@1.0.0']);
    expect(installed.cell.stderr).not.toContain('error');
    expect(installed).toMatchObject({ ok: true, packages: [{ name: 'tiny', version: '1.0.0', hash: npmHash() }] });
    expect((await still.run('require("tiny")')).value).toBe('42');
    expect((await still.files.list()).map(({ name }) => name)).not.toContain('tried');
    await still.close();

    const built = await open('javascript', { ...options, packages: { index: registry(), build: true } });
    const { ok, cell } = await built.install(['tiny']);
    expect(ok).toBe(true);
    // The first is the control: its script does speak to the network, where that leads.
    expect(Buffer.from(await built.files.read('tried')).toString()).toBe('fulfilled rejected rejected');
    expect(asked).toContain('/from-script');
    expect(strayed).toEqual([]);
    expect(cell.events.filter(({ outcome }) => outcome === 'denied')).not.toEqual([]);
  });

  it('are not had where there is no pip, which is said', async () => {
    const box = await open('python', { network: wayToIndex(), packages: { index: `${registry()}simple` } });
    await box.run('import os\nos.environ["PATH"] = "/work/bin"');
    const fake = '#!/bin/sh\necho "/usr/bin/python3: No module named pip" >&2\nexit 1\n';
    await box.files.write('bin/python3', fake);
    await box.run('os.chmod("/work/bin/python3", 0o755)');
    await expect(box.install(['tinything'])).rejects.toMatchObject({
      code: 'interpreter-missing',
      message: 'there is no pip in the box',
    });
  });

  it('are not had where the network does not lead to them, and it is said what would', async () => {
    const box = await open('python');
    await expect(box.install(['requests'])).rejects.toMatchObject({
      code: 'usage',
      remedy: expect.stringContaining('hosts: [pypi.org, files.pythonhosted.org]'),
    });
    const elsewhere = await open('python', { network: wayToIndex() });
    await expect(elsewhere.install(['requests'])).rejects.toThrow('may not reach pypi.org');
    for (const spec of ['--index-url=http://x', '-r/etc/passwd', 'a\nb', ''])
      await expect(elsewhere.install([spec])).rejects.toMatchObject({ code: 'usage' });
  });
});
