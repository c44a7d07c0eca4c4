import { type BadInput, bad, freeKey, json, key } from './input.ts';

/** An amount as JSON has it, the currency it is in, and the code that every contract refuses it with. */
type Amount = readonly [literal: string, code: string, currency?: string];

const refused: readonly Amount[] = [
  ['10.999', 'amount_precision'],
  ['0.30000000000000004', 'amount_precision'],
  ['100.49999999999999', 'amount_precision'],
  ['100.50', 'amount_precision', 'JPY'],
  ['1.2345', 'amount_precision', 'KWD'],
  ['"0.001"', 'amount_precision'],
  ['1e308', 'amount_format'],
  ['1e2', 'amount_format'],
  ['1E-2', 'amount_format'],
  ['1e400', 'amount_format'],
  ['"1e3"', 'amount_format'],
  ['-0', 'amount_not_positive'],
  ['0', 'amount_not_positive'],
  ['0.00', 'amount_not_positive'],
  ['-10.00', 'amount_not_positive'],
  ['"--10"', 'amount_format'],
  ['9007199254740993', 'amount_too_large'],
  ['9007199254740993.00', 'amount_too_large'],
  ['1000000000000', 'amount_too_large'],
  ['-1000000000000', 'amount_too_large'],
  ['100000000000000000000000000001', 'amount_too_large'],
  ['"NaN"', 'amount_format'],
  ['"Infinity"', 'amount_format'],
  ['"all"', 'amount_format'],
  ['" 10.00"', 'amount_format'],
  ['"10.00\\n"', 'amount_format'],
  ['"1,000.00"', 'amount_format'],
  ['"1.000,00"', 'amount_format'],
  ['"10,50"', 'amount_format'],
  ['"$10"', 'amount_format'],
  ['"10.00 USD"', 'amount_format'],
  ['"１０"', 'amount_format'],
  ['"١٠"', 'amount_format'],
  ['"+1"', 'amount_format'],
  ['".5"', 'amount_format'],
  ['"1."', 'amount_format'],
  ['"010"', 'amount_format'],
  ['"0x10"', 'amount_format'],
  ['"1_000"', 'amount_format'],
];

/** Nothing is written like this in JSON. */
const noJson = ['NaN', 'Infinity', '010', '+1', '.5', '1.', '0x10', '1_000', '-Infinity', "'10'", '10n'];

/** Besides those: what is no text and no number. */
const untyped = ['true', '[10]', '{}', '{"value":10}'];

/** Each contract that takes an amount: what stands around it, and where a sound one would have a payment made. */
const contracts = {
  'a payment': (literal: string, currency: string, answer: readonly [number, string]) =>
    bad(`${currency} ${literal} for a payment`, 'POST /v1/payments', answer, {
      headers: [json, key],
      body: `{"amount":${literal},"currency":"${currency}"}`,
    }),
  'an order': (literal: string, currency: string, answer: readonly [number, string]) =>
    bad(`${currency} ${literal} for an order`, 'POST /payments/', answer, {
      headers: [json],
      body: `{"order_id":"bad-input","amount":${literal},"currency":"${currency}"}`,
    }),
  'a refund': (literal: string, currency: string, answer: readonly [number, string]) =>
    bad(`${currency} ${literal} for a refund`, `POST /v1/payments/{paid in ${currency}}/refund`, answer, {
      headers: [json, key],
      body: `{"amount":${literal}}`,
    }),
  'a customer': (literal: string, currency: string, answer: readonly [number, string]) =>
    bad(`${currency} ${literal} for a customer`, 'POST /payment.v1.PaymentService/CreatePayment', answer, {
      headers: [json, key],
      body: `{"amount":${literal},"currency":"${currency}","customer_id":"c1"}`,
    }),
  'the requestor': (literal: string, currency: string, answer: readonly [number, string]) =>
    bad(`${currency} ${literal} for the requestor`, 'POST /api/payments', answer, {
      door: 'requestor',
      headers: [json, key],
      body: `{"amount":${literal},"currency":"${currency}","customer_id":"c1"}`,
    }),
  GraphQL: (literal: string, currency: string, answer: readonly [number, string]) =>
    bad(`${currency} ${literal} by GraphQL`, 'POST /graphql', answer, {
      door: 'requestor',
      headers: [json, key],
      body: `{"query":"mutation($p:PaymentInput!){createPayment(payload:$p){paymentId}}","variables":{"p":{"amount":${literal},"currency":"${currency}","customer_id":"${freeKey}"}}}`,
    }),
} as const;
type Contract = keyof typeof contracts;

const named = Object.entries(contracts) as readonly (readonly [Contract, (typeof contracts)[Contract]])[];
const isText = (literal: string) => literal.startsWith('"');
/** The protos say that an amount is a string, as the schema of GraphQL does. */
const wantsText = (contract: Contract) => contract === 'a customer' || contract === 'GraphQL';
/** An order's payment of nothing is kept as one that failed: test/integration/orders-contract.test.ts. */
const isKept = (contract: Contract, code: string) => contract === 'an order' && code === 'amount_not_positive';

export const amounts: readonly BadInput[] = [
  ...refused.flatMap(([literal, code, currency = 'USD']) =>
    named
      .filter(([contract]) => !isKept(contract, code))
      .map(([contract, make]) => {
        if (contract === 'GraphQL' && isText(literal)) return make(literal, currency, [200, code]);
        if (contract === 'GraphQL') return make(literal, currency, [200, 'INVALID_ARGUMENT']);
        return make(literal, currency, [400, wantsText(contract) && !isText(literal) ? 'field_invalid' : code]);
      }),
  ),
  ...noJson.flatMap((literal) => named.map(([, make]) => make(literal, 'USD', [400, 'invalid_json']))),
  ...untyped.flatMap((literal) =>
    named.map(([contract, make]) => {
      if (contract === 'GraphQL') return make(literal, 'USD', [200, 'INVALID_ARGUMENT']);
      return make(literal, 'USD', [400, contract === 'a customer' ? 'field_invalid' : 'amount_type']);
    }),
  ),
  contracts['a payment']('null', 'USD', [400, 'amount_required']),
  contracts['an order']('null', 'USD', [400, 'order_id_and_amount_required']),
  contracts['a refund']('null', 'USD', [400, 'amount_required']),
  contracts['a customer']('null', 'USD', [400, 'amount_required']),
  contracts['the requestor']('null', 'USD', [400, 'amount_required']),
  contracts.GraphQL('null', 'USD', [200, 'INVALID_ARGUMENT']),
];
