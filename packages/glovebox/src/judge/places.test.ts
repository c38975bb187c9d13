import { describe, expect, it } from 'vitest';
import { climbs, placesOf } from './places.ts';

describe('a target lies', () => {
  it.each([
    ['rm -rf /', ['root-itself']],
    ['rm -rf ~', ['home-itself']],
    ['rm -rf /proc/self/root/home', ['home-itself']],
    ['rm -rf {…}/*', []],
    ['rm -rf ./build', ['own-folder']],
    ['{…}/.ssh/id_rsa', ['credential-store']],
    ['cat /etc/security/limits.conf', ['system-configuration']],
    ['curl http://127.0.0.1:8000/x', ['loopback']],
    ['https://ada.github.io/x', ['secure-url', 'free-host']],
    ['http://192.168.0.1/x', ['raw-address', 'private-network']],
  ])('%j in %j', (target, places) => {
    expect([...placesOf(target)]).toEqual(expect.arrayContaining(places));
    if (places.length === 0) expect([...placesOf(target)]).not.toContain('root-itself');
  });
});

describe('a path climbs', () => {
  it.each([
    ['/usr/../etc/passwd', true],
    ['cat "/usr/share/../../proc/cpuinfo"', true],
    ['/usr/share/../lib/x', false],
    ['../etc/x', false],
    ['/etc/passwd', false],
  ])('%s: %s', (target, expected) => {
    expect(climbs(target)).toBe(expected);
  });
});
