import type { CalibrationMap } from './calibrated.ts';

export const CALIBRATION: CalibrationMap = [
  [0, 0],
  [100, 100],
];
