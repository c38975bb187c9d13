import type { Rule } from '../rule.ts';
import { behaviourRules } from './behaviour.ts';
import { canaryRules } from './canaries.ts';
import { chainedDamageRules } from './chained-damage.ts';
import { chainedExecutionRules } from './chained-execution.ts';
import { chainedExfiltrationRules } from './chained-exfiltration.ts';
import { concealmentRules } from './concealment.ts';
import { cryptographyRules } from './cryptography.ts';
import { destructionRules } from './destruction.ts';
import { discoveryRules } from './discovery.ts';
import { examinationRules } from './examination.ts';
import { executionRules } from './execution.ts';
import { explorationRules } from './exploration.ts';
import { fileRules } from './files.ts';
import { flowRules } from './flows.ts';
import { hostRules } from './hosts.ts';
import { injectionRules } from './injections.ts';
import { intrusionRules } from './intrusion.ts';
import { networkRules } from './network.ts';
import { packageRules } from './packages.ts';
import { persistenceRules } from './persistence.ts';
import { processRules } from './processes.ts';
import { relayedRules } from './relayed.ts';
import { remoteRules } from './remote.ts';
import { resourceRules } from './resources.ts';
import { sabotageRules } from './sabotage.ts';
import { secretRules } from './secrets.ts';
import { systemRules } from './system.ts';
import { uploadRules } from './uploads.ts';
import { weaknessRules } from './weaknesses.ts';
import { wordingRules } from './wording.ts';

const TABLE = {
  ...secretRules,
  ...canaryRules,
  ...chainedExfiltrationRules,
  ...chainedExecutionRules,
  ...chainedDamageRules,
  ...executionRules,
  ...networkRules,
  ...remoteRules,
  ...relayedRules,
  ...uploadRules,
  ...hostRules,
  ...destructionRules,
  ...fileRules,
  ...persistenceRules,
  ...sabotageRules,
  ...systemRules,
  ...discoveryRules,
  ...processRules,
  ...intrusionRules,
  ...concealmentRules,
  ...weaknessRules,
  ...cryptographyRules,
  ...resourceRules,
  ...behaviourRules,
  ...packageRules,
  ...wordingRules,
  ...flowRules,
  ...injectionRules,
  ...explorationRules,
  ...examinationRules,
} as const;

export type RuleId = keyof typeof TABLE;

/** Every rule by its id. */
export const RULES: Readonly<Record<RuleId, Rule>> = TABLE;
