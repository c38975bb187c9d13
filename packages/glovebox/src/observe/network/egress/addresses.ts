import { BlockList, isIP } from 'node:net';

/** Of IPv4: what is not the public internet (IANA's registry of special-purpose addresses), and Azure's metadata beside it. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of IPv6 only this is public at all: mapped, translated (NAT64), local and multicast addresses lie outside. */
const PUBLIC_6 = ['2000::/3'];
/** Tunnels that hold an IPv4 address, documentation, and what is no host's. */
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const notPublic = listOf([...NOT_PUBLIC_4, ...NOT_PUBLIC_6]);
const public6 = listOf(PUBLIC_6);

/** Whether an address is one of the public internet; what is no address is not. */
export function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return false;
  if (version === 4) return !notPublic.check(address, 'ipv4');
  return public6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** An address and a port that a policy names. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** From `10.0.0.5:443` or `[fd00::5]:443`; undefined for anything else. */
export function endpointFrom(text: string): Endpoint | undefined {
  const [, six, four, port = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = six ?? four ?? '';
  if (isIP(address) !== (six === undefined ? 4 : 6) || !isPort(port)) return undefined;
  return { address, port: Number(port) };
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Whether one of the endpoints is meant, however its address is written. */
export function names(endpoints: readonly Endpoint[], address: string, port: number): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return endpoints.some((endpoint) => {
    if (endpoint.port !== port || isIP(endpoint.address) !== version) return false;
    const one = new BlockList();
    one.addAddress(endpoint.address, family);
    return one.check(address, family);
  });
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
