import { metadataIn, requestMetadata } from '../../edge/metadata.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { type HttpResponse, json } from '../../src/http/responses.ts';
import { jsonHeaders, proxyEvent } from '../../test/support/event.ts';
import type { Random } from '../../test/support/random.ts';
import type { Handlers } from './deployment.ts';
import type { Invariant } from './invariants.ts';
import type { Surroundings } from './lambda.ts';
import type { Wish } from './operations.ts';
import { type Profile, type Workload, workloadOf } from './workload.ts';

/** A function's input, and the version of the code that is deployed when it begins. */
type Deployed = Surroundings & Readonly<{ handlers: Handlers }>;

/** The subject of a run: this service, or a rival. */
export type Design = Readonly<{
  workloadOf: (random: Random, focus?: Profile) => Workload;
  answer: (wish: Wish, surroundings: Deployed) => Promise<HttpResponse>;
  /** The wish once it is answered, for designs whose payments get their ids only then. */
  answered?: (wish: Wish, body: string) => Wish;
  /** Invariants that it need not keep. */
  exempt?: readonly Invariant[];
  /** Whether it has a stream, counters and a sweeper. */
  hasWorkers: boolean;
}>;

export const ours: Design = {
  workloadOf,
  answer: async ({ operation, request, body, headers = {}, query }, { io, context, process, handlers }) => {
    const sent = isRpc(operation) ? byEdge(headers) : headers;
    if (sent instanceof Refusal) return json(400, {}, { 'x-error-code': sent.code });
    const event = proxyEvent(request, {
      ...(body === undefined ? {} : { body }),
      ...(query === undefined ? {} : { query }),
      headers: { 'X-Correlation-Id': process.invocation, ...(body === undefined ? {} : jsonHeaders), ...sent },
    });
    return handlers[operation].with(io, io.overrides)(event, context);
  },
  hasWorkers: true,
};

const isRpc = (operation: Wish['operation']) => /^(customers|services)-/.test(operation);

/** The headers that the edge sends on for a client of gRPC, or why it sends nothing. */
function byEdge(headers: NonNullable<Wish['headers']>): Record<string, string> | Refusal {
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().flatMap((value) => [name, value]));
  try {
    return Object.fromEntries(requestMetadata(metadataIn(lines)));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
