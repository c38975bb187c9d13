import { type Command, InvalidArgumentError, Option } from 'commander';
import { addTrustOptions, type TrustOptions } from './attest-options.ts';
import { port, wholeNumber } from './options.ts';

export interface ServeOptions extends TrustOptions {
  readonly admission?: true;
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly mode: 'enforce' | 'warn';
  readonly exemptNamespace?: readonly string[];
  readonly exemptConfigmap?: readonly string[];
  /** Seconds. */
  readonly drain: number;
}

const MOST_DRAIN_S = 60;

export function addServeOptions(command: Command): Command {
  return addTrustOptions(command)
    .option('--admission', 'as Kubernetes’ admission webhook, over TLS')
    .option('--tls-cert <file>', 'certificate, PEM; read again when it changes')
    .option('--tls-key <file>', 'its private key, PEM')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', '0 is any that is free', port, 8443)
    .addOption(
      new Option('--mode <mode>', 'refuse, or let everything through with a warning')
        .choices(['enforce', 'warn'])
        .default('enforce'),
    )
    .option('--exempt-namespace <name>', 'let everything in it through; can be given again', names)
    .option('--exempt-configmap <name>', 'namespace/name, let it through; can be given again', pairs)
    .option(
      '--drain <seconds>',
      'go on answering for so long after it is told to stop, until nothing is sent any more',
      (value) => wholeNumber(value, 0, MOST_DRAIN_S),
      5,
    );
}

/** As Kubernetes names namespaces. */
const NAME = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';

function names(value: string, before: readonly string[] = []): string[] {
  if (new RegExp(`^${NAME}$`).test(value)) return [...before, value];
  throw new InvalidArgumentError('It is the name of a namespace.');
}

function pairs(value: string, before: readonly string[] = []): string[] {
  if (new RegExp(`^${NAME}/[a-z0-9][-a-z0-9.]{0,252}$`).test(value)) return [...before, value];
  throw new InvalidArgumentError('It is namespace/name.');
}
