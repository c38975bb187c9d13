import type { Capability } from '../../capability.ts';
import { argument, type Call, TARGETS, type TargetRule } from './call.ts';
import { asText } from './value.ts';

/** Callees that use one capability in one way. A callee may be in several groups: a copy reads and writes. */
export interface CalleeGroup {
  readonly capability: Capability | CapabilityRule;
  readonly target: TargetRule;
  readonly callees: readonly string[];
}

/** What decides the capability where the arguments do. */
export const CAPABILITY_RULES = {
  /** The mode is the second argument. */
  'open-mode': (call) => byMode(asText(argument(call, 1, 'mode')) ?? 'r'),
  /** A method of a path: the mode comes first. */
  'path-open-mode': (call) => byMode(asText(argument(call, 0, 'mode')) ?? 'r'),
  /** Each line is replaced by what is printed meanwhile. */
  'edit-in-place': (call) => (asText(argument(call, 1, 'inplace')) === 'True' ? 'file.write' : 'file.read'),
  /** Flags as numbers or names of constants. */
  'open-flags': (call) => byFlags(argument(call, 1, 'flags')),
  /** A request with a body sends. */
  request: (call) => (sends(call) ? 'network.send' : 'network.connect'),
  /** The loader of plain values builds no objects. */
  'yaml-loader': (call) => (/Safe|Base/.test(nameOf(argument(call, 1, 'Loader'))) ? undefined : 'code.deserialize'),
  /** A schema beyond plain values builds functions and objects. */
  'yaml-schema': (call) => (/FULL|UNSAFE|js-types/i.test(schemaOf(call)) ? 'code.deserialize' : undefined),
  /** A page runs the scripts that are written into it. */
  markup: (call) => (/<script|\son\w+\s*=/i.test(TARGETS.all(call) ?? '') ? 'code.eval' : undefined),
  /** A timer runs a text as code, and a function as itself. */
  'text-as-code': (call) => (call.positional[0]?.kind === 'text' ? 'code.eval' : undefined),
  /** A deliberate choice to allow objects in an array file. */
  'allow-pickle': (call) => (asText(call.named.get('allow_pickle')) === 'True' ? 'code.deserialize' : 'file.read'),
} satisfies Record<string, (call: Call) => Capability | undefined>;
export type CapabilityRule = keyof typeof CAPABILITY_RULES;

function byMode(mode: string): Capability {
  return /[wax+]/.test(mode) ? 'file.write' : 'file.read';
}

function byFlags(flags: ReturnType<typeof argument>): Capability {
  const shown = nameOf(flags);
  return /WRONLY|RDWR|CREAT|APPEND|TRUNC|^[wa]|\+/.test(shown) || /^[1-9]\d*$/.test(shown) ? 'file.write' : 'file.read';
}

function sends(call: Call): boolean {
  const options = call.positional.find((value) => value.kind === 'record');
  const method =
    asText(call.named.get('method')) ?? (options?.kind === 'record' ? asText(options.fields.get('method')) : undefined);
  const hasBody =
    call.named.has('data') ||
    call.named.has('body') ||
    call.named.has('json') ||
    call.named.has('files') ||
    (options?.kind === 'record' && (options.fields.has('body') || options.fields.has('data')));
  return hasBody || /^(post|put|patch)$/i.test(method ?? asText(call.positional[0]) ?? '');
}

function schemaOf(call: Call): string {
  const options = call.positional.find((value) => value.kind === 'record');
  const schema = options?.kind === 'record' ? options.fields.get('schema') : undefined;
  return schema?.kind === 'result' ? schema.of : nameOf(schema);
}

function nameOf(value: ReturnType<typeof argument>): string {
  return value?.kind === 'name' ? value.name : (asText(value) ?? '');
}

/** One way a callee uses a capability. */
export interface Use {
  readonly capability: Capability;
  readonly target: string | undefined;
}

/** Callees by their public name. */
export type CalleeTable = ReadonlyMap<string, readonly CalleeGroup[]>;

export function calleeTable(groups: readonly CalleeGroup[]): CalleeTable {
  const table = new Map<string, CalleeGroup[]>();
  for (const group of groups) {
    for (const callee of group.callees) table.set(callee, [...(table.get(callee) ?? []), group]);
  }
  return table;
}

/** What a call uses; nothing for a callee the table does not know. */
export function usesOf(table: CalleeTable, call: Call): Use[] {
  return (table.get(call.callee) ?? []).flatMap((group) => {
    const capability = capabilityOf(group, call);
    return capability === undefined ? [] : [{ capability, target: TARGETS[group.target](call) }];
  });
}

/** What a callee uses whose arguments are not known, because it is handed on as a value. */
export function usesOfName(table: CalleeTable, callee: string): Use[] {
  return usesOf(table, { callee, positional: [], named: new Map() }).map(({ capability }) => ({
    capability,
    target: undefined,
  }));
}

function capabilityOf({ capability }: CalleeGroup, call: Call): Capability | undefined {
  return isRule(capability) ? CAPABILITY_RULES[capability](call) : capability;
}

function isRule(capability: CalleeGroup['capability']): capability is CapabilityRule {
  return Object.hasOwn(CAPABILITY_RULES, capability);
}
