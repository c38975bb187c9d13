import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEPTHS, type Depth } from '../policy/policy.ts';
import { PRESET_NAMES } from '../policy/presets.ts';
import { REPORT_FORMATS, type ReportFormat } from '../report/formats/format.ts';
import { LEGAL_LANGUAGES } from '../sample/language.ts';
import type { Language } from '../sample/sample.ts';
import type { LimitProfile } from '../sandbox/limits.ts';
import { NETWORK_MODES, type NetworkMode } from '../sandbox/network.ts';
import { BACKEND_NAMES, DEFAULT_BACKEND } from '../sandbox/registry.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { FailOn } from './exit.ts';
import { addOutputFiles, type ReportOptions } from './output-files.ts';

/** Options of the commands that read a sample. */
export interface SampleOptions {
  readonly format: 'text' | 'json';
  readonly quiet?: true;
  readonly language?: Language;
}

/** What is permitted, and how to isolate. */
export interface PolicyOptions {
  /** A file or a preset; `false` with `--no-policy`. */
  readonly policy?: string | false;
  readonly backend?: BackendName;
  readonly limits?: LimitProfile;
  readonly network?: NetworkMode;
  /** As in a policy. */
  readonly networkHosts?: readonly string[];
  readonly networkFile?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Options of the commands that run one. */
export interface RunningOptions extends SampleOptions, PolicyOptions {
  readonly importAllow?: readonly string[];
  readonly stdin?: string;
  /** ISO date. */
  readonly clock?: string;
}

export interface RunOptions extends RunningOptions {
  readonly canaries?: true;
}

export interface DoctorOptions extends Pick<SampleOptions, 'format'> {
  /** One backend alone; all of them without it. */
  readonly backend?: BackendName;
}

/** What is told is the same for everybody: only how it is written can be chosen. */
export type ExplainOptions = Pick<SampleOptions, 'format'>;

/** Options of the commands that may answer with what was examined before. */
export interface CachingOptions {
  /** `false` with `--no-cache`. */
  readonly cache: boolean;
}

export interface RenderOptions extends ReportOptions {
  /** The program that the report is about. */
  readonly sample?: string;
}

export interface CheckOptions extends Omit<RunningOptions, 'format'>, ReportOptions, CachingOptions {
  /** The policy’s without it, or `standard`. */
  readonly depth?: Depth;
  /** What the sample was written for. */
  readonly intent?: string;
  readonly failOn: FailOn;
  readonly learn?: true;
}

export interface EvalOptions extends PolicyOptions, Pick<SampleOptions, 'format' | 'quiet'> {
  /** The policy’s without it, or `standard`. */
  readonly depth?: Depth;
  /** Processes; as many as there are processors without it. */
  readonly jobs?: number;
  readonly resume?: string;
  /** Misses listed, at most. */
  readonly misses: number;
  readonly split: 'all' | 'in' | 'out';
  /** `false` with `--no-tests`. */
  readonly tests: boolean;
}

export interface McpOptions extends PolicyOptions {
  /** The policy’s without it, or `standard`. */
  readonly depth?: Depth;
  /** Over HTTP on this port; over standard input without it. */
  readonly port?: number;
  readonly tokens?: string;
  readonly pipIndex?: string;
  readonly npmRegistry?: string;
}

const LIMIT_NAMES: Record<LimitProfile, true> = { default: true, hardened: true };

const FORMATS: readonly SampleOptions['format'][] = ['text', 'json'];

export function addFormatOption(command: Command, formats: readonly ReportFormat[] = FORMATS): Command {
  return command.addOption(
    new Option('--format <format>', 'how the result is written').choices(formats).default('text'),
  );
}

export function addOutputOptions(command: Command, formats: readonly ReportFormat[] = FORMATS): Command {
  return addFormatOption(command, formats).option('--quiet', 'say no more than needed');
}

export function addRenderOptions(command: Command): Command {
  return addOutputFiles(addOutputOptions(command, REPORT_FORMATS)).option(
    '--sample <path>',
    'the program that the report is about, so that its lines can be shown',
  );
}

export function addSampleOptions(command: Command, formats = FORMATS as readonly ReportFormat[]): Command {
  return addLanguageOption(addOutputOptions(command, formats));
}

export function addInspectOptions(command: Command): Command {
  return addLanguageOption(addFormatOption(command));
}

function addLanguageOption(command: Command): Command {
  return command.addOption(
    new Option('--language <language>', 'instead of telling it from name and content').choices(LEGAL_LANGUAGES),
  );
}

export function addPolicyOptions(command: Command): Command {
  return command
    .option('--policy <file>', `what is permitted, as YAML, or a preset: ${PRESET_NAMES.join(', ')}`)
    .option('--no-policy', 'the default, whatever lies about')
    .addOption(
      new Option('--backend <backend>', `how to isolate; ${DEFAULT_BACKEND} without it`).choices(BACKEND_NAMES),
    )
    .addOption(new Option('--network <mode>', 'none, one that is played, or a checked way out').choices(NETWORK_MODES))
    .option(
      '--network-hosts <hosts>',
      'who may be spoken to with allow and record, by a comma: pypi.org,*.example.com:8443',
      hosts,
    )
    .option('--network-file <file>', 'what record writes and replay answers from')
    .addOption(new Option('--limits <profile>', 'instead of the policy’s limits').choices(Object.keys(LIMIT_NAMES)))
    .option('--timeout <seconds>', 'wall clock of a run, instead of the limits’ own', milliseconds);
}

export function addRunningOptions(command: Command, formats = FORMATS as readonly ReportFormat[]): Command {
  return addPolicyOptions(addSampleOptions(command, formats))
    .option('--import-allow <modules>', 'refuse a sample that imports anything else, by a comma', modules)
    .option('--stdin <file>', 'what the program reads from standard input')
    .option('--clock <date>', 'what its clock says at the start, where the backend has one', isoDate);
}

export function addRunOptions(command: Command): Command {
  return addRunningOptions(command).option('--canaries', 'lay out decoy credentials and say where they go');
}

export function addDoctorOptions(command: Command): Command {
  return addFormatOption(command).addOption(
    new Option('--backend <backend>', 'try this one alone').choices(BACKEND_NAMES),
  );
}

export function addExplainOptions(command: Command): Command {
  return addFormatOption(command);
}

export function addDepthOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--depth <depth>',
      'quick only reads, standard (without it, and without a policy’s) runs as well, deep also under other conditions',
    ).choices(DEPTHS),
  );
}

