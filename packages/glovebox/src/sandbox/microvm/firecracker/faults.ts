import type { ErrorCode } from '../../../error.ts';
import { KVM_REMEDY } from './kvm.ts';
import type { ApiRequest } from './requests.ts';

interface Remedy {
  readonly code: ErrorCode;
  readonly remedy: string;
}

interface Fault extends Remedy {
  /** What Firecracker's `fault_message` says. */
  readonly says: RegExp;
  /** Only where it was asked at this path. */
  readonly at?: string;
}

/** What to do about what Firecracker refuses; the first that fits. Its words change between versions, so each looks for few. */
const FAULTS: readonly Fault[] = [
  {
    says: /no space left|os error 28\b|disk quota/i,
    code: 'no-space',
    remedy: 'Free space where temporary files lie, or set TMPDIR and GLOVEBOX_CACHE to where there is some.',
  },
  { says: /\/dev\/kvm|(open|creat)\w* .*\bkvm\b|kvm_create/i, code: 'backend-unavailable', remedy: KVM_REMEDY },
  {
    says: /cannot allocate memory|os error 12\b/i,
    code: 'backend-failed',
    remedy: 'Free memory, or run fewer machines at a time.',
  },
  {
    says: /address (already )?in use|os error 98\b/i,
    code: 'backend-failed',
    remedy: 'Another machine uses the same private folder: start again.',
  },
  {
    says: /./,
    at: '/snapshot/load',
    code: 'snapshot-corrupt',
    remedy:
      'The snapshot is damaged or of another Firecracker or processor: remove it with `glovebox images prune`; the next run makes a new one.',
  },
  {
    says: /./,
    at: '/boot-source',
    code: 'image-invalid',
    remedy: "Firecracker takes no such kernel: build the guest's image again with `glovebox images build microvm`.",
  },
  {
    says: /./,
    at: '/drives/rootfs',
    code: 'image-invalid',
    remedy: "The disk cannot be used: build the guest's image again with `glovebox images build microvm`.",
  },
  {
    says: /unknown field|missing field|invalid request method|json/i,
    code: 'backend-failed',
    remedy: 'This Firecracker speaks another API: install one that `glovebox doctor` accepts.',
  },
];

const OTHERWISE: Remedy = {
  code: 'backend-failed',
  remedy: 'Run `glovebox doctor`; it boots a machine and says what is missing.',
};

export function remedyFor(fault: string, asked: ApiRequest): Remedy {
  return FAULTS.find(({ says, at }) => (at === undefined || at === asked.path) && says.test(fault)) ?? OTHERWISE;
}
