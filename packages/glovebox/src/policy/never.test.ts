import { describe, expect, it } from 'vitest';
import { whyNever, whyNoGlob, whyNoModule } from './never.ts';
import type { Permittable } from './permits.ts';

describe('a pattern that matches nothing', () => {
  it.each<[Permittable, string, RegExp]>([
    ['file.write', '../out', /\.\./],
    ['file.write', '/tmp/', /write \/\*\*/],
    ['file.write', '/tmp//x', /empty part/],
    ['file.read', './a/./b', /empty part/],
    ['file.write', '/work/out', /written \.\//],
    ['secret.read', '/home/user/.ssh/*', /written ~\//],
    ['file.read', '~alice/x', /own home/],
    ['file.read', 'https://a.example/x', /URL/],
    ['network.connect', 'https://a.example', /host or host:port/],
    ['network.connect', 'a.example/x', /nothing else/],
    ['network.connect', 'a.example:https', /a number or \*/],
    ['network.connect', 'a.example:70000', /up to 65535/],
    ['network.connect', '*.', /empty/],
    ['network.listen', '.example', /empty/],
    ['process.spawn', '--help', /program/],
    ['process.spawn', ' git', /space/],
    ['environment.read', '$HOME', /HOME/],
    ['environment.read', 'A=b', /=/],
  ])('for %s is %j', (capability, pattern, why) => {
    expect(whyNever(capability, pattern)).toMatch(why);
  });

  it.each<[Permittable, string]>([
    ['file.write', '.'],
    ['file.write', './..a/b..'],
    ['file.read', '/'],
    ['file.read', '~'],
    ['file.read', '~/x y'],
    ['network.connect', '[::1]:80'],
    ['network.connect', '2001:db8::'],
    ['network.listen', '[::1]:0'],
    ['network.connect', '*:443'],
    ['network.connect', '*.example.com'],
    ['network.connect', '10.0.0.?:*'],
    ['process.spawn', 'tar czf ? .'],
    ['environment.read', 'APP_*'],
  ])('for %s is not %j', (capability, pattern) => {
    expect(whyNever(capability, pattern)).toBeUndefined();
  });
});

it.each([
  ['json', true],
  ['@scope/name', true],
  ['lodash/map', true],
  ['node:fs', true],
  ['requests==2.0', false],
  ['json*', false],
  ['./own', false],
  ['@scope', false],
])('a module goes by the name %j: %s', (name, does) => {
  expect(whyNoModule(name) === undefined).toBe(does);
});

it.each([
  ['src/**', true],
  ['**/*.sh', true],
  ['{a,b}/*.py', true],
  ['.github/**', true],
  ['/src/**', false],
  ['../x/**', false],
  ['src/', false],
  ['./src/**', false],
  ['src\\a', false],
  ['!src/**', false],
])('a glob below the policy’s folder can match %j: %s', (glob, can) => {
  expect(whyNoGlob(glob) === undefined).toBe(can);
});
