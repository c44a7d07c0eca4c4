import { OrderBody, UserBody } from '../../src/contracts/people.ts';
import { examples } from './examples.ts';
import type { Parameter } from './headers.ts';
import { described, listOf, objectOf, ref } from './json-schema.ts';
import { type ApiOperation, type Contract, jsonOf, keyField } from './operation.ts';
import { keyRefusals, storeRefusals } from './refusals.ts';

const tag = 'Users and orders';
const email = { type: 'string', maxLength: 254, description: 'E-mail address.' };
const line = { type: 'string', maxLength: 255 };

const pages: readonly Parameter[] = [
  {
    name: 'limit',
    in: 'query',
    description: 'Maximum number of entries to return.',
    schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    example: 3,
  },
  {
    name: 'cursor',
    in: 'query',
    description: 'Position at which the page starts. Take it from the `Link` header of the previous page.',
    schema: { type: 'string', minLength: 1 },
  },
];

const pathId = (name: string, description: string): readonly Parameter[] => [
  { name, in: 'path', description, required: true, schema: ref('IdText'), example: '1' },
];

const list = (entries: string, schema: string, example: unknown): ApiOperation => ({
  tag,
  summary: `List ${entries}`,
  description: `Lists ${entries}, oldest first.`,
  parameters: pages,
  responses: {
    200: { description: `A page of ${entries}.`, content: jsonOf(schema, [example]), headers: ['Link'] },
  },
  refusals: [...storeRefusals, 'query_invalid'],
});

/** Erasure of a user or an order. */
const erase = (what: 'user' | 'order', example: object): ApiOperation => ({
  tag,
  summary: `Erase ${what === 'order' ? 'an order' : 'a user'}`,
  description: `Replaces the name and the e-mail address of ${what === 'order' ? 'an order' : 'a user'}, for good. Its ID stays, so payments still lead to it. Repeating the request changes nothing.`,
  parameters: pathId(`${what}_id`, `ID of the ${what} to erase.`),
  responses: {
    200: {
      description: `The ${what} without personal data.`,
      content: jsonOf(what === 'user' ? 'User' : 'Order', example),
    },
  },
  refusals: [...storeRefusals, `${what}_not_found`],
});
const erasedAt = { erased_at: described(ref('Timestamp'), 'When its name and e-mail address were erased.') };

const created = [...keyRefusals, ...storeRefusals, 'field_invalid', 'field_required'] as const;

/** Users and orders. */
export const people: Contract = {
  operations: {
    'create-user': {
      tag,
      summary: 'Create a user',
      keyed: true,
      request: {
        name: 'UserRequest',
        schema: UserBody,
        description: 'The user to create.',
        fields: { username: 'Name of the user: one line of visible text.', email: 'E-mail address.', ...keyField },
        example: { username: 'kim', email: 'kim@example.com' },
      },
      responses: {
        201: {
          description: 'The user was created.',
          content: jsonOf('User', examples.user),
          headers: ['Location', 'Idempotent-Replayed'],
        },
      },
      refusals: created,
    },
    'list-users': list('users', 'Users', examples.user),
    'get-user': {
      tag,
      summary: 'Get a user',
      parameters: pathId('user_id', 'ID of the user to get.'),
      responses: { 200: { description: 'The user.', content: jsonOf('User', examples.user) } },
      refusals: [...storeRefusals, 'user_not_found'],
    },
    'erase-user': erase('user', examples.erasedUser),
    'create-order': {
      tag,
      summary: 'Create an order',
      keyed: true,
      request: {
        name: 'OrderRequest',
        schema: OrderBody,
        description: 'The order to create.',
        fields: { name: 'Name of the customer: one line of visible text.', email: 'E-mail address.', ...keyField },
        example: { name: 'John Doe', email: 'johndoe@example.com' },
      },
      responses: {
        201: {
          description: 'The order was created.',
          content: jsonOf('Order', examples.order),
          headers: ['Location', 'Idempotent-Replayed'],
        },
      },
      refusals: created,
    },
    'list-orders': list('orders', 'Orders', examples.order),
    'get-order': {
      tag,
      summary: 'Get an order',
      parameters: pathId('order_id', 'ID of the order to get.'),
      responses: { 200: { description: 'The order.', content: jsonOf('Order', examples.order) } },
      refusals: [...storeRefusals, 'order_not_found'],
    },
    'erase-order': erase('order', examples.erasedOrder),
  },
  schemas: {
    User: objectOf(
      'A user.',
      {
        id: described(ref('Id'), 'ID of the user.'),
        username: described(line, 'Name of the user.'),
        email,
      },
      erasedAt,
    ),
    Users: described(listOf(ref('User')), 'A page of users.'),
    Order: objectOf(
      'An order.',
      {
        id: described(ref('Id'), 'ID of the order.'),
        name: described(line, 'Name of the customer.'),
        email,
      },
      erasedAt,
    ),
    Orders: described(listOf(ref('Order')), 'A page of orders.'),
  },
};
