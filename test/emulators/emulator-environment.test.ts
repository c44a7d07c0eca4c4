import { describe, expect, it } from 'vitest';
import { emulatorEnvironment } from '../../emulators/emulator-environment.ts';

const endpoint = 'http://localhost:4566';

describe('the environment of programs that work on an emulator', () => {
  it('contains nothing of AWS except test credentials and the emulator’s URL', () => {
    const env = emulatorEnvironment(
      {
        PATH: '/bin',
        AWS_ACCESS_KEY_ID: 'mine',
        AWS_SECRET_ACCESS_KEY: 'mine',
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.eu-west-1.amazonaws.com',
        CDK_NEW_BOOTSTRAP: '1',
        https_proxy: 'http://proxy:3128',
        ALL_PROXY: 'http://proxy:3128',
      },
      endpoint,
    );
    expect(env).toMatchObject({ PATH: '/bin', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    expect(env).toMatchObject({ AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint });
    const left = ['AWS_ENDPOINT_URL_DYNAMODB', 'CDK_NEW_BOOTSTRAP', 'https_proxy', 'ALL_PROXY', 'AWS_PROFILE'];
    expect(left.filter((name) => env[name] !== undefined)).toEqual([]);
  });

  it.each([
    ['AWS_PROFILE', 'work'],
    ['AWS_DEFAULT_PROFILE', 'work'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['AWS_ACCESS_KEY_ID', 'ASIAIOSFODNN7EXAMPLE'],
    ['AWS_SESSION_TOKEN', 'x'.repeat(300)],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', '/token'],
    ['AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/deploy'],
  ])('is refused if %s is %s, with a message that says how to go on', (name, value) => {
    expect(() => emulatorEnvironment({ [name]: value }, endpoint)).toThrow(`env -u ${name}`);
  });

  it.each([
    'https://dynamodb.us-east-1.amazonaws.com',
    'http://localhost.example.com:4566',
    'http://10.0.0.7:4566',
    'localhost:4566',
  ])('is refused for %s, which may be another machine', (address) => {
    expect(() => emulatorEnvironment({}, address)).toThrow('not on this machine');
  });

  it.each(['http://127.0.0.1:4566', 'http://[::1]:4566'])('allows %s', (address) => {
    expect(emulatorEnvironment({ AWS_PROFILE: '' }, address)).toMatchObject({ AWS_ENDPOINT_URL: address });
  });
});
