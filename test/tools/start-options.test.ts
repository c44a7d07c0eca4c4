import { describe, expect, it } from 'vitest';
import { concurrencyFrom, contextFrom, contextOptions, portsFrom } from '../../tools/start/start-options.ts';

describe('the ports', () => {
  const standard = {
    ports: [8000, 8002, 8082],
    otherPorts: { explorer: 8080, requestor: 8001, trips: 8081, notifications: 8084, grpc: [50_051, 7_000] },
  };
  const moved = {
    ports: [9000, 9002, 9082],
    otherPorts: { explorer: 9080, requestor: 9001, trips: 9081, notifications: 9084, grpc: [9051, 9070] },
  };
  const free = {
    ports: [0, 0, 0],
    otherPorts: { explorer: 0, requestor: 0, trips: 0, notifications: 0, grpc: [0, 0] },
  };
  const grpcOn = (grpc: readonly number[]) => ({ ...standard, otherPorts: { ...standard.otherPorts, grpc } });
  it.each([
    ['those of the older services', undefined, {}, standard],
    ['moved together', '9000', {}, moved],
    ['any free ones', '0', {}, free],
    ['that of the rides alone', undefined, { SERVICE_PORT: '9082' }, { ...standard, ports: [8000, 8002, 9082] }],
    ['not twice', undefined, { SERVICE_PORT: '8000' }, { ...standard, ports: [8000, 8002] }],
    ['that of the services alone', undefined, { PORT: '9090' }, grpcOn([50_051, 9_090])],
    ['not twice either', undefined, { PORT: '50051' }, grpcOn([50_051])],
    ['of the option before the variables', '8000', { SERVICE_PORT: '9082', PORT: '9090' }, standard],
    ['not moved by empty variables', undefined, { SERVICE_PORT: '', PORT: '' }, standard],
  ])('are %s', (_what, option, variables, expected) => {
    expect(portsFrom(option, variables)).toEqual(expected);
  });

  it.each([
    ['http', {}, '--port http is not a port'],
    ['65452', {}, '--port 65452 is not a port: give a number from 0 to 65451'],
    [undefined, { SERVICE_PORT: '-1' }, 'SERVICE_PORT -1 is not a port'],
    [undefined, { PORT: 'x' }, 'PORT x is not a port'],
  ])('%s with %j are refused', (option, variables, message) => {
    expect(() => portsFrom(option, variables)).toThrow(message);
  });
});

describe('-c', () => {
  it('is the context of the deployment', () => {
    expect(contextOptions(['onePaymentPerOrder=on', 'rateLimit=5'])).toEqual({
      onePaymentPerOrder: 'on',
      rateLimit: '5',
    });
  });

  it.each([
    ['strictOrders', '-c strictOrders is not NAME=VALUE'],
    ['=on', '-c =on is not NAME=VALUE'],
    ['stage=production', '-c stage cannot be changed on this machine'],
  ])('%s is refused', (option, message) => {
    expect(() => contextOptions([option])).toThrow(message);
  });
});

describe('the variables', () => {
  it.each([
    [{}, {}],
    [{ TRIP_SERVICE_URL: 'http://trips:8081', HOME: '/root' }, { tripServiceUrl: 'http://trips:8081' }],
    [{ NOTIFICATION_SERVICE_URL: 'http://n:1', TRIP_SERVICE_URL: '' }, { notificationServiceUrl: 'http://n:1' }],
    [{ RATE_LIMIT_ENABLED: 'false' }, { rateLimitEnabled: 'false' }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'DEBUG' }],
    [{ LOG_LEVEL: 'WARNING' }, { logLevel: 'WARN' }],
  ])('%j are the context %j', (variables, context) => {
    expect(contextFrom(variables)).toEqual(context);
  });
});

describe('--concurrency', () => {
  it.each([
    [undefined, undefined],
    ['shared', 'shared'],
    ['3', 3],
  ])('%s is %s', (option, expected) => {
    expect(concurrencyFrom(option)).toBe(expected);
  });

  it('is shared for functions that are debugged', () => {
    expect(concurrencyFrom(undefined, true)).toBe('shared');
    expect(() => concurrencyFrom('3', true)).toThrow('--inspect runs each function in one process');
  });

  it.each(['0', '1001', '1.5', 'many', ''])('"%s" is refused', (option) => {
    expect(() => concurrencyFrom(option)).toThrow('give a number of processes from 1 to 1000, or shared');
  });
});
