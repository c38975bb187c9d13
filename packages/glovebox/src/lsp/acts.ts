import type { Capability } from '../capability.ts';

/** How a capability that is used on several targets is said of a function, `#` their number; what every program does is not said. */
const SEVERAL: Record<Capability, string | undefined> = {
  'file.read': 'reads # files',
  'file.write': 'writes # files',
  'file.delete': 'deletes # files',
  'file.permission': 'changes mode of # files',
  'network.resolve': 'looks up # names',
  'network.connect': 'connects to # hosts',
  'network.listen': 'listens on # ports',
  'network.send': 'sends to # hosts',
  'process.spawn': 'runs # programs',
  'process.signal': 'signals # processes',
  'process.inject': 'reaches into # processes',
  'code.eval': 'evaluates # texts as code',
  'code.native': 'calls native code # times',
  'code.deserialize': 'deserializes # objects',
  'code.import': undefined,
  'environment.read': 'reads # variables',
  'secret.read': 'reads # secrets',
  'system.persist': 'stays behind in # places',
  'system.privilege': 'changes rights # times',
  'system.probe': 'looks # ways whether it is watched',
  'clock.wait': undefined,
  'clock.read': undefined,
  'resource.exhaust': 'uses up # resources',
};

export function severalOf(capability: Capability, count: number): string | undefined {
  return SEVERAL[capability]?.replace('#', String(count));
}
