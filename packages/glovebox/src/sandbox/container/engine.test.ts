import { describe, expect, it } from 'vitest';
import { findEndpoint } from './endpoint.ts';
import { agree } from './engine.ts';
import { demultiplexer } from './frames.ts';

describe('the version both know', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.47', '1.24', '1.47'],
    ['1.51', '1.44', '1.47'],
  ])('of a daemon with %s and at least %s is %s', (ApiVersion, MinAPIVersion, agreed) => {
    expect(agree('it', { ApiVersion, MinAPIVersion })).toBe(agreed);
  });
});

describe('a multiplexed stream', () => {
  const frames = Buffer.concat([frame(1, 'hello '), frame(2, 'oh'), frame(1, ''), frame(1, 'world')]);

  it.each([1, 3, 8, 11, 1000])('cut into pieces of %i bytes is put together again', (size) => {
    const said = { stdout: '', stderr: '' };
    const take = demultiplexer((name, bytes) => {
      said[name] += bytes.toString();
    });
    for (let at = 0; at < frames.length; at += size) take(frames.subarray(at, at + size));
    expect(said).toEqual({ stdout: 'hello world', stderr: 'oh' });
  });

  it('of other bytes is an error', () => {
    expect(() => demultiplexer(() => {})(Buffer.from('GET / HTTP/1.1'))).toThrow('no frame');
  });
});

describe('the daemon to use', () => {
  it.each(['tcp://box:1234', 'tcp://10.0.0.1', 'http://127.0.0.1.example.org', 'tcp://[fe80::1]:2375'])(
    'at %s is on another machine, and not spoken to in the clear',
    (address) => {
      expect(() => findEndpoint(address, {})).toThrow('in the clear');
    },
  );

  it('is not spoken to in the clear where TLS is asked for', () => {
    const asked = { DOCKER_TLS_VERIFY: '1' };
    expect(() => findEndpoint('tcp://127.0.0.1:2376', asked)).toThrow('TLS to a daemon is not supported');
    expect(findEndpoint('unix:///run/x.sock', asked)).toEqual({ kind: 'socket', path: '/run/x.sock' });
  });

  it.each([
    ['unix:///run/x.sock', { kind: 'socket', path: '/run/x.sock' }],
    ['/run/x.sock', { kind: 'socket', path: '/run/x.sock' }],
    ['tcp://localhost:1234', { kind: 'tcp', host: 'localhost', port: 1234 }],
    ['tcp://[::1]', { kind: 'tcp', host: '::1', port: 2375 }],
  ])('at %s is %o', (address, endpoint) => {
    expect(findEndpoint(address)).toEqual(endpoint);
  });

  it.each(['ssh://me@box', 'npipe:////./pipe/docker', 'unix://relative'])(
    'at %s is a mistake with a remedy',
    (address) => {
      expect(() => findEndpoint(address)).toThrow('cannot talk to a daemon');
    },
  );
});

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(text.length, 4);
  return Buffer.concat([head, Buffer.from(text)]);
}
