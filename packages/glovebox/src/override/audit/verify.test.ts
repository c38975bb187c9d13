import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../canonical-json.ts';
import { ALICE, BOB, lineAfter, MALLORY, type Prepared, prepare } from '../../examine/overridden.fixture.ts';
import { diskSource } from '../disk.ts';
import { readOverrides } from '../file.ts';
import { trustedKeysIn } from '../overrides.ts';
import type { AuditLine } from './line.ts';
import { type Fault, readAudit } from './verify.ts';

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepare();
});
afterAll(() => prepared.dispose());

describe('a log tells what was done to it', () => {
  type Change = (lines: AuditLine[], prepared: Prepared) => (AuditLine | string)[];
  const CHANGES: readonly (readonly [string, Fault, number | undefined, Change])[] = [
    [
      'a line was edited',
      'edited',
      3,
      (lines) => lines.map((line, at) => (at === 2 ? { ...line, subject: 'ov-000000000000' } : line)),
    ],
    [
      'the number of a line was edited',
      'edited',
      4,
      (lines) => lines.map((line, at) => (at === 3 ? { ...line, sequence: 9 } : line)),
    ],
    [
      'the time of a line was edited',
      'edited',
      2,
      (lines) => lines.map((line, at) => (at === 1 ? { ...line, at: '2026-01-01T00:00:00Z' } : line)),
    ],
    [
      'its last line was edited',
      'edited',
      6,
      (lines) => lines.map((line, at) => (at === 5 ? { ...line, act: 'add' } : line)),
    ],
    [
      'signatures were swapped',
      'edited',
      3,
      (lines) => lines.map((line, at) => (at === 2 ? { ...line, signature: lines[4]?.signature ?? '' } : line)),
    ],
    ['a line was removed', 'removed', 3, (lines) => lines.toSpliced(2, 1)],
    ['its first line was removed', 'removed', 1, (lines) => lines.slice(1)],
    [
      'two lines were reordered',
      'reordered',
      3,
      (lines) => [...lines.slice(0, 2), ...lines.slice(2, 4).reverse(), ...lines.slice(4)],
    ],
    ['all lines were reordered', 'reordered', 1, (lines) => lines.toReversed()],
    ['it was truncated', 'truncated', undefined, (lines) => lines.slice(0, 4)],
    ['it was emptied', 'truncated', undefined, () => []],
    ['a line was inserted again', 'inserted', 5, (lines) => lines.toSpliced(4, 0, lines[2] as AuditLine)],
    ['a line was appended again', 'inserted', 7, (lines) => [...lines, lines[5] as AuditLine]],
    [
      'a line of a foreign key was appended',
      'foreign-key',
      7,
      (lines, { mallory }) => [
        ...lines,
        lineAfter(lines.at(-1) as AuditLine, { actor: MALLORY }, digestOf(lines.at(-1) as AuditLine), mallory),
      ],
    ],
    [
      'a line of a foreign key was put in',
      'foreign-key',
      4,
      (lines, { mallory }) =>
        lines.toSpliced(3, 0, lineAfter(lines[2] as AuditLine, {}, digestOf(lines[2] as AuditLine), mallory)),
    ],
    [
      'somebody who is trusted signed a line in the name of another',
      'foreign-key',
      7,
      (lines, { bob }) => [
        ...lines,
        lineAfter(lines.at(-1) as AuditLine, { actor: ALICE }, digestOf(lines.at(-1) as AuditLine), bob),
      ],
    ],
    [
      'a line says an earlier time than the one before it',
      'back-in-time',
      7,
      (lines, { bob }) => [
        ...lines,
        lineAfter(
          lines.at(-1) as AuditLine,
          { actor: BOB, at: '2026-02-01T00:00:00Z' },
          digestOf(lines.at(-1) as AuditLine),
          bob,
        ),
      ],
    ],
    ['a line is no line', 'unreadable', 2, (lines) => lines.map((line, at) => (at === 1 ? 'x' : line))],
  ];

  it.each(CHANGES)('%s: %s', async (_, fault, line, change) => {
    const copy = prepared.copy();
    copy.editLog((lines) =>
      change(
        lines.map((text) => JSON.parse(text)),
        prepared,
      ).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    );
    const source = diskSource(copy.root);
    const { head } = readOverrides(copy.read('overrides.yaml'));
    const trusted = await trustedKeysIn(source);
    const found = readAudit(copy.read('audit.jsonl'), head, trusted, true);
    expect(found.faults.map(({ fault, line }) => ({ fault, line }))).toEqual([{ fault, line }]);
    const quick = readAudit(copy.read('audit.jsonl'), head, trusted);
    expect(quick.faults).toHaveLength(1);
  });

  it('and holds where nothing was', async () => {
    const copy = prepared.copy();
    const { head } = readOverrides(copy.read('overrides.yaml'));
    const log = readAudit(copy.read('audit.jsonl'), head, await trustedKeysIn(diskSource(copy.root)), true);
    expect(log.faults).toEqual([]);
    expect(log.lines.map(({ act, actor }) => `${act} ${actor}`)).toEqual([
      `trust ${ALICE}`,
      `trust ${ALICE}`,
      `add ${ALICE}`,
      `add ${BOB}`,
      `add ${ALICE}`,
      `remove ${ALICE}`,
    ]);
    expect(log.lines[2]?.digest).toBe(digestOf(prepared.overrides[0]));
  });
});
