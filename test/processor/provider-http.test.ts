import { expect, it } from 'vitest';
import { providerHttp } from '../../src/processor/provider-http.ts';

async function* inTwo(text: string) {
  yield Buffer.from(text.slice(0, 3));
  yield Buffer.from(text.slice(3));
}

const answering = (text: string) =>
  providerHttp(
    {
      call: async () => ({ status: 200, headers: new Headers(), body: text === '' ? null : inTwo(text) }),
      sleep: () => new Promise(() => {}),
      remaining: () => 10_000,
    },
    'The bank',
  )({ method: 'GET', url: 'https://bank.example/payments/7', headers: {} });

it.each([
  ['without members that are null', '{"id":"7","reason":null,"card":{"brand":null}}', { id: '7', card: {} }],
  ['with members that are false, zero or empty', '{"paid":false,"fee":0,"note":""}', { paid: false, fee: 0, note: '' }],
  ['as nothing, if it has no body', '', undefined],
])('an answer of a provider is read %s', async (_what, text, body) => {
  expect((await answering(text)).body).toEqual(body);
  expect(JSON.stringify((await answering(text)).body)).toBe(JSON.stringify(body));
});

it.each([
  ['is larger than eight megabytes', `"${'x'.repeat(8_388_608)}"`],
  ['is not JSON', '<html>'],
])('an answer that %s leaves it unknown whether the request was carried out', async (_what, text) => {
  await expect(answering(text)).rejects.toMatchObject({
    trouble: 'unknown',
    message: 'The bank did not answer GET /payments/7',
  });
});
