import type { Capability } from '../capability.ts';

/** What a program does to a target, as a sentence about it says it: `connects to` a host. */
export const VERBS: Record<Capability, string> = {
  'file.read': 'reads',
  'file.write': 'writes',
  'file.delete': 'deletes',
  'file.permission': 'changes mode of',
  'network.resolve': 'looks up',
  'network.connect': 'connects to',
  'network.listen': 'listens on',
  'network.send': 'sends to',
  'process.spawn': 'runs',
  'process.signal': 'signals',
  'process.inject': 'reaches into',
  'code.eval': 'evaluates',
  'code.native': 'calls native code',
  'code.deserialize': 'deserializes',
  'code.import': 'imports',
  'environment.read': 'reads variable',
  'secret.read': 'reads secret',
  'system.persist': 'stays behind in',
  'system.privilege': 'changes rights',
  'system.probe': 'looks whether it is watched',
  'clock.wait': 'waits',
  'clock.read': 'asks the time',
  'resource.exhaust': 'uses up',
};
