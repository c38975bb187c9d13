import { createHash } from 'node:crypto';
import type { Page } from '../pages.ts';
import { tgzOf, zipOf } from './archives.ts';

/** What a client asks a registry of packages. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** The host as the client names it, with its port. */
  readonly host: string;
  readonly isSecure: boolean;
  readonly accept: string;
  readonly agent: string;
}

const VERSION = '1.0.0';
/** What is published does nothing, and is there whatever it is called: whoever installs it goes on. */
const EMPTY = '';

/** What a registry would say; undefined where nobody asks one. */
export function registryReply(asked: Asked): Page | undefined {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return undefined;
  return pypiReply(asked) ?? (isNpm(asked) ? npmReply(asked) : undefined);
}

/** The simple index (PEP 503) and its wheels (PEP 427). */
function pypiReply({ path }: Asked): Page | undefined {
  const [, project] = /^\/simple\/([A-Za-z0-9][A-Za-z0-9._-]{0,100})\/?$/.exec(path) ?? [];
  if (project !== undefined) {
    const file = `${moduleOf(project)}-${VERSION}-py3-none-any.whl`;
    return html(`<a href="/packages/${file}#sha256=${sha(wheelOf(moduleOf(project)), 'sha256', 'hex')}">${file}</a>`);
  }
  const [, module] = /^\/packages\/([a-z0-9_]{1,101})-1\.0\.0-py3-none-any\.whl$/.exec(path) ?? [];
  return module === undefined ? undefined : binary(wheelOf(module));
}

function moduleOf(project: string): string {
  return project.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

function wheelOf(module: string): Buffer {
  const about = `${module}-${VERSION}.dist-info`;
  const files = [
    [`${module}/__init__.py`, EMPTY],
    [`${about}/METADATA`, `Metadata-Version: 2.1\nName: ${module.replaceAll('_', '-')}\nVersion: ${VERSION}\n`],
    [
      `${about}/WHEEL`,
      'Wheel-Version: 1.0\nGenerator: bdist_wheel (0.38.4)\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ],
  ] as const;
  const record = files.map(
    ([path, content]) => `${path},sha256=${sha(content, 'sha256', 'base64url')},${content.length}`,
  );
  return zipOf([...files, [`${about}/RECORD`, `${[...record, `${about}/RECORD,,`].join('\n')}\n`]]);
}

function isNpm({ host, agent, accept }: Asked): boolean {
  return /^registry\./i.test(host) || /^(npm|yarn|pnpm)\//i.test(agent) || accept.includes('application/vnd.npm.');
}

/** A package's document, and its tarball. */
function npmReply({ path, host, isSecure }: Asked): Page | undefined {
  const [, tarball] = /^\/((?:@[\w.-]{1,100}\/)?[\w.-]{1,100})\/-\/[\w.-]{1,200}\.tgz$/.exec(path) ?? [];
  if (tarball !== undefined) return binary(tarballOf(tarball));
  const [, named] = /^\/((?:@[\w.-]{1,100}(?:\/|%2f))?[\w.-]{1,100})(?:\/[\w.^~-]{1,50})?$/i.exec(path) ?? [];
  const name = named?.replace(/%2f/i, '/');
  if (name === undefined || name.startsWith('-')) return undefined;
  const origin = `${isSecure ? 'https' : 'http'}://${host}`;
  const bytes = tarballOf(name);
  const version = {
    ...manifestOf(name),
    dist: {
      tarball: `${origin}/${name}/-/${name.replace(/^.*\//, '')}-${VERSION}.tgz`,
      shasum: sha(bytes, 'sha1', 'hex'),
      integrity: `sha512-${sha(bytes, 'sha512', 'base64')}`,
    },
  };
  const time = '2023-01-01T00:00:00.000Z';
  return json({
    _id: name,
    name,
    'dist-tags': { latest: VERSION },
    versions: { [VERSION]: version },
    time: { created: time, modified: time, [VERSION]: time },
  });
}

function manifestOf(name: string) {
  return { name, version: VERSION, main: 'index.js', license: 'MIT' };
}

function tarballOf(name: string): Buffer {
  return tgzOf([
    ['package/package.json', JSON.stringify(manifestOf(name))],
    ['package/index.js', EMPTY],
  ]);
}

function sha(
  content: string | Buffer,
  algorithm: 'sha1' | 'sha256' | 'sha512',
  encoding: 'hex' | 'base64' | 'base64url',
): string {
  return createHash(algorithm).update(content).digest(encoding);
}

function html(body: string): Page {
  return { status: 200, type: 'text/html', body: Buffer.from(`<!DOCTYPE html><html><body>${body}</body></html>\n`) };
}

function json(value: object): Page {
  return { status: 200, type: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}

function binary(body: Buffer): Page {
  return { status: 200, type: 'application/octet-stream', body };
}
