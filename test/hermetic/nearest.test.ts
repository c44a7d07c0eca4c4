import { describe, expect, it } from 'vitest';
import { nearestRoute } from '../../hermetic/api-gateway/nearest-route.ts';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { nearest } from '../../hermetic/process/nearest.ts';
import type { ApiDefinition } from '../../hermetic/template/app-definition.ts';

describe('the nearest word', () => {
  it.each([
    ['--prot', ['--port', '--data'], '--port'],
    ['--DATA', ['--port', '--data'], '--data'],
    ['--verbos', ['--port', '--verbose'], '--verbose'],
    ['--xyz', ['--port', '--data'], undefined],
    ['--port', [], undefined],
  ])('to %s among %j is %s', (word, candidates, found) => {
    expect(nearest(word, candidates)).toBe(found);
  });
});

describe('an unknown option', () => {
  const options = { port: { type: 'string' }, seed: { type: 'boolean' } } as const;
  const parsed = (...args: string[]) => parsedArguments({ args, options, allowNegative: true });

  it.each([
    ['--prot', 'There is no option --prot. Did you mean --port? --help lists all options.'],
    ['--prot=1', 'There is no option --prot. Did you mean --port? --help lists all options.'],
    ['--no-sed', 'There is no option --no-sed. Did you mean --no-seed? --help lists all options.'],
    ['--quiet', 'There is no option --quiet. --help lists all options.'],
    ['-p', 'There is no option -p. --help lists all options.'],
  ])('%s is refused with a suggestion', (flag, message) => {
    expect(() => parsed(flag)).toThrow(message);
  });

  it('is told apart from other mistakes', () => {
    expect(() => parsed('--port')).toThrow("Option '--port <value>' argument missing");
    expect(parsed('--port', '1', '--no-seed').values).toEqual({ port: '1', seed: false });
  });
});

describe('the nearest route', () => {
  const routeOf = (text: string) => {
    const [method = '', path = ''] = text.split(' ');
    return { method, path, resourceId: 'r', functionLogicalId: 'f' };
  };
  const routes = [
    ...['GET /health', 'GET /v1/payments', 'POST /v1/payments', 'GET /v1/payments/{payment_id}'],
    ...['POST /v1/payments/{payment_id}/refund', 'POST /payments', 'GET /orders/{order_id}'],
  ].map(routeOf);
  const api = { name: 'api', routes } as unknown as ApiDefinition;

  it.each([
    ['GET', '/v1/payment', 'GET /v1/payments'],
    ['POST', '/v1/payment', 'POST /v1/payments'],
    ['GET', '/v1/payment/17', 'GET /v1/payments/{payment_id}'],
    ['POST', '/v1/payments/17/refunds', 'POST /v1/payments/{payment_id}/refund'],
    ['DELETE', '/v1/payments', 'GET or POST /v1/payments'],
    ['GET', '/helth', 'GET /health'],
    ['GET', '/order/5', 'GET /orders/{order_id}'],
    ['GET', '/favicon.ico', undefined],
  ])('to %s %s is %s', (method, path, found) => {
    expect(nearestRoute(api, method, path)).toBe(found);
  });
});
