import { describe, expect, it } from 'vitest';
import { contextFrom, portsFrom } from '../../local/program/start-options.ts';

describe('the ports', () => {
  const standard = { ports: [8000, 8002, 8082], stubPorts: { trips: 8081, notifications: 8084 } };
  it.each([
    ['those of the older services', undefined, {}, standard],
    ['moved together', '9000', {}, { ports: [9000, 9002, 9082], stubPorts: { trips: 9081, notifications: 9084 } }],
    ['any free ones', '0', {}, { ports: [0, 0, 0], stubPorts: { trips: 0, notifications: 0 } }],
    ['that of the rides alone', undefined, { SERVICE_PORT: '9082' }, { ...standard, ports: [8000, 8002, 9082] }],
    ['not twice', undefined, { SERVICE_PORT: '8000' }, { ...standard, ports: [8000, 8002] }],
    ['of the option before the variable', '8000', { SERVICE_PORT: '9082' }, standard],
    ['not moved by an empty variable', undefined, { SERVICE_PORT: '' }, standard],
  ])('are %s', (_what, option, variables, expected) => {
    expect(portsFrom(option, variables)).toEqual(expected);
  });

  it.each([
    ['http', {}, '--port http is not a port'],
    ['65452', {}, '--port 65452 is not a port: give a number from 0 to 65451'],
    [undefined, { SERVICE_PORT: '-1' }, 'SERVICE_PORT -1 is not a port'],
  ])('%s with %j are refused', (option, variables, message) => {
    expect(() => portsFrom(option, variables)).toThrow(message);
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
