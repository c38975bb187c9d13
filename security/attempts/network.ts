import type { Attempt } from '../attempt.ts';
import { asRoot, bare, vsock } from '../controls.ts';
import * as at from '../decoys/decoy.ts';
import * as network from '../decoys/network.ts';

export const NETWORK: readonly Attempt[] = [
  {
    file: 'connect-loopback.py',
    title: 'connecting to a service on loopback',
    decoy: network.tcpListener,
    control: bare,
  },
  {
    file: 'connect-loopback.sh',
    title: 'connecting to a service on loopback from a shell',
    decoy: network.tcpListener,
    control: bare,
  },
  {
    file: 'send-datagram.py',
    title: 'sending a datagram to a service on loopback',
    decoy: network.udpPort,
    control: bare,
  },
  { file: 'sniff-loopback.py', title: 'listening to the traffic of others', decoy: network.chatter, control: asRoot },
  {
    file: 'connect-unix-socket.js',
    title: 'connecting to a UNIX socket of the host',
    decoy: network.unixListener,
    control: bare,
  },
  {
    file: 'connect-abstract-socket.py',
    title: 'connecting to an abstract UNIX socket of the host',
    decoy: network.abstractListener,
    control: bare,
  },
  {
    file: 'reach-docker.py',
    title: "reaching a container daemon's socket",
    decoy: network.daemonSocket,
    control: bare,
  },
  {
    file: 'share-vsock-ports.py',
    title: "sharing the host's ports for virtual machines",
    decoy: network.vsockPort,
    control: { needs: vsock },
  },
  {
    file: 'other-socket-families.py',
    title: 'opening a socket of an unusual family',
    decoy: at.nothing,
    control: asRoot,
  },
];
