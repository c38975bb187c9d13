import { describe, expect, it } from 'vitest';
import {
  clockFrame,
  entropyFrame,
  fileFrame,
  jobFrame,
  limitsFrame,
  listFrame,
  readFrame,
  signalFrame,
} from './frames.ts';

function parts(frame: Buffer): { kind: string; payload: string } {
  expect(frame.readUInt32LE(0)).toBe(frame.length - 5);
  return { kind: frame.toString('latin1', 4, 5), payload: frame.toString('latin1', 5) };
}

describe('a frame', () => {
  it.each([
    ['a clock, in nanoseconds', clockFrame(1_790_000_000_123_456_789n), 'T', '1790000000123456789'],
    ['the limits of time and output', limitsFrame({ wallMs: 1500, outputBytes: 64 }), 'W', '1500 64'],
    ['random bytes, as they are', entropyFrame(Uint8Array.of(0, 255, 10)), 'E', '\x00\xff\x0a'],
    ['a signal, by its number', signalFrame(2), 'S', '2'],
    ['a path to read', readFrame('/work/a b'), 'R', '/work/a b'],
    ['a path to list', listFrame('/work'), 'L', '/work'],
    ['a file with its mode', fileFrame('/work/a', 0o755, Buffer.from('x')), 'F', '755 /work/a\0x'],
    ['a job whose fields cannot end it', jobFrame(['a\nb', 'c\x1fd', '\\']), 'G', 'a\\nb\x1fc\\ud\x1f\\\\\n'],
  ])('carries %s', (_, frame, kind, payload) => {
    expect(parts(frame)).toEqual({ kind, payload });
  });
});
