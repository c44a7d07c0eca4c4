import type { Part } from '../report/part.ts';
import { measureCapacity } from './capacity.ts';
import { measureCold } from './cold.ts';
import { measureCost } from './cost.ts';
import { measureEdgeCalls } from './edge.ts';
import { measureHttp } from './http.ts';
import { measureModel } from './model.ts';
import { measureScale } from './scale.ts';
import { measureShards } from './shards.ts';
import { measureStarts } from './start.ts';
import { measureTracing } from './tracing.ts';
import { measureWarm } from './warm.ts';

/** In order of execution: a part comes after those whose figures it uses. */
// biome-ignore format: one part, one line
export const parts: readonly Part[] = [
  { name: 'cold', about: 'import and first invocation of the deployed functions with TLS, and code size', measure: measureCold },
  { name: 'warm', about: 'CPU time and log size of a warm invocation', measure: measureWarm },
  { name: 'capacity', about: 'DynamoDB calls, read units, write units and checkpoints of each operation', measure: measureCapacity },
  { name: 'http', about: 'charges per second of the environment and of common alternatives', measure: measureHttp },
  { name: 'scale', about: 'a charge, a list page and the metrics with 1,000 to --most stored payments', measure: measureScale },
  { name: 'shards', about: 'index partitions, concurrent refunds of one payment, stream batches', measure: measureShards },
  { name: 'cost', about: 'dollars per million operations, from list prices and the figures of other parts', measure: measureCost, uses: ['cold', 'warm', 'capacity'] },
  { name: 'model', about: 'an hour of more payments than one machine can send, simulated on AWS\'s published limits', measure: async (bench) => measureModel(bench) },
  { name: 'start', about: 'start, reload and reset of the environment, and its idle memory', measure: measureStarts },
  { name: 'tracing', about: 'CPU time and cold start of a payment with and without -c tracing=on', measure: measureTracing },
  { name: 'edge', about: 'latency that gRPC through the edge adds to an API call', measure: measureEdgeCalls },
];

/** The chosen parts and those whose figures they use and nobody has measured, in order of execution. */
export function partsToMeasure(chosen: readonly string[], hasFigures: (part: string) => boolean): readonly Part[] {
  const used = parts.filter(({ name }) => chosen.includes(name)).flatMap(({ uses = [] }) => uses);
  const missing = used.filter((name) => !hasFigures(name));
  return parts.filter(({ name }) => chosen.includes(name) || missing.includes(name));
}
