import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { messageOf } from '../../hermetic/process/command.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { newRunDirectory, removeDirectory } from '../../hermetic/template/run-directory.ts';
import { localDirectory } from '../../tools/app/local-directory.ts';
import { type EnvironmentServer, startEnvironmentServer } from '../load/environment-server.ts';
import { chargeFor } from '../load/load.ts';
import { proportionalMb } from '../load/memory.ts';
import { processorSeconds } from '../load/processor-time.ts';
import { rivals } from '../load/rivals.ts';
import type { Server } from '../load/server.ts';
import { median, quantile } from '../report/medians.ts';
import type { Bench, Measured } from '../report/part.ts';
import { bundledBaselines, sampleTables } from '../subjects/baselines.ts';
import { type Http, type HttpParts, httpTable, overall } from './http-figures.ts';

const connectionCounts = [1, 16, 64] as const;
const mostRounds = 3;
/** Until what is compiled while it runs has been: in each of ten processes, of some servers. */
const warmUpSeconds = 8;

/** Puts the environment and what people run today under the same load, one after the other in every round. */
export async function measureHttp(bench: Bench): Promise<Measured> {
  await using started = new AsyncDisposableStack();
  bench.tell('http: starting the environment');
  const environment = await startEnvironmentServer();
  started.defer(environment.stop);
  const shared = await startEnvironmentServer(['--concurrency', 'shared'], { name: 'npm start, shared' });
  started.defer(shared.stop);
  const before = await startCheckout(bench, started);
  const { servers, leftOut } = await startRivals(environment, started, bench);
  const all = [environment, shared, ...before, ...servers];
  for (const server of all) await chargeFor(server.charges, 16, warmUpSeconds);
  const rounds = Math.min(bench.rounds, mostRounds);
  const connections: Record<string, Record<string, Http>> = {};
  for (const count of connectionCounts) {
    const found = new Map<string, Http[]>(all.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      bench.tell(`http: ${count} connections, round ${round + 1} of ${rounds}`);
      for (const server of all) found.get(server.name)?.push(await underLoad(server, count, bench.seconds));
    }
    connections[count] = Object.fromEntries([...found].map(([name, each]) => [name, overall(each)]));
  }
  const figures: HttpParts = { rounds, connections, leftOut };
  return { figures, tables: [httpTable(figures)] };
}

/** The environment of the other checkout that `--against` names, if it does. */
async function startCheckout({ against, tell }: Bench, started: AsyncDisposableStack): Promise<readonly Server[]> {
  if (against === undefined) return [];
  tell(`http: starting the environment of ${against}`);
  const server = await startEnvironmentServer([], { name: 'npm start, other checkout', project: against });
  started.defer(server.stop);
  return [server];
}

async function startRivals(environment: EnvironmentServer, started: AsyncDisposableStack, { tell }: Bench) {
  const directory = newRunDirectory(localDirectory);
  started.defer(() => removeDirectory(directory));
  const client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region, credentials });
  await createTables(client, sampleTables);
  client.destroy();
  await bundledBaselines();
  const surroundings = {
    directory,
    dynamodbEndpoint: environment.dynamodbEndpoint,
    engineOwner: environment.processes[0] ?? 0,
  };
  const servers: Server[] = [];
  const leftOut: Record<string, string> = {};
  for (const { name, start } of rivals) {
    tell(`http: starting ${name}`);
    try {
      const server = await start(surroundings);
      started.defer(server.stop);
      servers.push(server);
    } catch (error) {
      leftOut[name] = messageOf(error).split('\n', 1).join();
      tell(`http: left out ${name}: ${leftOut[name]}`);
    }
  }
  return { servers, leftOut };
}

async function underLoad({ charges, processes, settled }: Server, connections: number, seconds: number): Promise<Http> {
  const before = processorSeconds(processes);
  const sent = await chargeFor(charges, connections, seconds);
  const memoryMb = proportionalMb(processes);
  // What follows belongs to it, and not to the next one.
  await settled?.();
  const after = processorSeconds(processes);
  const used = before === undefined || after === undefined ? null : after - before;
  return {
    perSecond: (sent.times.length - sent.refused) / sent.seconds,
    p50Ms: median(sent.times),
    p99Ms: quantile(sent.times, 0.99),
    cpuMs: used && (used * 1_000) / sent.times.length,
    memoryMb,
    refused: sent.refused,
  };
}
