import { readFileSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { check } from '../examine/examine.ts';
import { type Finding, findingSchema } from '../judge/finding.ts';
import { readAudit } from '../override/audit/verify.ts';
import { overridesAt } from '../override/discover.ts';
import { diskSource } from '../override/disk.ts';
import { readOverrides } from '../override/file.ts';
import type { Override } from '../override/override.ts';
import { type Overrides, overridesFrom, trustedKeysIn } from '../override/overrides.ts';
import { addOverride, removeOverride, trustKey } from '../override/record.ts';
import { folderOf, rootOf } from '../override/root.ts';
import { demandAcceptable, findingNamed, overrideOf } from '../override/select.ts';
import { readFrom } from '../override/source.ts';
import { renderJson } from '../report/json.ts';
import { neutralize, neutralizeShort } from '../report/neutralize.ts';
import { cacheOf } from './cache.ts';
import { EXIT } from './exit.ts';
import { personalSigner } from './key.ts';
import { writeResult } from './output.ts';
import type { AddOptions, OverrideOptions, SigningOptions, TrustOptions } from './override-options.ts';
import { parseOnce } from './parsing.ts';
import { policyFor } from './policy.ts';
import { sampleOf } from './sample.ts';
import { storedText } from './stored.ts';

/** `glovebox override add`: finds the finding, signs what is accepted of it, and writes it down. */
export async function addCommand(name: string, path: string | undefined, options: AddOptions): Promise<number> {
  parseOnce();
  const place = path ?? (options.report === undefined ? undefined : '.');
  if (place === undefined)
    throw new GloveboxError('usage', 'nothing says where the finding is', 'Name what to examine, or a --report.');
  const { reason, expires, scope } = options;
  const acceptance = { reason, expires, scope, now: new Date() };
  demandAcceptable(acceptance);
  const root = rootOf(place);
  const signer = await personalSigner(options.key);
  const { findings, entry } =
    options.report === undefined ? await examined(place, options) : await stored(options.report);
  const finding = findingNamed(name, findings);
  const at = placeOf(finding, entry, place, root);
  const unsigned = overrideOf(finding, at, acceptance);
  const override = await addOverride({ root, signer }, unsigned);
  await write(options, { schema: 'glovebox.override/1', override }, `${described(override, 'accepted')}\n`);
  return EXIT.allow;
}

/** `glovebox override list` */
export async function listCommand(path: string, options: OverrideOptions): Promise<number> {
  const overrides = await overridesFrom({ reader: diskSource(rootOf(path)) });
  const rows = stateOf(overrides);
  const text = rows.length === 0 ? 'nothing is accepted\n' : rows.map(({ text }) => `${text}\n`).join('');
  await write(options, { schema: 'glovebox.overrides/1', overrides: rows.map(({ json }) => json) }, text);
  return EXIT.allow;
}

/** `glovebox override remove` */
export async function removeCommand(id: string, path: string, options: SigningOptions): Promise<number> {
  const signer = await personalSigner(options.key);
  const override = await removeOverride({ root: rootOf(path), signer }, id);
  await write(options, { schema: 'glovebox.override/1', removed: override }, `${described(override, 'taken away')}\n`);
  return EXIT.allow;
}

/** `glovebox override verify`: exit code 1 where one does not count for another reason than its end. */
export async function verifyCommand(path: string, options: OverrideOptions): Promise<number> {
  const overrides = await overridesFrom({ reader: diskSource(rootOf(path)) });
  const rows = stateOf(overrides);
  const wrong = overrides.ignored.filter(({ reason }) => reason !== 'expired');
  const sum = `${overrides.valid.length} of ${rows.length} count`;
  const text = [...overrides.ignored.map(({ reason, message }) => `${reason}  ${neutralizeShort(message, 300)}`), sum];
  const json = { schema: 'glovebox.overrides/1', overrides: rows.map(({ json }) => json) };
  await write(options, json, `${text.join('\n')}\n`);
  return wrong.length > 0 ? EXIT.verdict : EXIT.allow;
}

/** `glovebox override audit`: exit code 1 where the log was tampered with. */
export async function auditCommand(path: string, options: OverrideOptions): Promise<number> {
  const source = diskSource(rootOf(path));
  const { head } = readOverrides(await readFrom(source, 'overrides.yaml'));
  const { lines, faults, torn } = readAudit(
    await readFrom(source, 'audit.jsonl'),
    head,
    await trustedKeysIn(source),
    true,
  );
  const told = lines.map(
    ({ sequence, at, act, subject, actor }) =>
      `${sequence}  ${at}  ${act.padEnd(6)}  ${neutralize(subject)}  ${neutralize(actor)}`,
  );
  const broken =
    torn === undefined
      ? []
      : [`line ${torn} was broken off while it was written, and records nothing; the next act takes it away`];
  const wrong = faults.map(
    ({ line, fault, message }) =>
      `${line === undefined ? '' : `line ${line} `}${fault}: ${neutralizeShort(message, 300)}`,
  );
  const sum =
    faults.length === 0 ? `the log holds, ${lines.length} lines` : 'the log does not hold: no override counts';
  const json = {
    schema: 'glovebox.audit/1',
    holds: faults.length === 0,
    lines,
    faults,
    ...(torn !== undefined && { torn }),
  };
  await write(options, json, `${[...told, ...broken, ...wrong, sum].join('\n')}\n`);
  return faults.length > 0 ? EXIT.verdict : EXIT.allow;
}

/** `glovebox override trust` */
export async function trustCommand(file: string, path: string, options: TrustOptions): Promise<number> {
  const signer = await personalSigner(options.key);
  if (!/^[^\s"#,*?!]{1,200}$/.test(options.name))
    throw new GloveboxError('usage', `${options.name} is no name of one person`, 'Give --name alice@example.com.');
  const keyId = await trustKey({ root: rootOf(path), signer }, options.name, publicKeyIn(file));
  await write(
    options,
    { schema: 'glovebox.override/1', trusted: { name: options.name, keyId } },
    `${keyId} of ${neutralize(options.name)} is trusted\n`,
  );
  return EXIT.allow;
}

interface Found {
  readonly findings: readonly Finding[];
  readonly entry?: string;
}

async function examined(path: string, options: AddOptions): Promise<Found> {
  const [{ policy }, sample, cached, { at }] = await Promise.all([
    policyFor(path, options),
    sampleOf(path, [], {}),
    cacheOf(options),
    overridesAt(path),
  ]);
  const { findings } = await check(sample, {
    policy,
    depth: options.depth ?? policy.depth ?? 'standard',
    ...(options.backend !== undefined && { backend: options.backend }),
    ...cached,
    ...(at !== undefined && { overrides: at }),
  });
  return { findings, entry: sample.entry };
}

const storedSchema = z.object({
  findings: z.array(findingSchema),
  sample: z.object({ entry: z.string() }).optional(),
});

/** Findings of a report or of a gate's answer. */
async function stored(path: string): Promise<Found> {
  try {
    const { findings, sample } = storedSchema.parse(JSON.parse(await storedText(path)));
    return { findings, ...(sample !== undefined && { entry: sample.entry }) };
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    throw new GloveboxError(
      'report-invalid',
      `${path} has no findings that are understood`,
      'Give what check or gate wrote with --format json.',
      { cause },
    );
  }
}

/** Where a finding of what is at `path` lies below the root. Throws `usage` where there is no such file. */
function placeOf(
  { locations: [first] }: Finding,
  entry: string | undefined,
  path: string,
  root: string,
): { file: string; line: string } {
  const below = relative(root, folderOf(path)).split('\\').join('/');
  const file = posix.join(below, first?.file ?? entry ?? '');
  const full = join(root, file);
  if (!statSync(full, { throwIfNoEntry: false })?.isFile())
    throw new GloveboxError(
      'usage',
      `there is no ${file} in ${root}`,
      'Name the path that was examined after the finding.',
    );
  const lines = first === undefined ? [] : readFileSync(full, 'utf8').split(/\r?\n/);
  return { file, line: lines[(first?.line ?? 0) - 1] ?? '' };
}

function publicKeyIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 16_384).trim();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError('usage', `cannot read ${file}: ${reason}`, 'Give a public key, KEY.pub.', { cause });
  }
}

