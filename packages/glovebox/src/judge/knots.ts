import type { CalibrationMap } from './calibrated.ts';

/** Written by `npm run calibrate -- --write`, fitted to the samples held in; SPECIFICATION.md has how it does on those held out. */
export const CALIBRATION: CalibrationMap = [
  [0, 0],
  [30, 30],
  [35, 31],
  [45, 32],
  [49, 33],
  [50, 50],
  [59, 55],
  [60, 74],
  [70, 81],
  [90, 95],
  [100, 100],
];
