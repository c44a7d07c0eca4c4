import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { messageOf } from '../../hermetic/process/command.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { newRunDirectory } from '../../hermetic/template/run-directory.ts';
import { localDirectory } from '../../tools/app/local-directory.ts';
import { type EnvironmentServer, startEnvironmentServer } from '../load/environment-server.ts';
import { chargeFor } from '../load/load.ts';
import { proportionalMb } from '../load/memory.ts';
import { processorSeconds } from '../load/processor-time.ts';
import { rivals } from '../load/rivals.ts';
import type { Server } from '../load/server.ts';
import { median, quantile } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import { bundleBaselines, sampleTables } from '../subjects/baselines.ts';
import { type Http, type HttpParts, httpTable, otherCheckout, overall } from './http-figures.ts';

const connectionCounts = [1, 16, 64] as const;
const mostRounds = 3;
/** Time for JIT compilation in all processes of a server, of which some have ten. */
const warmUpSeconds = 8;

/** Puts the environment and its alternatives under the same load, one after the other in every round. */
export async function measureHttp(bench: Bench): Promise<PartResult> {
  await using started = new AsyncDisposableStack();
  bench.progress('http: starting the environment');
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
      bench.progress(`http: ${count} connections, round ${round + 1} of ${rounds}`);
      for (const server of all) found.get(server.name)?.push(await underLoad(server, count, bench.seconds));
    }
    connections[count] = Object.fromEntries([...found].map(([name, each]) => [name, overall(each)]));
  }
  const figures: HttpParts = { rounds, connections, leftOut };
  return { figures, tables: [httpTable(figures)] };
}

/** Starts the environment of the `--against` checkout, if there is one. */
async function startCheckout({ against, progress }: Bench, started: AsyncDisposableStack): Promise<readonly Server[]> {
  if (against === undefined) return [];
  progress(`http: starting the environment of ${against}`);
  const server = await startEnvironmentServer([], { name: otherCheckout, project: against });
  started.defer(server.stop);
  return [server];
}

async function startRivals(environment: EnvironmentServer, started: AsyncDisposableStack, { progress }: Bench) {
  const { path: directory, remove } = newRunDirectory(localDirectory);
  started.defer(remove);
  const client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region, credentials });
  await createTables(client, sampleTables);
  client.destroy();
  await bundleBaselines();
  const context = {
    directory,
    dynamodbEndpoint: environment.dynamodbEndpoint,
    engineOwner: environment.processes[0] ?? 0,
  };
  const servers: Server[] = [];
  const leftOut: Record<string, string> = {};
  for (const { name, start } of rivals) {
    progress(`http: starting ${name}`);
    try {
      const server = await start(context);
      started.defer(server.stop);
      servers.push(server);
    } catch (error) {
      leftOut[name] = messageOf(error).split('\n', 1).join();
      progress(`http: leaving out ${name}: ${leftOut[name]}`);
    }
  }
  return { servers, leftOut };
}

async function underLoad({ charges, processes, settled }: Server, connections: number, seconds: number): Promise<Http> {
  const before = processorSeconds(processes);
  const sent = await chargeFor(charges, connections, seconds);
  const memoryMb = proportionalMb(processes);
  // Wait for asynchronous work, so that its CPU time does not count for the next server.
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
