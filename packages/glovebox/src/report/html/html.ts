import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PACKAGE_ROOT } from '../../sandbox/warden/warden.ts';
import { withoutLogCommands } from '../log-commands.ts';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import type { Sources } from '../view.ts';
import { pageOf } from './prepare.ts';

/** Of an editor that shows the page; a browser's is what its user prefers. */
export type Theme = 'light' | 'dark';

/**
 * A report as one HTML file: it asks for nothing, works from a disk, and runs one script, ours, which its policy names by hash.
 * Text of the sample's is in it as JSON alone, and reaches the page as text alone.
 */
export function renderHtml(report: Report, sources: Sources, theme?: Theme): string {
  const page = pageOf(report, sources);
  const [script, style] = [asset('page.js'), inTheme(asset('page.css'), theme)];
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  const title = `${page.verdict.decision}, risk ${page.verdict.risk}: ${neutralizeShort(report.sample.entry, 80)}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${withoutLogCommands(escaped(title), (character) => `&#${character.charCodeAt(0)};`)}</title>
<style>${style}</style>
</head>
<body>
<noscript><p>Glovebox: ${page.verdict.decision}, risk ${page.verdict.risk} of 100. This report is drawn by its own script, which is switched off here.</p></noscript>
<script type="application/json" id="report">${embedded(page)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What the build makes of `client/`. */
function asset(name: string): string {
  return readFileSync(`${PACKAGE_ROOT}/dist/report/${name}`, 'utf8').trim();
}

/** The style of one theme, whatever the page's reader prefers elsewhere. */
function inTheme(style: string, theme: Theme | undefined): string {
  if (theme === undefined) return style;
  return style
    .replaceAll('color-scheme:light dark', `color-scheme:${theme}`)
    .replaceAll('(prefers-color-scheme:dark)', theme === 'dark' ? ' all' : ' not all');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON that ends no script and begins no comment, in characters that every reader of HTML leaves as they are. */
function embedded(value: unknown): string {
  const text = withoutLogCommands(JSON.stringify(value), unitEscaped);
  return text.replace(/[<>&\u007f-\u009f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/g, unitEscaped);
}

function unitEscaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
