import { Code, ConnectError } from '@connectrpc/connect';
import { GraphQLError, getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { formatError, graphqlErrorResponse } from '../../doubles/requestor/graphql-errors.ts';
import { handler } from '../../functions/requestor/requestor-graphql.ts';
import { requestId } from '../support/event.ts';
import { PaymentRpc, rpcRefusal } from '../support/payment-rpc.ts';
import { ask } from '../support/requestor.ts';

/** Copied verbatim from the documentation. */
const query = `query ($id: String!) {
  payment(paymentId: $id) {
    paymentId
    amount
    currency
    status
    createdAt
  }
}`;
const mutation = `mutation ($input: PaymentInput!) {
  createPayment(payload: $input) {
    paymentId
    amount
    currency
    status
    createdAt
  }
}`;
const input = { amount: '10.00', currency: 'USD', customer_id: 'cust123', payment_method: 'card' };

type Headers = Readonly<Record<string, string>>;
const post = (rpc: PaymentRpc, body: unknown, headers: Headers = {}) =>
  ask(handler, rpc, 'POST /graphql', { body, headers });
const create = (rpc: PaymentRpc, payload: unknown = input, headers: Headers = {}) =>
  post(rpc, { query: mutation, variables: { input: payload } }, headers);
const errorOf = (json: { errors: { message: string; extensions: Record<string, unknown> }[] }) => json.errors[0];

describe('the documented operations', () => {
  it('the documented mutation creates a payment', async () => {
    const rpc = new PaymentRpc();
    const { status, headers, json } = await create(rpc);
    expect([status, headers['Content-Type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Request-Id': requestId });
    expect(json).toEqual({
      data: {
        createPayment: {
          paymentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          amount: '10.00',
          currency: 'USD',
          status: 'created',
          createdAt: '2026-11-21T12:00:00.000Z',
        },
      },
    });
  });

  it('the documented query reads a payment, with POST and with GET', async () => {
    const rpc = new PaymentRpc();
    const made = (await create(rpc)).json.data.createPayment;
    const variables = { id: made.paymentId };
    expect((await post(rpc, { query, variables })).json).toEqual({ data: { payment: made } });
    const byGet = { query: { query, variables: JSON.stringify(variables) } };
    expect((await ask(handler, rpc, 'GET /graphql', byGet)).json).toEqual({ data: { payment: made } });
    expect((await ask(handler, rpc, 'GET /graphql/', byGet)).json).toEqual({ data: { payment: made } });
  });

  it('the documented query returns null for an unknown payment', async () => {
    const { status, json } = await post(new PaymentRpc(), { query, variables: { id: 'unknown' } });
    expect([status, json]).toEqual([200, { data: { payment: null } }]);
  });

  it('a failed payment shows its failure code', async () => {
    const declined = { ...input, payment_method: 'pm_declined' };
    const { json } = await post(new PaymentRpc(), {
      query:
        'mutation ($p: PaymentInput!) { createPayment(payload: $p) { status failureCode customerId paymentMethod } }',
      variables: { p: declined },
    });
    expect(json.data.createPayment).toEqual({
      status: 'failed',
      failureCode: 'card_declined',
      customerId: 'cust123',
      paymentMethod: 'pm_declined',
    });
  });
});

describe('GraphQL requests', () => {
  it.each([
    ['snake_case', input],
    ['camelCase', { amount: '10.00', currency: 'USD', customerId: 'cust123', paymentMethod: 'card' }],
    ['both cases, with equal values', { ...input, customerId: 'cust123', paymentMethod: 'card' }],
    ['required fields only', { amount: '10.00', customer_id: 'cust123' }],
    ['nulls for omitted fields', { amount: '10.00', customer_id: 'cust123', customerId: null, payment_method: null }],
  ])('a payment input may be written in %s', async (_how, payload) => {
    const rpc = new PaymentRpc();
    expect((await create(rpc, payload)).json.errors).toBeUndefined();
    expect(rpc.calls.map(({ message }) => message)).toEqual([
      { amount: '10.00', currency: 'USD', customerId: 'cust123', paymentMethod: 'card', idempotencyKey: '' },
    ]);
  });

  it.each([
    ['two customers', { ...input, customerId: 'other' }, 'field_invalid', '/payload/customer_id'],
    ['two methods', { ...input, paymentMethod: 'cash' }, 'field_invalid', '/payload/payment_method'],
    ['no customer', { amount: '10.00' }, 'field_required', '/payload/customer_id'],
  ])('a payment input with %s is refused', async (_what, payload, reason, field) => {
    const rpc = new PaymentRpc();
    const { status, json } = await create(rpc, payload);
    expect([status, json.data]).toEqual([200, { createPayment: null }]);
    expect(errorOf(json)?.extensions).toEqual({ code: 'INVALID_ARGUMENT', reason, field });
    expect(rpc.calls).toEqual([]);
  });

  it.each([
    ['an amount that is a number', mutation, { input: { ...input, amount: 10 } }],
    ['an unknown input field', mutation, { input: { ...input, note: 'x' } }],
    ['no amount', mutation, { input: { customer_id: 'c' } }],
    ['a currency of null', mutation, { input: { ...input, currency: null } }],
    ['no variables', mutation, undefined],
    ['an unknown output field', query.replace('amount', 'price'), { id: 'x' }],
    ['no query', undefined, undefined],
    ['a syntax error', 'mutation {', undefined],
    ['a subscription', 'subscription { x }', undefined],
    ['several operations and no name', `${query.replace('query', 'query A')} query B { __typename }`, { id: 'x' }],
    ['a fragment that spreads itself', '{ ...F } fragment F on Query { ...F }', undefined],
  ])('a request with %s is refused', async (_what, text, variables) => {
    const rpc = new PaymentRpc();
    const { json } = await post(rpc, { query: text, variables });
    expect(errorOf(json)?.extensions.code).toBe('INVALID_ARGUMENT');
    expect(JSON.stringify(json)).not.toMatch(/node_modules|\.ts:/);
    expect(rpc.calls).toEqual([]);
  });

  it('one of several operations is selected by its name', async () => {
    const both = `${mutation.replace('mutation', 'mutation Make')} ${query.replace('query', 'query Read')}`;
    const rpc = new PaymentRpc();
    const { json } = await post(rpc, { query: both, operationName: 'Read', variables: { id: 'unknown' } });
    expect(json).toEqual({ data: { payment: null } });
    expect(rpc.calls.map(({ rpc: name }) => name)).toEqual(['GetPayment']);
  });

  it.each([
    ['in a variable', { query: mutation, variables: { input: { ...input, payment_method: '4111111111111111' } } }],
    ['in the query', { query: mutation.replace('$input)', '{ amount: "1", customer_id: "4111 1111 1111 1111" })') }],
    [
      'behind escapes',
      {
        query: `mutation { createPayment(payload: { amount: "1", customer_id: "411111111111111\\u0031" }) { status } }`,
      },
    ],
    ['behind escapes, as an id', { query: `{ payment(paymentId: "411111111111111\\u0031") { status } }` }],
    ['in a comment', { query: `# 4111111111111111\n${query}`, variables: { id: 'x' } }],
    ['in extensions', { query, variables: { id: 'x' }, extensions: { pan: '4111111111111111' } }],
  ])('a card number %s is refused', async (_where, body) => {
    const rpc = new PaymentRpc();
    const { json, body: text } = await post(rpc, body);
    expect(errorOf(json)?.extensions).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'card_number_not_accepted' });
    expect(text).not.toContain('411111');
    expect(rpc.calls).toEqual([]);
  });

  it.each([
    [400, 'object_required', [{ query, variables: { id: 'x' } }], {}],
    [400, 'duplicate_key', '{"query":"{__typename}","query":"{__typename}"}', {}],
    [415, 'unsupported_media_type', { query }, { 'Content-Type': 'text/plain' }],
    [413, 'body_too_large', { query: `{ __typename } # ${'x'.repeat(66_000)}` }, {}],
    [400, 'idempotency_key_invalid', { query, variables: { id: 'x' } }, { 'Idempotency-Key': 'ü' }],
  ])('a request is refused with HTTP %d %s before GraphQL starts', async (wantedStatus, reason, body, headers) => {
    const rpc = new PaymentRpc();
    const { status, json } = await post(rpc, body, headers as Headers);
    expect([status, errorOf(json)?.extensions.reason]).toEqual([wantedStatus, reason]);
    expect(errorOf(json)?.extensions.requestId).toBe(requestId);
    expect(rpc.calls).toEqual([]);
  });

  it('a mutation with GET is refused', async () => {
    const rpc = new PaymentRpc();
    const { status, headers, json } = await ask(handler, rpc, 'GET /graphql', {
      query: { query: mutation, variables: JSON.stringify({ input }) },
    });
    expect([status, headers.Allow]).toEqual([405, 'POST']);
    expect(errorOf(json)?.extensions).toMatchObject({ code: 'UNIMPLEMENTED', reason: 'method_not_allowed' });
    expect(rpc.calls).toEqual([]);
  });

  it('an invalid operation gets HTTP 400 if the client accepts the GraphQL media type', async () => {
    const { status, headers } = await post(
      new PaymentRpc(),
      { query: '{ nothing }' },
      { Accept: 'application/graphql-response+json' },
    );
    expect([status, headers['Content-Type']]).toEqual([400, 'application/graphql-response+json; charset=utf-8']);
  });

  it('a client that accepts neither media type gets JSON, as from every endpoint', async () => {
    const { status, json } = await post(new PaymentRpc(), { query: '{ nothing }' }, { Accept: 'text/css' });
    expect([status, errorOf(json)?.extensions.code]).toEqual([200, 'INVALID_ARGUMENT']);
  });
});

