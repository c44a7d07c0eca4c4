import { describe, expect, it } from 'vitest';
import { PaymentClient } from '../../client/payment-client.ts';
import type { CallAuthorization } from '../../explorer/authorization.ts';
import type { ExplorerCall } from '../../explorer/call.ts';
import { clientCallOf } from '../../explorer/client-call.ts';
import { pythonSnippet } from '../../explorer/python-snippet.ts';
import { quoted } from '../../explorer/quoted.ts';
import { typescriptSnippet } from '../../explorer/typescript-snippet.ts';

const url = 'http://localhost:8080';
const nobody: CallAuthorization = { region: undefined, isKeyed: false };
const keyed: CallAuthorization = { region: undefined, isKeyed: true };
const signed: CallAuthorization = { region: 'eu-west-1', isKeyed: false };
const json = ['Content-Type', 'application/json'] as const;
const key = ['Idempotency-Key', "it's"] as const;

const get = (path: string): ExplorerCall => ({ method: 'GET', url: url + path, headers: [], body: undefined });
const post = (path: string, body?: string): ExplorerCall => ({
  method: 'POST',
  url: url + path,
  headers: [...(body === undefined ? [] : [json]), key],
  body,
});

describe('code of the explorer', () => {
  it.each<[string, ExplorerCall, string]>([
    [
      'pay',
      post('/v1/payments', '{"amount": 25.10, "metadata": {"a": "b"}}'),
      `pay({ amount: '25.10', metadata: {"a":"b"} }, { key: 'it\\'s' })`,
    ],
    ['capture', post('/v1/payments/a%2Fb/capture', '{}'), `capture('a/b', {}, { key: 'it\\'s' })`],
    ['cancel', post('/v1/payments/1/cancel'), `cancel('1', { key: 'it\\'s' })`],
    [
      'refund',
      post('/v1/payments/1/refund', '{"amount": "5.00"}'),
      `refund('1', { amount: '5.00' }, { key: 'it\\'s' })`,
    ],
    ['get', get('/v1/payments/1'), `get('1')`],
    ['getRefund', get('/v1/refunds/1'), `getRefund('1')`],
    ['lookUp', get('/v1/idempotency-keys/k'), `lookUp('k')`],
    ['timeline', get('/v1/payments/1/timeline'), `timeline('1')`],
    ['list', get('/v1/payments?status=FAILED&limit=5'), `list({ status: 'FAILED', limit: 5 })`],
    ['events', get('/v1/events'), `events()`],
  ])('a request that the client has a method for becomes a call of %s', (method, call, expression) => {
    expect(clientCallOf(call)).toMatchObject({ base: url, expression: `payments.${expression}` });
    expect(PaymentClient.prototype).toHaveProperty(method);
  });

  it.each<[string, ExplorerCall]>([
    ['has no key', { ...post('/v1/payments', '{"amount": "1"}'), headers: [json] }],
    ['has its key in the body', post('/v1/payments', '{"amount": "1", "idempotency_key": "k"}')],
    ['has a body that is no object', post('/v1/payments', '[')],
    ['is for one page of a list', get('/v1/payments?cursor=x')],
    ['is of another route', post('/v1/payments/1/redact')],
    ['is of another API', post('/payments', '{}')],
  ])('a request that %s is sent by fetch', (_, call) => {
    expect(typescriptSnippet(call, nobody)).toContain('await fetch(url, { method, headers');
  });

  it('the client finds its stage behind a path', () => {
    const call = { ...get(''), url: 'https://abc.example.com/sandbox/v1/payments/1' };
    expect(clientCallOf(call)?.base).toBe('https://abc.example.com/sandbox');
  });

  it('code takes credentials from the environment', () => {
    const call = get('/v1/disputes');
    expect(typescriptSnippet(call, signed)).toContain("region: 'eu-west-1'");
    expect(typescriptSnippet(call, keyed)).toContain("'x-api-key': process.env.API_KEY ?? '',");
    expect(pythonSnippet(call, signed)).toContain("SigV4Auth(Session().get_credentials(), 'execute-api', 'eu-west-1')");
    expect(pythonSnippet(call, keyed)).toContain("'x-api-key': os.environ['API_KEY'],");
  });

  it.each(['plain', "it's", '"', '\\', '\\"', "\\'", 'a\nb\u0000\u2028', '</script>', 'é 😀', `'"\\'"\\\\"`])(
    'a literal stands for exactly the text %j',
    (text) => {
      // Biome's rule is about text of strangers; this is a literal of ours.
      expect(new Function(`return ${quoted(text)}`)()).toBe(text);
    },
  );
});
