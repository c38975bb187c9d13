import { digestOf, dirHash, type FileDigest } from '../../attest/content.ts';
import { isObject } from './workload.ts';

/** The files that a ConfigMap holds, one a key; undefined where it is not built as it should be. */
export function filesIn(object: unknown): FileDigest[] | undefined {
  if (!isObject(object)) return undefined;
  const [text, binary] = [object.data ?? {}, object.binaryData ?? {}];
  if (!isObject(text) || !isObject(binary)) return undefined;
  const files = [
    ...Object.entries(text).map(([path, value]) => fileOf(path, value, 'utf8')),
    ...Object.entries(binary).map(([path, value]) => fileOf(path, value, 'base64')),
  ];
  return files.every((file) => file !== undefined) ? files : undefined;
}

/** The same digest that `glovebox attest` gives a folder with these files. */
export function digestOfConfigMap(files: readonly FileDigest[]): string {
  return dirHash(files);
}

/** Keys are names of files; Kubernetes lets letters, digits, `-`, `_` and `.` through. */
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

function fileOf(path: string, value: unknown, encoding: 'utf8' | 'base64'): FileDigest | undefined {
  if (typeof value !== 'string' || !KEY.test(path)) return undefined;
  return { path, sha256: digestOf(Buffer.from(value, encoding)) };
}

const ROOT_CA = 'kube-root-ca.crt';
const ROOT_CA_PUBLISHER = 'system:serviceaccount:kube-system:root-ca-cert-publisher';

/** The cluster's own certificate, which its controller writes into every namespace: who asks is the API server's word. */
export function isRootCertificate(
  name: string | undefined,
  user: string | undefined,
  files: readonly FileDigest[],
): boolean {
  return name === ROOT_CA && user === ROOT_CA_PUBLISHER && files.length === 1 && files[0]?.path === 'ca.crt';
}
