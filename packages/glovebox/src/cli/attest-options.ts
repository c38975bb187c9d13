import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Acceptance } from '../attest/accept.ts';
import type { Image } from '../attest/subjects.ts';
import { DEPTHS, type Depth } from '../policy/policy.ts';
import { duration } from './duration.ts';
import {
  addCachingOptions,
  addDepthOption,
  addPolicyOptions,
  addSampleOptions,
  type CachingOptions,
  type PolicyOptions,
  type SampleOptions,
} from './options.ts';

export interface AttestOptions extends SampleOptions, PolicyOptions, CachingOptions {
  readonly depth?: Depth;
  /** Private keys; each signs. */
  readonly key: readonly [string, ...string[]];
  /** A stored report, instead of examining now. */
  readonly report?: string;
  readonly output?: string;
  readonly subject?: readonly Image[];
  readonly ownOverrides?: true;
}

/** Whose word counts, and what is asked of it. */
export interface TrustOptions {
  readonly attestations?: readonly string[];
  readonly trusted?: string;
  readonly revoked?: string;
  /** A policy file, or its digest. */
  readonly policy?: string;
  /** Milliseconds. */
  readonly maxAge?: number;
  readonly minEngine?: string;
  readonly decision: Acceptance['decision'];
  readonly depth: Acceptance['depth'];
}

export interface VerifyOptions extends SampleOptions, TrustOptions {
  /** 64 hex digits. */
  readonly digest?: string;
}

export function addAttestOptions(command: Command): Command {
  return addCachingOptions(addDepthOption(addPolicyOptions(addSampleOptions(command))))
    .requiredOption(
      '--key <file>',
      'private key that signs, PEM or OpenSSH; given again, several sign together',
      collect,
    )
    .option('--report <file>', 'sign this report about it (check --format json), instead of examining it now')
    .option('--output <file>', 'where the attestation goes; .glovebox/attestations without it')
    .option('--own-overrides', 'obey also the overrides that lie in what is attested, with the keys that sign them')
    .option('--subject <image>', 'an image that was built of it, name@sha256:…; can be given again', images);
}

export function addVerifyOptions(command: Command): Command {
  return addTrustOptions(addSampleOptions(command)).option(
    '--digest <digest>',
    'of an image or of all files together, sha256:…, instead of a path',
    sha256,
  );
}

export function addTrustOptions(command: Command): Command {
  return command
    .option('--attestations <place>', 'a file or a folder of them; .glovebox/attestations without it', collect)
    .option('--trusted <file>', 'whose signatures count, as OpenSSH’s allowed_signers')
    .option('--revoked <file>', 'keys that count no longer; revoked_keys beside the trusted ones without it')
    .option('--policy <policy>', 'the policy it must have been examined under: a file, or sha256:…')
    .option('--max-age <time>', 'how long ago it was examined at most: 7d, 12h, 30m', (value) => duration(value))
    .option('--min-engine <version>', 'the oldest Glovebox that may have examined it', version)
    .addOption(
      new Option('--decision <decision>', 'the worst that is accepted').choices(['allow', 'review']).default('allow'),
    )
    .addOption(new Option('--depth <depth>', 'how far it was examined at least').choices(DEPTHS).default('standard'));
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function images(value: string, before: readonly Image[] = []): Image[] {
  const [, name, digest] = /^([a-z0-9][\w.:/-]*)@sha256:([0-9a-f]{64})$/.exec(value) ?? [];
  if (name === undefined || digest === undefined)
    throw new InvalidArgumentError('It is an image with its digest, registry.example/app@sha256:… (64 hex digits).');
  return [...before, { name, sha256: digest }];
}

function sha256(value: string): string {
  const [, digest] = /^sha256:([0-9a-f]{64})$/.exec(value) ?? [];
  if (digest === undefined) throw new InvalidArgumentError('It is sha256: and 64 hex digits.');
  return digest;
}

function version(value: string): string {
  if (/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(value)) return value;
  throw new InvalidArgumentError('It is a version such as 0.2.0.');
}
