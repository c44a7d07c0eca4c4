import { afterEach, describe, expect, it } from 'vitest';
import { startSecretsApi } from '../../hermetic/secrets/secrets-api.ts';
import { httpCall, type Outgoing } from '../../src/runtime/http-call.ts';
import { SecretUnavailable } from '../../src/runtime/secrets.ts';
import { secretsManager } from '../../src/runtime/secrets-manager.ts';

const variable = 'AWS_ENDPOINT_URL_SECRETS_MANAGER';
afterEach(() => {
  delete process.env[variable];
});

const answer = (status: number, body: unknown) => ({
  status,
  headers: new Headers(),
  body: new Blob([JSON.stringify(body)]).stream(),
});

/** Secrets Manager that answers by a script, and notes what it was asked. */
function scripted(...answers: (() => ReturnType<typeof answer>)[]) {
  const asked: (readonly [url: string, request: Outgoing])[] = [];
  const secrets = secretsManager(async (url, request) => {
    asked.push([url, request]);
    const next = answers.shift();
    if (next === undefined) throw new TypeError('no connection');
    return next();
  });
  return { secrets, asked };
}

const found = (SecretString: string) => () => answer(200, { Name: 'payments/stripe', SecretString });

describe('secrets of Secrets Manager', () => {
  it('are read by name, by a signed request to the region', async () => {
    const { secrets, asked } = scripted(found('value'));
    expect(await secrets.read('payments/stripe')).toBe('value');
    const [[url, request] = ['', undefined]] = asked;
    expect(url).toBe('https://secretsmanager.eu-west-1.amazonaws.com/');
    expect(request).toMatchObject({ method: 'POST', body: '{"SecretId":"payments/stripe"}' });
    expect(request?.headers).toMatchObject({
      'x-amz-target': 'secretsmanager.GetSecretValue',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=test\/\d+\/eu-west-1\/secretsmanager\//),
    });
  });

  it('are read once, also by calls that come at the same time', async () => {
    const { secrets, asked } = scripted(found('value'));
    expect(await Promise.all([secrets.read('one'), secrets.read('one')])).toEqual(['value', 'value']);
    expect(await secrets.read('one')).toBe('value');
    expect(asked).toHaveLength(1);
  });

  it('are read again once they were refused, but not if a newer value is known already', async () => {
    const { secrets, asked } = scripted(found('old'), found('new'));
    await secrets.read('one');
    secrets.forget('one', 'old');
    expect(await secrets.read('one')).toBe('new');
    secrets.forget('one', 'old');
    expect(await secrets.read('one')).toBe('new');
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['ResourceNotFoundException', true],
    ['AccessDeniedException', true],
    ['ThrottlingException', false],
    ['InternalServiceError', false],
  ])('are not to be had after %s, for good: %s', async (type, isPermanent) => {
    const { secrets } = scripted(() => answer(400, { __type: `com.amazonaws#${type}` }), found('value'));
    const error = await secrets.read('one').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SecretUnavailable);
    expect(error).toMatchObject({ isPermanent, message: expect.stringContaining(type) });
    // A failure is not cached.
    expect(await secrets.read('one')).toBe('value');
  });

  it('are not to be had without a connection, for now', async () => {
    await expect(scripted().secrets.read('one')).rejects.toMatchObject({ isPermanent: false });
  });

  it('are served by the local environment, and only by their names', async () => {
    const api = await startSecretsApi({ one: 'value' });
    process.env[variable] = api.endpoint;
    try {
      const secrets = secretsManager(httpCall());
      expect(await secrets.read('one')).toBe('value');
      await expect(secrets.read('toString')).rejects.toMatchObject({ isPermanent: true });
    } finally {
      api.stop();
    }
  });
});
