import type { Command } from 'commander';
import type { Depth } from '../policy/policy.ts';
import {
  addCachingOptions,
  addDepthOption,
  addFormatOption,
  addOutputOptions,
  addPolicyOptions,
  type CachingOptions,
  type PolicyOptions,
  type SampleOptions,
} from './options.ts';

/** Options of what only reads. */
export type OverrideOptions = Pick<SampleOptions, 'format' | 'quiet'>;

export interface SigningOptions extends OverrideOptions {
  readonly key?: string;
}

export interface AddOptions extends SigningOptions, PolicyOptions, CachingOptions {
  readonly reason: string;
  readonly expires: string;
  readonly scope: string;
  readonly report?: string;
  readonly depth?: Depth;
}

export interface TrustOptions extends SigningOptions {
  readonly name: string;
}

const KEY = 'private key that signs, PEM or OpenSSH; git’s user.signingkey or ~/.ssh/id_ed25519 without it';

/** `glovebox override …`: a person's accepted exceptions. Each command's code is loaded when it is used. */
export function addOverrideCommand(program: Command, end: (exitCode: number) => void): void {
  const override = program.command('override').description('accept a finding, with a name, a reason and an end');
  const load = () => import('./override.ts');
  addCachingOptions(addDepthOption(addPolicyOptions(addOutputOptions(override.command('add')))))
    .description('accept one finding until a date')
    .argument('<finding>', 'its fingerprint, the first 8 digits of it or more, or rule@file:line')
    .argument('[path]', 'what to examine; with --report what was examined')
    .requiredOption('--reason <text>', 'why it may be as it is')
    .requiredOption('--expires <when>', 'a date, or from now on: 30d, 12w, 1y at most')
    .option('--scope <scope>', 'file, repository, or a pattern of paths such as src/**', 'file')
    .option('--report <file>', 'find it in a stored report (check or gate --format json), instead of examining now')
    .option('--key <file>', KEY)
    .action(async (finding, path, options) => end(await (await load()).addCommand(finding, path, options)));
  addFormatOption(override.command('list').description('what is accepted, by whom, why and until when'))
    .argument('[path]', 'a file or folder of the repository', '.')
    .action(async (path, options) => end(await (await load()).listCommand(path, options)));
  addOutputOptions(override.command('remove').description('take one away'))
    .argument('<id>', 'ov-…')
    .argument('[path]', 'a file or folder of the repository', '.')
    .option('--key <file>', KEY)
    .action(async (id, path, options) => end(await (await load()).removeCommand(id, path, options)));
  addFormatOption(override.command('verify').description('tell of each whether it counts, and why not'))
    .argument('[path]', 'a file or folder of the repository', '.')
    .action(async (path, options) => end(await (await load()).verifyCommand(path, options)));
  addFormatOption(
    override.command('audit').description('what was done when and by whom, and whether it was tampered with'),
  )
    .argument('[path]', 'a file or folder of the repository', '.')
    .action(async (path, options) => end(await (await load()).auditCommand(path, options)));
  addOutputOptions(override.command('trust').description('let a key accept findings'))
    .argument('<key.pub>', 'the public key')
    .argument('[path]', 'a file or folder of the repository', '.')
    .requiredOption('--name <name>', 'whose key it is: alice@example.com')
    .option('--key <file>', `${KEY}; the first key is trusted by itself`)
    .action(async (key, path, options) => end(await (await load()).trustCommand(key, path, options)));
}
