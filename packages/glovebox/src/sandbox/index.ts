export type { Backend } from './backend.ts';
export { createJail } from './jail/jail.ts';
export { LIMIT_PROFILES, type Limits } from './limits.ts';
export type { Run } from './run.ts';
