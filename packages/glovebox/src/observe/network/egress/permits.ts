import { isPort } from './addresses.ts';

/** A host that a policy lets a sample speak to. */
export interface Permit {
  /** In small letters; `*.example.com` is everything below it, and not itself. */
  readonly host: string;
  readonly ports: readonly number[];
  /** Whether the policy named the ports: there, what is neither HTTP nor TLS is let through as well. */
  readonly explicit: boolean;
}

const WEB = [80, 443];
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** From `pypi.org`, `pypi.org:443`, `*.example.com:8080,8443`; undefined for what names no host. Without ports the web's two are meant. */
export function permitFrom(text: string): Permit | undefined {
  const [host = '', ports, more] = text.toLowerCase().split(':');
  const labels = host.replace(/^\*\./, '').split('.');
  if (more !== undefined || host.length > 253 || !labels.every((label) => LABEL.test(label))) return undefined;
  // 2130706433, 0x7f.1 and 0177.0.0.1 are addresses to whoever resolves them.
  if (/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return undefined;
  if (ports === undefined) return { host, ports: WEB, explicit: false };
  const numbers = ports.split(',');
  return numbers.every(isPort) ? { host, ports: numbers.map(Number), explicit: true } : undefined;
}

/** The permits that cover a host, whatever the port. */
export function permitsOf(permits: readonly Permit[], host: string): Permit[] {
  const plain = plainName(host);
  return permits.filter((permit) =>
    permit.host.startsWith('*.')
      ? plain.endsWith(permit.host.slice(1)) && plain.length > permit.host.length - 1
      : plain === permit.host,
  );
}

/** A name as it is compared: in small letters, without the dot of the root. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