describe('an idempotency key', () => {
  it('a repeated idempotency key returns the payment of the first request and marks the replay', async () => {
    const rpc = new PaymentRpc();
    const key = { 'Idempotency-Key': 'k1' };
    const [first, again] = [await create(rpc, input, key), await create(rpc, input, key)];
    expect(again.body).toBe(first.body);
    expect([first, again].map(({ headers }) => headers['Idempotent-Replayed'])).toEqual([undefined, 'true']);
    expect(rpc.calls.map(({ key }) => key)).toEqual(['k1', 'k1']);
  });

  const two = `mutation ($input: PaymentInput!) {
    one: createPayment(payload: $input) { paymentId }
    ...Other
  }
  fragment Other on Mutation { two: createPayment(payload: $input) { paymentId } }`;

  it('a key with several payments in one request is refused, and nothing is charged', async () => {
    const rpc = new PaymentRpc();
    const { json } = await post(rpc, { query: two, variables: { input } }, { 'Idempotency-Key': 'k1' });
    expect(json.data).toBeUndefined();
    expect(errorOf(json)).toMatchObject({
      message: 'an Idempotency-Key covers one payment: send each createPayment in a request of its own',
      extensions: { code: 'INVALID_ARGUMENT', reason: 'idempotency_key_invalid' },
    });
    expect(rpc.calls).toEqual([]);
  });

  it('several payments in one request need no idempotency key', async () => {
    const { json } = await post(new PaymentRpc(), { query: two, variables: { input } });
    const { one, two: other } = json.data;
    expect(new Set([one.paymentId, other.paymentId]).size).toBe(2);
  });
});

