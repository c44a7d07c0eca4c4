import { describe, expect, it } from 'vitest';
import { routerFor } from '../../hermetic/api-gateway/gateway-router.ts';
import { apiOf, route } from './test-functions.ts';

const find = routerFor([
  apiOf([
    route('GET', '/'),
    route('POST', '/payments'),
    route('GET', '/payments/{payment_id}'),
    route('GET', '/payments/summary'),
    route('ANY', '/files/{proxy+}'),
    route('GET', '/files/{name}'),
    route('GET', '/users/{user_id}/orders/{order_id}'),
  ]),
]);

describe('a request is routed', () => {
  it.each([
    ['a literal path', 'POST', '/payments', '/payments', null],
    ['a path with a slash at its end', 'POST', '/payments/', '/payments', null],
    ['the root', 'GET', '/', '/', null],
    ['a parameter', 'GET', '/payments/7', '/payments/{payment_id}', { payment_id: '7' }],
    ['a parameter before a slash', 'GET', '/payments/7/', '/payments/{payment_id}', { payment_id: '7' }],
    [
      'two parameters',
      'GET',
      '/users/1/orders/2',
      '/users/{user_id}/orders/{order_id}',
      { user_id: '1', order_id: '2' },
    ],
    ['a literal before a parameter', 'GET', '/payments/summary', '/payments/summary', null],
    ['a parameter before a greedy one', 'GET', '/files/a', '/files/{name}', { name: 'a' }],
    ['a greedy parameter over slashes', 'GET', '/files/a/b//c', '/files/{proxy+}', { proxy: 'a/b//c' }],
    ['a greedy parameter without its last slash', 'PUT', '/files/a/b/', '/files/{proxy+}', { proxy: 'a/b' }],
    [
      'an encoded parameter, which stays encoded',
      'GET',
      '/payments/a%2Fb',
      '/payments/{payment_id}',
      { payment_id: 'a%2Fb' },
    ],
    [
      'a malformed encoding, which stays as it is',
      'GET',
      '/payments/%ZZ',
      '/payments/{payment_id}',
      { payment_id: '%ZZ' },
    ],
    ['a parameter of one percent sign', 'GET', '/payments/%', '/payments/{payment_id}', { payment_id: '%' }],
    [
      'a parameter named as the prototype',
      'GET',
      '/payments/__proto__',
      '/payments/{payment_id}',
      { payment_id: '__proto__' },
    ],
  ])('by %s', (_what, method, path, expected, parameters) => {
    const matched = find(method, path);
    expect(matched?.route.path).toBe(expected);
    expect(matched?.pathParameters).toEqual(parameters);
  });

  it.each([
    ['an unknown path', 'GET', '/nothing'],
    ['an unknown method', 'DELETE', '/payments'],
    ['a method that only a less literal path knows', 'PUT', '/files/a'],
    ['an empty parameter', 'GET', '/payments//'],
    ['a path in another case', 'POST', '/Payments'],
    ['a target that is not a path', 'GET', '*'],
  ])('to nothing for %s', (_what, method, path) => {
    expect(find(method, path)).toBeUndefined();
  });
});
