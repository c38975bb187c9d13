import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPickle } from './pickle.ts';

/** Each site as `callee target`. */
function callsIn(pickle: string | Uint8Array): string[] {
  const bytes = typeof pickle === 'string' ? Buffer.from(pickle, 'base64') : pickle;
  return readPickle(bytes, 'main').sites.map(({ callee, target }) => `${callee} ${target}`);
}

const raw = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a pickle is read without loading it', () => {
  it.each([
    [0, 'Y3Bvc2l4CnN5c3RlbQpwMAooVmNhdCB+Ly5zc2gvaWRfcnNhCnAxCnRwMgpScDMKLg=='],
    [1, 'Y3Bvc2l4CnN5c3RlbQpxAChYEQAAAGNhdCB+Ly5zc2gvaWRfcnNhcQF0cQJScQMu'],
    [2, 'gAJjcG9zaXgKc3lzdGVtCnEAWBEAAABjYXQgfi8uc3NoL2lkX3JzYXEBhXECUnEDLg=='],
    [3, 'gANjcG9zaXgKc3lzdGVtCnEAWBEAAABjYXQgfi8uc3NoL2lkX3JzYXEBhXECUnEDLg=='],
    [4, 'gASVLAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjBFjYXQgfi8uc3NoL2lkX3JzYZSFlFKULg=='],
    [5, 'gAWVLAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjBFjYXQgfi8uc3NoL2lkX3JzYZSFlFKULg=='],
  ])('of protocol %i, with the callee by its public name', (_, pickle) => {
    expect(callsIn(pickle)).toEqual(['os.system cat ~/.ssh/id_rsa']);
  });

  it('made by INST, by OBJ, and by looking the callee up step by step', () => {
    expect(callsIn(raw("(S'id'\nios\nsystem\n."))).toEqual(['os.system id']);
    expect(callsIn(raw("(cos\nsystem\nS'id'\no."))).toEqual(['os.system id']);
    const stepwise = raw("cbuiltins\ngetattr\n(cbuiltins\n__import__\n(S'os'\ntRS'system'\ntR(S'id'\ntR.");
    expect(callsIn(stepwise)).toContain('os.system id');
  });

  it('and hands the code it gives to exec on', () => {
    const pickle =
      'gASVQgAAAAAAAABdlChLAX2UjAFhlIwIYnVpbHRpbnOUjARleGVjlJOUjBlpbXBvcnQgb3MKb3Muc3lzdGVtKCdpZCcplIWUUpRzZS4=';
    const { evaluations } = readPickle(Buffer.from(pickle, 'base64'), 'main');
    expect(evaluations).toMatchObject([{ language: 'python', code: "import os\nos.system('id')" }]);
  });

  it('and says of a function that is named and not called that it is there', () => {
    expect(callsIn(raw('cos\nsystem\n.'))).toEqual(['os.system undefined']);
  });

  it('and plain data does nothing', () => {
    const data = 'gASVKwAAAAAAAAB9lCiMAWGUXZQoSwFHQAQAAAAAAABOiEMBeJSMAsOplGWMAWKUSwGFlHUu';
    expect(callsIn(data)).toEqual([]);
    expect(callsIn(raw('not a pickle'))).toEqual([]);
  });

  it('and what comes before the place where it breaks off counts', () => {
    expect(callsIn(raw("(S'id'\nios\nsystem\n\xff"))).toEqual(['os.system id']);
  });

  it('and lists its operations for a person', () => {
    expect(readPickle(raw("(S'id'\nios\nsystem\n."), 'main').listing).toEqual([
      'MARK',
      "STRING 'id'",
      'INST os system',
      'STOP',
    ]);
  });
});

describe('reading a pickle is bounded', () => {
  it('for any bytes', () => {
    const opcodes = [...'IJKMLFGSTUBCNV]ael)t}dsu021(ghjpqrciob.PQR', '\x80', '\x81', '\x85', '\x8c', '\x93', '\x94'];
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...opcodes, 'cos\nsystem\n', "S'a'\n"), fc.string({ maxLength: 3 })),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        readPickle(raw(parts.join('')), 'main');
      }),
      { numRuns: 2_000 },
    );
  });

  it('where a list holds itself, and where lists nest without end', () => {
    expect(callsIn(raw('cos\nsystem\n(]p0\ng0\natR.'))).toHaveLength(1);
    expect(callsIn(raw(`cos\nsystem\n(${']'.repeat(50_000)}${'a'.repeat(50_000)}tR.`))).toHaveLength(1);
  });

  it('where it calls without end, and says that not all is listed', () => {
    const { sites, incomplete } = readPickle(raw("(S'id'\nios\nsystem\n".repeat(50_000)), 'main');
    expect(sites.length).toBeLessThanOrEqual(2_000);
    expect(incomplete).toContain('only in part');
  });
});
