import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { stageTables } from '../../lib/table-name.ts';
import { localStage } from '../app/project.ts';
import { apiRequest } from '../events/api.ts';
import { seedTables } from '../seed/seeding.ts';
import { startEnvironment } from '../start/environment.ts';
import { localRequest } from '../start/local-request.ts';

/** An environment of `npm start` for one test, without its console. */
export type LocalService = Readonly<{
  url: string;
  now: () => number;
  /** Registers a webhook endpoint for all events, and returns its secret. */
  addEndpoint: (receiver: string) => Promise<string>;
  /** Empties all tables. */
  reset: () => Promise<void>;
  stop: () => Promise<void>;
}>;

/** `assembly`: templates and bundles made in advance; without them, they come from the cache or are made. */
export async function startLocalService(seed: boolean, assembly: string | undefined): Promise<LocalService> {
  const environment = await startEnvironment({
    ports: [0],
    seed,
    assembly,
    // As many requests as the tests of one file send at once; each process of a function costs 60 MB.
    concurrency: 'shared',
    // Tests send as fast as they can.
    context: { rateLimitEnabled: 'false' },
  });
  const [url = ''] = environment.urls;
  return {
    url,
    now: environment.now,
    async addEndpoint(receiver) {
      const { secret } = await apiRequest(url, 'POST', '/v1/webhook-endpoints', { body: { url: receiver } });
      return String(secret);
    },
    async reset() {
      await localRequest(url, 'POST', '/_local/reset');
      if (!seed) return;
      const client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region, credentials });
      await seedTables(client, stageTables(localStage), { areEmpty: true }).finally(() => client.destroy());
    },
    stop: environment.stop,
  };
}
