import { join } from 'node:path';
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { indexStreamRecords } from '../../hermetic/engine/stream-records.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { newRunDirectory } from '../../hermetic/template/run-directory.ts';
import { localDirectory } from '../../tools/app/local-directory.ts';
import { type Meter, startMeter } from './meter.ts';

export type MeteredEngine = Readonly<{
  meter: Meter;
  endpoint: string;
  client: DynamoDBClient;
  stop: () => Promise<void>;
}>;

/** Starts the engine of the hermetic environment with these tables, behind a meter. `client` bypasses the meter. */
export async function startMeteredEngine(tables: readonly CreateTableCommandInput[]): Promise<MeteredEngine> {
  await using started = new AsyncDisposableStack();
  const directory = newRunDirectory(localDirectory);
  started.defer(directory.remove);
  const databaseFile = join(directory.path, 'bench.db');
  const engine = await startEngine(findEngine(), { databaseFile });
  started.defer(engine.stop);
  if (engine.pid !== undefined) indexStreamRecords(databaseFile);
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials });
  started.defer(() => client.destroy());
  await createTables(client, tables);
  const meter = await startMeter(engine.endpoint);
  started.defer(meter.stop);
  const all = started.move();
  return { meter, endpoint: engine.endpoint, client, stop: () => all.disposeAsync() };
}
