import { describe, expect, it } from 'vitest';
import { PYTHON_CALLEES } from './callees.ts';
import { canonical } from './canonical.ts';

describe('the table of Python callees', () => {
  it('knows at least 400', () => {
    expect(PYTHON_CALLEES.size).toBeGreaterThanOrEqual(400);
  });

  it('lists each under the one name that everything is resolved to', () => {
    const others = [...PYTHON_CALLEES.keys()].filter((name) => canonical(name) !== name);
    expect(others).toEqual([]);
  });

  it('says no use of a callee twice', () => {
    const twice = [...PYTHON_CALLEES].filter(
      ([, groups]) => new Set(groups.map(({ capability, target }) => `${capability} ${target}`)).size < groups.length,
    );
    expect(twice.map(([name]) => name)).toEqual([]);
  });
});

describe('a Python name in another form is the canonical one', () => {
  it.each([
    ['builtins.open', 'open'],
    ['__builtins__.eval', 'eval'],
    ['re.__builtins__.eval', 'eval'],
    ['len.__self__.exec', 'exec'],
    ['os.system.__call__.__call__', 'os.system'],
    ['posix.system', 'os.system'],
    ['random._os.system', 'os.system'],
    ['logging.sys.modules', 'sys.modules'],
    ['asyncio.subprocess.create_subprocess_exec', 'asyncio.create_subprocess_exec'],
    ['builtins.__dict__', 'builtins.__dict__'],
    ['list.__class__.__base__.__subclasses__', 'object.__subclasses__'],
    ['framework.Plugin.__subclasses__', 'framework.Plugin.__subclasses__'],
  ])('%s is %s', (name, expected) => {
    expect(canonical(name)).toBe(expected);
  });
});
