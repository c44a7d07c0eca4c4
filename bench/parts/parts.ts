import type { Part } from '../report/part.ts';
import { measureCapacity } from './capacity.ts';
import { measureCold } from './cold.ts';
import { measureCost } from './cost.ts';
import { measureEdgeCalls } from './edge.ts';
import { measureHttp } from './http.ts';
import { measureScale } from './scale.ts';
import { measureShards } from './shards.ts';
import { measureStarts } from './start.ts';
import { measureWarm } from './warm.ts';

/** In the order in which they run: what computes from others' figures comes after them. */
// biome-ignore format: one part, one line
export const parts: readonly Part[] = [
  { name: 'cold', about: 'import and first invoke of the deployed functions with TLS, and the size of their code', measure: measureCold },
  { name: 'warm', about: 'processor time of a warm invocation, and what it logs', measure: measureWarm },
  { name: 'capacity', about: 'DynamoDB calls, read units, write units and checkpoints of each operation', measure: measureCapacity },
  { name: 'http', about: 'charges a second through the environment and through what people run today', measure: measureHttp },
  { name: 'scale', about: 'a charge, a list page and the metrics while 1,000 to --most payments are stored', measure: measureScale },
  { name: 'shards', about: 'partitions of the index by time, refunds of one payment, batches of the stream', measure: measureShards },
  { name: 'cost', about: 'dollars per million operations, from list prices and the figures of the others', measure: measureCost },
  { name: 'start', about: 'start of the environment, a reset of its data, its memory at rest', measure: measureStarts },
  { name: 'edge', about: 'what gRPC through the edge adds to a call of the API', measure: measureEdgeCalls },
];
