/** Every thing code can do to the world that Glovebox has a word for, as `area.verb`. A closed set. */
export const CAPABILITIES = [
  'file.read',
  'file.write',
  'file.delete',
  'file.permission',
  'network.resolve',
  'network.connect',
  'network.listen',
  'network.send',
  'process.spawn',
  'process.signal',
  'process.inject',
  'code.eval',
  'code.native',
  'code.deserialize',
  'code.import',
  'environment.read',
  'secret.read',
  'system.persist',
  'system.privilege',
  'system.probe',
  'clock.wait',
  'clock.read',
  'resource.exhaust',
] as const;

/** A thing code can do to the world, `area.verb`: `network.connect`. */
export type Capability = (typeof CAPABILITIES)[number];