export function addCachingOptions(command: Command): Command {
  return command.option('--no-cache', 'examine it again although the same was examined before, and keep nothing');
}

export function addCheckOptions(command: Command): Command {
  return addFailOnOption(addCachingOptions(addDepthOption(addOutputFiles(addRunningOptions(command, REPORT_FORMATS)))))
    .option('--learn', 'deny nothing that the walls allow, and print the smallest policy that permits what was seen')
    .option('--intent <text>', 'what it was written for, in the words of whoever asked for it');
}

export function addFailOnOption(command: Command): Command {
  return command.addOption(
    new Option('--fail-on <decision>', 'exit with 1 from here on').choices(['review', 'block']).default('block'),
  );
}

export function addMcpOptions(command: Command): Command {
  return addDepthOption(addPolicyOptions(command))
    .option(
      '--pip-index <address>',
      'where packages come from that a model asks for, instead of PyPI; --network has to allow it',
    )
    .option('--npm-registry <address>', 'the same for JavaScript, instead of npm’s own')
    .option('--port <number>', 'over HTTP on loopback, 0 for a free port; over standard input without it', port)
    .option('--tokens <file>', 'who may call over HTTP, one a line: a name, a space, a secret; one is made without it');
}

export const MOST_JOBS = 256;

export function addEvalOptions(command: Command): Command {
  return addDepthOption(addPolicyOptions(addOutputOptions(command)))
    .option('--jobs <number>', 'samples examined at a time', (value) => wholeNumber(value, 1, MOST_JOBS))
    .option('--resume <file>', 'keep what is decided in this file, and go on from what it holds')
    .option('--misses <number>', 'list at most so many', (value) => wholeNumber(value, 0, Number.MAX_SAFE_INTEGER), 20)
    .addOption(
      new Option('--split <part>', 'examine the samples held in for tuning, or those held out, alone')
        .choices(['all', 'in', 'out'])
        .default('all'),
    )
    .option('--no-tests', 'run the samples without the tests that the corpus gives with them');
}

export function port(value: string): number {
  return wholeNumber(value, 0, 65_535);
}

export function wholeNumber(value: string, least: number, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
}

/** As long as a run may ever take: an hour. */
const MAX_TIMEOUT_S = 3_600;

function milliseconds(value: string): number {
  const seconds = Number(value.replace(/s$/, ''));
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT_S))
    throw new InvalidArgumentError(`It is a number of seconds up to ${MAX_TIMEOUT_S}.`);
  return Math.max(1, Math.round(seconds * 1000));
}

function isoDate(value: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('It is a date such as 2031-05-06 or 2031-05-06T07:08:09Z.');
  return date.toISOString();
}

/** A comma within the ports of a host is none between hosts. */
function hosts(value: string): string[] {
  return value
    .split(/,(?!\d+(?:,|$))/)
    .map((host) => host.trim())
    .filter((host) => host !== '');
}

function modules(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
