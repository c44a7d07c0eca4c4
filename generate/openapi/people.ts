import { OrderBody, UserBody } from '../../src/contracts/people.ts';
import type { Parameter } from './headers.ts';
import { listOf, objectOf, ref } from './json-schema.ts';
import type { Contract, Operation } from './operation.ts';

const tag = 'Users and orders';
const email = { type: 'string', maxLength: 254 };
const line = { type: 'string', maxLength: 255 };
const keyField = { idempotency_key: 'The key, where it cannot be a header.' };

const pages: readonly Parameter[] = [
  {
    name: 'limit',
    in: 'query',
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    example: 3,
  },
  {
    name: 'cursor',
    in: 'query',
    description: 'Where the page before ended: from its `Link`.',
    schema: { type: 'string', minLength: 1 },
  },
];

const pathId = (name: string, description: string): readonly Parameter[] => [
  { name, in: 'path', description, required: true, schema: ref('IdText'), example: '1' },
];

const list = (what: string, schema: string): Operation => ({
  tag,
  summary: `List the ${what}`,
  description: 'The oldest first.',
  parameters: pages,
  answers: { 200: { description: 'A page of them.', content: schema, headers: ['Link'] } },
});

/** Users and orders: written once, and read. */
export const people: Contract = {
  operations: {
    'create-user': {
      tag,
      summary: 'Create a user',
      keyed: true,
      request: {
        name: 'UserRequest',
        schema: UserBody,
        description: 'A user to be.',
        fields: { username: 'A line of visible text.', email: 'An e-mail address.', ...keyField },
        example: { username: 'kim', email: 'kim@example.com' },
      },
      answers: { 201: { description: 'The user.', content: 'User', headers: ['Idempotent-Replayed'] } },
      problems: [422],
    },
    'list-users': list('users', 'Users'),
    'get-user': {
      tag,
      summary: 'Get a user',
      parameters: pathId('user_id', 'Of the user.'),
      answers: { 200: { description: 'The user.', content: 'User' } },
      problems: [404],
    },
    'create-order': {
      tag,
      summary: 'Create an order',
      keyed: true,
      request: {
        name: 'OrderRequest',
        schema: OrderBody,
        description: 'An order to be.',
        fields: { name: 'Who it is for: a line of visible text.', email: 'An e-mail address.', ...keyField },
        example: { name: 'John Doe', email: 'johndoe@example.com' },
      },
      answers: { 201: { description: 'The order.', content: 'Order', headers: ['Idempotent-Replayed'] } },
      problems: [422],
    },
    'list-orders': list('orders', 'Orders'),
    'get-order': {
      tag,
      summary: 'Get an order',
      parameters: pathId('order_id', 'Of the order.'),
      answers: { 200: { description: 'The order.', content: 'Order' } },
      problems: [404],
    },
  },
  schemas: {
    User: objectOf('Somebody who may order.', { id: ref('Id'), username: line, email }),
    Users: listOf(ref('User')),
    Order: objectOf('What may be paid for.', { id: ref('Id'), name: line, email }),
    Orders: listOf(ref('Order')),
  },
};
