import type { PolicySource } from '../policy/source.ts';
import { neutralize } from './neutralize.ts';
import type { Report } from './report.ts';

/** A report that says where its policy is from. Not a part of the examination: the same answer may be kept for another file. */
export function withPolicySource(report: Report, { file, sections, ignored }: PolicySource): Report {
  return {
    ...report,
    engine: {
      ...report.engine,
      ...(file !== undefined && { policyFile: file }),
      ...(sections !== undefined && { policySections: [...sections] }),
      ...(ignored !== undefined && { policyIgnored: [...ignored] }),
    },
  };
}

/** What a person is told of it; empty where the default held and nothing was passed over. */
export function policyLine({ engine }: Report): string {
  const { policyFile, policySections = [], policyIgnored = [] } = engine;
  const sections = policySections.length === 0 ? '' : `, section ${policySections.join(', ')}`;
  const parts = [
    ...(policyFile === undefined ? [] : [`${policyFile}${sections}`]),
    ...policyIgnored.map((file) => `not obeyed: ${file}`),
  ];
  return neutralize(parts.join('; '));
}
