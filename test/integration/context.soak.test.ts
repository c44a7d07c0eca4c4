import { describe, expect, it } from 'vitest';
import { startEnvironment } from '../../tools/start/environment.ts';

describe('CDK context', () => {
  it('sets the rate limit, whose refusal has the service’s format', async () => {
    const context = { rateLimit: '1', rateBurst: '2', tripServiceUrl: 'http://127.0.0.1:9/', logLevel: 'DEBUG' };
    const environment = await startEnvironment({ ports: [0], context, seed: false });
    const [url = ''] = environment.urls;
    const answers = await Promise.all([1, 2, 3, 4].map(() => fetch(`${url}/health`)));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.json()).toMatchObject({
      error: 'Rate limit exceeded',
      code: 'rate_limited',
      status: 429,
      request_id: refused?.headers.get('x-amzn-requestid'),
    });
    const charge = [...environment.app().functions.values()].find(({ name }) => name.endsWith('-charge-trip'));
    expect(charge).toMatchObject({
      environment: { TRIP_SERVICE_URL: 'http://127.0.0.1:9' },
      applicationLogLevel: 'DEBUG',
    });
    await environment.stop();
  });
});