describe('failures of the payment service', () => {
  const secret = 'connect ECONNREFUSED 10.0.0.7:443';

  it.each([
    [
      'INVALID_ARGUMENT',
      'amount_format',
      undefined,
      rpcRefusal(Code.InvalidArgument, 'amount_format', 'a plain decimal'),
    ],
    [
      'ALREADY_EXISTS',
      'idempotency_key_reused',
      undefined,
      rpcRefusal(Code.AlreadyExists, 'idempotency_key_reused', 'used'),
    ],
    ['ABORTED', 'idempotency_key_in_use', 3, rpcRefusal(Code.Aborted, 'idempotency_key_in_use', 'on its way', '3')],
    ['FAILED_PRECONDITION', 'wrong_state', undefined, new ConnectError(secret, Code.FailedPrecondition)],
    ['RESOURCE_EXHAUSTED', 'rate_limited', 1, new ConnectError(secret, Code.ResourceExhausted)],
    ['UNAVAILABLE', 'store_unavailable', 1, rpcRefusal(Code.Unavailable, 'store_unavailable', 'try again', '1')],
    ['UNAVAILABLE', 'payment_service_unavailable', 1, new ConnectError(secret, Code.Unavailable)],
    ['DEADLINE_EXCEEDED', 'out_of_time', 1, new ConnectError(secret, Code.DeadlineExceeded)],
    ['INTERNAL', 'internal_error', undefined, new ConnectError(secret, Code.Internal)],
    ['INTERNAL', 'internal_error', undefined, new ConnectError(secret, Code.PermissionDenied)],
    ['INTERNAL', 'internal_error', undefined, new Error(secret)],
  ])('a failed call becomes %s with reason %s and retryAfter %s', async (code, reason, retryAfter, fault) => {
    const rpc = new PaymentRpc();
    rpc.fault = fault;
    const { status, json, body } = await create(rpc);
    expect([status, json.data]).toEqual([200, { createPayment: null }]);
    expect(errorOf(json)?.extensions).toEqual({ code, reason, ...(retryAfter !== undefined && { retryAfter }) });
    expect(body).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|\.ts:/);
  });

  it('one failed payment does not hide another one of the same request', async () => {
    const { json } = await post(new PaymentRpc(), {
      query: `mutation { good: createPayment(payload: { amount: "1.00", customer_id: "c" }) { status }
        bad: createPayment(payload: { amount: "x", customer_id: "c" }) { status } }`,
    });
    expect(json.data).toEqual({ good: { status: 'created' }, bad: null });
    expect(errorOf(json)?.extensions).toEqual({ code: 'INVALID_ARGUMENT', reason: 'amount_format' });
  });

  it('a malformed response of the payment service becomes INTERNAL', async () => {
    const rpc = new PaymentRpc();
    rpc.gateway = async () => new Response('{"paymentId":"p1"}', { headers: { 'Content-Type': 'application/json' } });
    const { status, json } = await create(rpc);
    expect([status, json.data]).toEqual([200, { createPayment: null }]);
    expect(errorOf(json)?.extensions).toEqual({ code: 'INTERNAL', reason: 'internal_error' });
  });

  it('a fault of the mock itself is rethrown, and responded to without detail', () => {
    const fault = new Error(secret);
    expect(() => formatError(new GraphQLError('x', { originalError: fault }))).toThrow(fault);
    const { body, statusCode } = graphqlErrorResponse(fault, { id: requestId });
    expect([statusCode, JSON.parse(body).errors[0].extensions.code]).toEqual([500, 'INTERNAL']);
    expect(body).not.toContain('ECONNREFUSED');
  });
});

