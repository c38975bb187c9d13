import type { Rule } from '../rule.ts';
import { examinationRules } from './examination.ts';
import { executionRules } from './execution.ts';
import { fileRules } from './files.ts';
import { networkRules } from './network.ts';
import { packageRules } from './packages.ts';
import { processRules } from './processes.ts';
import { resourceRules } from './resources.ts';
import { secretRules } from './secrets.ts';

const TABLE = {
  ...secretRules,
  ...executionRules,
  ...networkRules,
  ...fileRules,
  ...processRules,
  ...resourceRules,
  ...packageRules,
  ...examinationRules,
} as const;

export type RuleId = keyof typeof TABLE;

/** Every rule by its id. */
export const RULES: Readonly<Record<RuleId, Rule>> = TABLE;
