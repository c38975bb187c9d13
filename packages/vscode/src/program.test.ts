import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Places, programFrom } from './program.ts';

let base: string;
let project: string;
let places: Places;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'glovebox-program-')));
  project = join(base, 'project');
  for (const file of [
    'project/node_modules/glovebox/bin/glovebox.js',
    'project/bin/glovebox',
    'home/glovebox/bin/glovebox.js',
    'home/tool',
    'runtime/node',
  ]) {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), '');
    chmodSync(join(base, file), 0o755);
  }
  mkdirSync(join(base, 'bin'));
  symlinkSync('../home/glovebox/bin/glovebox.js', join(base, 'bin/glovebox'));
  symlinkSync('../project/bin/glovebox', join(base, 'home/linked'));
  places = {
    setting: '',
    folders: [project],
    isTrusted: true,
    path: `${project}/bin:relative:${base}/bin:${base}/runtime`,
    runtime: { path: '/opt/editor/node', isElectron: false },
  };
});
afterAll(() => rmSync(base, { recursive: true }));

describe('which glovebox is started', () => {
  it('that of the project, by what runs the extension', () => {
    expect(programFrom(places)).toEqual({
      command: '/opt/editor/node',
      args: [join(project, 'node_modules/glovebox/bin/glovebox.js')],
    });
  });

  it('the one that is set, before all others; a program that is no script is started itself', () => {
    expect(programFrom({ ...places, setting: join(base, 'home/tool') })).toEqual({
      command: join(base, 'home/tool'),
      args: [],
    });
  });

  it('in a workspace that is not trusted nothing of it, whatever PATH, a setting or a link says', () => {
    const untrusted = { ...places, isTrusted: false };
    expect(programFrom(untrusted)).toEqual({ command: '/opt/editor/node', args: [join(base, 'bin/glovebox')] });
    expect(programFrom({ ...untrusted, path: `${project}/bin` })).toMatch(/not trusted/);
    expect(programFrom({ ...untrusted, setting: join(project, 'bin/glovebox') })).toMatch(/not trusted/);
    expect(programFrom({ ...untrusted, setting: join(base, 'home/linked') })).toMatch(/not trusted/);
  });

  it('in Electron a script is run by the Node on PATH, or by Electron as Node', () => {
    const electron = { ...places, runtime: { path: '/opt/electron', isElectron: true } };
    expect(programFrom(electron)).toMatchObject({ command: join(base, 'runtime/node') });
    expect(programFrom({ ...electron, path: '' })).toMatchObject({
      command: '/opt/electron',
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
  });

  it('where there is none, what to do about it', () => {
    expect(programFrom({ ...places, folders: [], path: '/nowhere' })).toMatch(/npm install/);
    expect(programFrom({ ...places, setting: 'glovebox' })).toMatch(/absolute/);
    expect(programFrom({ ...places, setting: '/nowhere/glovebox' })).toMatch(/no file/);
  });
});
