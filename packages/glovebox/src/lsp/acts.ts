import type { Capability } from '../capability.ts';

/** How a capability is said of a function; what every program does is not said. */
interface Words {
  readonly one: string;
  readonly many: string;
}

const WORDS: Record<Capability, Words | undefined> = {
  'file.read': { one: 'reads', many: 'files' },
  'file.write': { one: 'writes', many: 'files' },
  'file.delete': { one: 'deletes', many: 'files' },
  'file.permission': { one: 'changes permissions of', many: 'files' },
  'network.resolve': { one: 'looks up', many: 'names' },
  'network.connect': { one: 'connects to', many: 'hosts' },
  'network.listen': { one: 'listens on', many: 'ports' },
  'network.send': { one: 'sends to', many: 'hosts' },
  'process.spawn': { one: 'runs', many: 'programs' },
  'process.signal': { one: 'signals', many: 'processes' },
  'process.inject': { one: 'reaches into', many: 'processes' },
  'code.eval': { one: 'evaluates', many: 'texts as code' },
  'code.native': { one: 'loads machine code', many: 'times' },
  'code.deserialize': { one: 'deserializes', many: 'objects' },
  'code.import': undefined,
  'environment.read': { one: 'reads variable', many: 'variables' },
  'secret.read': { one: 'reads credentials', many: 'files' },
  'system.persist': { one: 'stays behind in', many: 'places' },
  'system.privilege': { one: 'asks for privileges', many: 'times' },
  'system.probe': { one: 'looks whether it is watched', many: 'ways' },
  'clock.wait': undefined,
  'clock.read': undefined,
  'resource.exhaust': { one: 'uses up', many: 'resources' },
};

export function actOf(capability: Capability): Words | undefined {
  return WORDS[capability];
}
