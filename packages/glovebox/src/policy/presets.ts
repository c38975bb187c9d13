import type { PolicyPart } from './schema.ts';

const MIB = 1024 * 1024;

/** Where a program may leave things: its own folder, and what every system empties by itself. */
const OWN_PLACES = ['./**', '/tmp/**', '/var/tmp/**', '/dev/shm/**'];
/** What libraries for drawing and for fonts keep for the next time. */
const CACHES = ['~/.cache/**', '~/.config/matplotlib/**'];
/** Nothing is said of what is read: `**` restricts nothing and accepts nothing. Credentials are `secret.read`, and not listed. */
const ANY_FILE = ['/**', '~/**'];
const ANY_VARIABLE = ['*'];
/** What Python's platform and ctypes modules and urllib3 ask the system as they are loaded. */
const ASKED_BY_LIBRARIES = { 'process.spawn': ['uname', 'ldconfig'], 'network.listen': ['[::1]:0'] };

interface Preset {
  /** What kind of program it is for, and why it is as it is. */
  readonly why: string;
  readonly part: PolicyPart;
}

/** Policies to begin with. None lays out fewer decoys or blocks later than the default does. */
export const PRESETS = {
  library: {
    why: 'Code that other code calls: it computes and keeps to its folder. It starts no program and talks to nobody.',
    part: {
      network: 'deny',
      permit: {
        'file.read': ANY_FILE,
        'file.write': [...OWN_PLACES, ...CACHES],
        'file.delete': OWN_PLACES,
        'file.permission': OWN_PLACES,
        'environment.read': ANY_VARIABLE,
        ...ASKED_BY_LIBRARIES,
      },
    },
  },
  'web-service': {
    why: 'It serves and asks others: longer, with more connections, on a network that is played, so that hosts are seen.',
    part: {
      network: 'sinkhole',
      limits: { wallMs: 60_000, memoryBytes: 512 * MIB, processes: 100, descriptors: 1024 },
    },
  },
  'cli-tool': {
    why: 'What it does depends on its arguments, its input and its files: they are varied.',
    part: { depth: 'deep', network: 'deny', explore: { runs: 16, seconds: 10 } },
  },
  notebook: {
    why: 'Analysis takes memory, time and disk, and loads its tables from somewhere: a network is played, nothing leaves.',
    part: {
      network: 'sinkhole',
      limits: {
        wallMs: 120_000,
        memoryBytes: 2048 * MIB,
        cpus: 1,
        processes: 200,
        diskBytes: 512 * MIB,
        files: 50_000,
      },
    },
  },
  'agent-tool': {
    why: 'Nobody reads it before it runs: hardened limits, its own folder, no program, no network, and one high finding blocks.',
    part: {
      network: 'deny',
      limits: { profile: 'hardened', memoryBytes: 256 * MIB },
      thresholds: { review: 30, block: 50 },
      permit: {
        'file.read': ANY_FILE,
        'file.write': [...OWN_PLACES, ...CACHES],
        'file.delete': OWN_PLACES,
        'file.permission': OWN_PLACES,
        'environment.read': ANY_VARIABLE,
        ...ASKED_BY_LIBRARIES,
      },
    },
  },
  strict: {
    why: 'Nothing that is not explained: any finding, however light, blocks.',
    part: { thresholds: { review: 1, block: 1 } },
  },
} satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
