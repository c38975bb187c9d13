import type { Sinkhole } from '../../observe/network/sinkhole.ts';
import type { ConfigRecord } from '../warden/frames.ts';

/** Where the warden shows the authorities to trust; an empty place in the jail's own /etc. */
const BUNDLE = '/etc/ssl/ca-bundle.pem';

/** What tells the runtimes and clients of this world whom to trust; those that know none of these look in the distribution's bundle. */
const TRUSTING = [
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'PIP_CERT',
  'npm_config_cafile',
];

/** Over the jail's own network namespace alone, to lead every address to itself; process 1 drops it before the sample exists. */
export const capabilityForNetwork = ['--cap-add', 'CAP_NET_ADMIN'];

/** What of a sinkhole its relay has to know. */
type Called = Pick<Sinkhole, 'name' | 'token' | 'authority'>;

export function networkRecords(sinkhole: Called | undefined, bundle = BUNDLE): ConfigRecord[] {
  if (sinkhole === undefined) return [];
  return [
    ['network', `${sinkhole.name} ${sinkhole.token}`],
    ['network.authority', sinkhole.authority],
    ...TRUSTING.map((name): ConfigRecord => ['env', `${name}=${bundle}`]),
  ];
}

/** The same where others have made the walls: what is said to the network goes over the warden's own line there. */
export function givenNetworkRecords(sinkhole: Called | undefined): ConfigRecord[] {
  if (sinkhole === undefined) return [];
  return [...networkRecords(sinkhole, '/run/ca-bundle.pem'), ['readable', '/run'], ['quiet', '/run']];
}
