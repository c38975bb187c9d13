/** How a gate's result is written. A closed set: each has its entry in render.ts. */
export const GATE_FORMATS = ['text', 'json', 'sarif', 'markdown', 'junit', 'github'] as const;
export type GateFormat = (typeof GATE_FORMATS)[number];
