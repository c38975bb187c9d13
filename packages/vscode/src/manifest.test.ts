/** What `vsce package` and an editor ask of the manifest. The packing itself is `npm run package -w glovebox-vscode`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { check } from '../../glovebox/src/examine/examine.ts';
import { settingsSchema } from '../../glovebox/src/lsp/settings.ts';
import { renderHtml } from '../../glovebox/src/report/html/html.ts';
import { sampleOfSource } from '../../glovebox/src/sample/load.ts';
import { isStrict } from './page-policy.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { contributes, capabilities } = manifest;

it('every setting is the server’s own with its default, or where the program is; none counts in a workspace that is not trusted', () => {
  const names = Object.keys(contributes.configuration.properties);
  const defaults: Record<string, unknown> = { path: '', ...settingsSchema.parse({}), backend: '' };
  expect(names.toSorted()).toEqual(
    Object.keys(defaults)
      .map((name) => `glovebox.${name}`)
      .toSorted(),
  );
  for (const name of names)
    expect(contributes.configuration.properties[name].default).toBe(defaults[name.replace('glovebox.', '')]);
  expect(capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(names.toSorted());
});

it('every command is registered, and what runs or changes something needs trust', () => {
  const source = read('src/extension.ts');
  for (const { command } of contributes.commands)
    expect(source).toMatch(new RegExp(`registerCommand\\(\\s*'${command}'`));
  const trusting = contributes.commands.filter(
    ({ enablement }: { enablement?: string }) => enablement === 'isWorkspaceTrusted',
  );
  expect(trusting.map(({ command }: { command: string }) => command)).toEqual([
    'glovebox.runInSandbox',
    'glovebox.accept',
    'glovebox.permitSeen',
  ]);
});

it('every picture that is named is there, and small', () => {
  const named = [...`${read('package.json')}${read('README.md')}`.matchAll(/images\/[\w-]+\.(?:png|svg)/g)].map(
    ([path]) => path,
  );
  expect(named.length).toBeGreaterThan(4);
  for (const path of named) {
    expect(existsSync(join(ROOT, path)), path).toBe(true);
    expect(readFileSync(join(ROOT, path)).length).toBeLessThan(200_000);
  }
});

it('no telemetry, and no packages at run time beside what is bundled', () => {
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.extensionKind).toEqual(['workspace']);
  expect(read('src/extension.ts')).not.toMatch(/telemetry/i);
});

it('a report’s page is shown in either theme, and a page with any other policy is not', async () => {
  const sample = sampleOfSource('print(1)\n', 'python');
  const report = await check(sample, { depth: 'quick' });
  for (const theme of ['light', 'dark', undefined] as const) {
    const page = renderHtml(report, sample, theme);
    expect(isStrict(page)).toBe(true);
    expect(isStrict(page.replace("default-src 'none'", "default-src 'self'"))).toBe(false);
    expect(isStrict(page.replace("script-src '", "script-src 'unsafe-inline' '"))).toBe(false);
    expect(isStrict(page.replace('<head>', '<head><script>1</script>'))).toBe(false);
  }
  expect(renderHtml(report, sample, 'dark')).not.toMatch(/prefers-color-scheme/);
});
