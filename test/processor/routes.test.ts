import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import type { Charge } from '../../src/processor/port.ts';
import { candidatesOf, readRoutes } from '../../src/processor/routes.ts';
import { chargeOf } from './contract.ts';

const anything = {
  currencies: new Set(['EUR', 'USD', 'INR']),
  methods: new Set(['card', 'wallet', 'upi'] as const),
  takesToken: () => true,
  chargesAlone: true,
  needsReturnUrl: false,
  holdsMethods: new Set(['card', 'wallet', 'upi'] as const),
};
const stage = [
  { name: 'stripe', can: { ...anything, methods: new Set(['card', 'wallet'] as const) } },
  {
    name: 'mollie',
    can: {
      ...anything,
      currencies: new Set(['EUR']),
      chargesAlone: false,
      needsReturnUrl: true,
      holdsMethods: new Set(['card'] as const),
    },
  },
  { name: 'other', can: { ...anything, takesToken: (token: string) => token.startsWith('other_') } },
];
const names = stage.map(({ name }) => name);
const money = (minor: bigint, currency: string) => ({ minor, currency: currency as Currency });
const plain: Partial<Charge> = { token: undefined, returnUrl: 'https://shop.example.com/' };

describe('the processors that can take a payment', () => {
  const none: [string, string, Partial<Charge>, string[]][] = [
    ['[]', 'without routes come in the order of the stage', plain, ['stripe', 'mollie', 'other']],
    ['[{"processor":"mollie"}]', 'begin with the one that a route names', plain, ['mollie', 'stripe', 'other']],
    ['[{"processor":"mollie","methods":["wallet"]}]', 'keep their order for another method', plain, names],
    [
      '[{"processor":"mollie","methods":["wallet"]}]',
      'begin with the route of their method',
      { ...plain, method: 'wallet' },
      ['mollie', 'stripe', 'other'],
    ],
    [
      '[{"processor":"other","currencies":["EUR"],"upTo":"25.00"}]',
      'include the largest amount of a route',
      plain,
      ['other', 'stripe', 'mollie'],
    ],
    ['[{"processor":"other","currencies":["EUR"],"upTo":"24.99"}]', 'leave a smaller route out', plain, names],
    ['[{"processor":"other","currencies":["EUR"],"from":"25.01"}]', 'leave a larger route out', plain, names],
    [
      '[{"processor":"other","currencies":["EUR"],"from":"25.00"},{"processor":"mollie"}]',
      'follow the order of the routes',
      plain,
      ['other', 'mollie', 'stripe'],
    ],
    ['[]', 'leave out those without the currency', { ...plain, amount: money(1n, 'USD') }, ['stripe', 'other']],
    ['[]', 'leave out those without the method', { ...plain, method: 'upi' }, ['mollie', 'other']],
    ['[]', 'leave out those that must ask a customer who is away', { ...plain, offSession: true }, ['stripe', 'other']],
    ['[]', 'leave out those without a way back to the client', { ...plain, returnUrl: undefined }, ['stripe', 'other']],
    ['[]', 'include those that hold amounts of the method', { ...plain, captureLater: true }, names],
    [
      '[]',
      'leave out those that do not hold amounts of the method',
      { ...plain, method: 'wallet', captureLater: true },
      ['stripe', 'other'],
    ],
    ['[]', 'leave out those to which the token means nothing', { ...plain, token: 'pm_1' }, ['stripe', 'mollie']],
    ['[]', 'leave out those that do not know the customer', { ...plain, customer: 'cus_1' }, ['stripe', 'mollie']],
    ['[]', 'are the first alone if none can: its refusal says why', { method: 'cash' }, ['stripe']],
  ];

  it.each(none)('%s: %s', (routes, _sentence, but, expected) => {
    const found = candidatesOf(chargeOf(but), readRoutes(routes, names), stage);
    expect(found.map(({ name }) => name)).toEqual(expected);
  });
});

describe('routes that cannot be used', () => {
  it.each([
    ['{', 'routes must be a JSON array'],
    ['{}', 'routes: is no list'],
    ['["stripe"]', 'routes/0: is no object'],
    ['[{}]', 'routes/0/processor: is no text'],
    ['[{"processor":"stripe","method":["card"]}]', 'routes/0: there is no method'],
    ['[{"processor":"stripe","methods":[]}]', 'routes/0/methods: is empty'],
    ['[{"processor":"stripe","methods":["cheque"]}]', `routes/0/methods/0: is none of ${methods.join(', ')}`],
    ['[{"processor":"stripe","currencies":"EUR"}]', 'routes/0/currencies: is no list'],
    ['[{"processor":"stripe","upTo":5}]', 'routes/0/upTo: is no text'],
    ['[{"processor":"stripe","currencies":["XXX"]}]', 'routes/0/currencies/0: is no currency'],
    ['[{"processor":"paypal"}]', "routes/0: paypal is not among the stage's processors, stripe, mollie, other"],
    ['[{"processor":"stripe"},{"processor":"stripe","upTo":"5"}]', 'routes/1: from and upTo need exactly one currency'],
    [
      '[{"processor":"stripe","currencies":["EUR"],"from":"5.001"}]',
      'routes/0: 5.001 is no amount in EUR: EUR has 2 digits after the point',
    ],
  ])('%s: %s', (text, message) => {
    expect(() => readRoutes(text, names)).toThrow(new RegExp(`^${message.replace(/[.]/g, '\\.')}$`));
  });
});
