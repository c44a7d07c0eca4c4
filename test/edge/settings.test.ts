import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../edge/settings.ts';

const settings = (variables: Readonly<Record<string, string>>) => settingsFrom((name) => variables[name]);
const UPSTREAM = 'http://localhost:8000';

describe('edge settings', () => {
  it('only UPSTREAM is required', () => {
    expect(settings({ UPSTREAM })).toEqual({
      upstream: UPSTREAM,
      ports: [50051],
      host: '127.0.0.1',
      signed: false,
      log: false,
    });
  });

  it.each([
    [{ PORT: '9090' }, { ports: [9090] }],
    [{ PORT: '50051,7000' }, { ports: [50051, 7000] }],
    [{ PORT: '50051, 0' }, { ports: [50051, 0] }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ UPSTREAM_AUTH: 'iam' }, { signed: true }],
    [{ LOG: 'on' }, { log: true }],
    [{ LOG: 'off' }, { log: false }],
  ])('variables %o are read as %o', (variables, expected) => {
    expect(settings({ UPSTREAM, ...variables })).toMatchObject(expected);
  });

  it.each([
    [{}, 'UPSTREAM is not set: set it to the address of the payment API'],
    [{ UPSTREAM: 'localhost:8000' }, 'UPSTREAM=localhost:8000 is not an http address'],
    [{ UPSTREAM, PORT: 'x' }, 'PORT has "x"'],
    [{ UPSTREAM, PORT: '1,' }, 'PORT has ""'],
    [{ UPSTREAM, PORT: '65536' }, 'PORT has "65536"'],
    [{ UPSTREAM, UPSTREAM_AUTH: 'IAM' }, 'UPSTREAM_AUTH=IAM must be iam or none'],
  ])('variables %o are refused', (variables, message) => {
    expect(() => settings(variables)).toThrow(message);
  });
});