describe('limits on operations', () => {
  const fields = (count: number, field = 'payment(paymentId: "x") { status }') =>
    Array.from({ length: count }, (_, at) => `a${at}: ${field}`).join(' ');
  const chain = (length: number, spreads: number) =>
    Array.from({ length }, (_, at) => `fragment F${at} on Query { ${`...F${at + 1} `.repeat(spreads)} }`).join(' ');
  const deep = (levels: number) => `${'payment(paymentId: "x") { '.repeat(levels)}status${' }'.repeat(levels)}`;

  it.each([
    ['5 root fields', `{ ${fields(5)} }`],
    ['the standard introspection query', getIntrospectionQuery()],
    [
      'the largest introspection query',
      getIntrospectionQuery({
        schemaDescription: true,
        inputValueDeprecation: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
      }),
    ],
    ['a type name under each of 5 names', `{ ${fields(5, '__typename')} }`],
  ])('an operation may have %s', async (_what, text) => {
    const { status, json } = await post(new PaymentRpc(), { query: text });
    expect([status, json.errors]).toEqual([200, undefined]);
  });

  it.each([
    ['6 root fields', `{ ${fields(6)} }`, 'at most 5 root fields'],
    ['300 root fields', `{ ${fields(300, '__typename')} }`, 'at most 5 root fields'],
    [
      '300 aliases in a fragment',
      `{ ...F } fragment F on Query { ${fields(300, '__typename')} }`,
      'at most 10 aliases',
    ],
    ['11 aliases below one field', `{ payment(paymentId: "x") { ${fields(11, 'status')} } }`, 'at most 10 aliases'],
    ['11 aliases of introspection', `{ __schema { ${fields(11, 'description')} } }`, 'at most 10 aliases'],
    ['7 levels', `{ ${deep(6)} }`, 'at most 6 levels'],
    ['201 fields', `{ payment(paymentId: "x") { ${'status '.repeat(200)} } }`, 'at most 200 selected fields'],
    ['6 root fields by inline fragments', `{ ${'... { __typename } '.repeat(6)} }`, 'at most 5 root fields'],
    ['a bomb of fragments', `{ ...F0 } ${chain(60, 4)} fragment F60 on Query { __typename }`, 'at most 5 root fields'],
    [
      'a bomb of introspection',
      `{ __schema { types { ...T0 } } } ${chain(30, 4).replaceAll('F', 'T').replaceAll('Query', '__Type')} fragment T30 on __Type { name }`,
      'introspection fields',
    ],
    [
      '6 root fields in an operation that is not executed',
      `query A { __typename } query B { ${fields(6)} }`,
      'at most 5 root fields',
    ],
  ])('an operation may not have %s', async (_what, text, sentence) => {
    const rpc = new PaymentRpc();
    const { json } = await post(rpc, { query: text, operationName: text.startsWith('query A') ? 'A' : undefined });
    expect(json.data).toBeUndefined();
    expect(json.errors.map(({ message }: Error) => message).join()).toContain(sentence);
    expect(errorOf(json)?.extensions).toEqual({ code: 'RESOURCE_EXHAUSTED' });
    expect(rpc.calls).toEqual([]);
  });

  it('nested lists of introspection are refused', async () => {
    const text = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';
    expect(errorOf((await post(new PaymentRpc(), { query: text })).json)?.message).toMatch(/introspection depth/i);
  });

  it.each([
    [1_000, /^Unknown argument/],
    [1_001, /1000 tokens/],
  ])('a document may have 1,000 tokens, but %d are checked', async (tokens, sentence) => {
    const text = `{ payment(paymentId: "x", n: [${'1 '.repeat(tokens - 15)}]) { status } }`;
    expect(errorOf((await post(new PaymentRpc(), { query: text })).json)).toMatchObject({
      message: expect.stringMatching(sentence),
      extensions: { code: 'INVALID_ARGUMENT' },
    });
  });
});
