import { type Asked, registryReply } from './packages/registries.ts';

/** What the sinkhole says where the policy says nothing: enough for an ordinary client to go on. */
export interface Page {
  readonly status: number;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: Buffer;
}

const HTML = '<!DOCTYPE html>\n<html><head><title>OK</title></head><body><p>OK</p></body></html>\n';

/** By the way a path ends. An archive or a program that is not there says so: an empty one would be believed. */
const BY_PATH: readonly (readonly [RegExp, Omit<Page, 'body'> & { readonly body: string }])[] = [
  [
    // An empty repository; `git clone` says so and is content.
    /\/info\/refs\?service=git-upload-pack$/,
    {
      status: 200,
      type: 'application/x-git-upload-pack-advertisement',
      headers: { 'cache-control': 'no-cache' },
      body: '001e# service=git-upload-pack\n00000000',
    },
  ],
  [/\.(json|webmanifest)(\?|$)/i, { status: 200, type: 'application/json', body: '{}' }],
  [/\.(txt|md|csv|log|ya?ml|ini|conf)(\?|$)/i, { status: 200, type: 'text/plain', body: '' }],
  [/\.(py|sh|js|mjs|pl|rb|ps1)(\?|$)/i, { status: 200, type: 'text/plain', body: '' }],
  [
    /\.(zip|gz|tgz|xz|bz2|whl|exe|elf|bin|so|deb|rpm|jar|apk)(\?|$)/i,
    { status: 404, type: 'text/plain', body: 'Not Found\n' },
  ],
];

export function defaultReply(asked: Asked): Page {
  const { method, path, accept } = asked;
  const published = registryReply(asked);
  if (published !== undefined) return published;
  const found = BY_PATH.find(([pattern]) => pattern.test(path))?.[1];
  if (found !== undefined) return { ...found, body: Buffer.from(found.body) };
  if (/^(DELETE|OPTIONS)$/.test(method)) return { status: 204, type: 'text/plain', body: Buffer.alloc(0) };
  if (/json/i.test(accept) || /^(POST|PUT|PATCH)$/.test(method))
    return { status: 200, type: 'application/json', body: Buffer.from('{"ok":true}') };
  return { status: 200, type: 'text/html; charset=utf-8', body: Buffer.from(HTML) };
}