function stateOf({ valid, ignored }: Overrides): { text: string; json: object }[] {
  return [
    ...valid.map((override) => ({ text: described(override, 'counts'), json: { ...override, counts: true } })),
    ...ignored.map(({ id, reason, message, override }) => ({
      text:
        override === undefined
          ? `${neutralize(id)}  ${reason}\n  ${neutralizeShort(message, 300)}`
          : described(override, reason),
      json: { ...(override ?? { id }), counts: false, ignored: reason, message },
    })),
  ];
}

const MOST_SEEN = 5;

/** Everything a person should see of it: the file's own words are escaped. */
function described(override: Override, state: string): string {
  const { id, rule, severity, file, line, scope, reason, by, expires, seen } = override;
  const where = scope === 'file' ? '' : `  scope ${scope}`;
  const more = seen.length - MOST_SEEN;
  return [
    `${id}  ${state}  ${severity}  ${rule}  ${neutralize(file)}${neutralize(where)}`,
    `  line   ${neutralizeShort(line, 110)}`,
    ...seen.slice(0, MOST_SEEN).map((act) => `  seen   ${neutralizeShort(act, 110)}`),
    ...(more > 0 ? [`  seen   … and ${more} more`] : []),
    `  by     ${neutralize(by)} until ${expires}`,
    `  why    ${neutralizeShort(reason, 300)}`,
  ].join('\n');
}

function write({ format, quiet }: OverrideOptions, json: object, text: string): Promise<void> {
  if (format === 'json') return writeResult(renderJson(json));
  return writeResult(quiet ? '' : text);
}
