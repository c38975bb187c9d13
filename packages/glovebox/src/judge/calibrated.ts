/**
 * Knots of a monotone map from the strength of the evidence to risk, both whole numbers of 0–100, linear in between. The first
 * is at 0, the last at 100.
 */
export type CalibrationMap = readonly (readonly [strength: number, risk: number])[];

/** The risk of a strength, a whole number of 0–100. */
export function calibrated(strength: number, map: CalibrationMap): number {
  const above = map.findIndex(([from]) => from >= strength);
  const [to, risk] = map[above] ?? [100, 100];
  const [from, least] = map[above - 1] ?? [to, risk];
  if (to === from) return risk;
  return Math.round(least + ((strength - from) / (to - from)) * (risk - least));
}
