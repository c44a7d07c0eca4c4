import { assumptions, prices } from './prices.ts';

/** What a million of one operation takes; counted or measured, each for a single one. */
export type Usage = Readonly<{
  /** Requests that come by API Gateway. */
  requests: number;
  invocations: number;
  writeUnits: number;
  readUnits: number;
  /** Calls of DynamoDB and awaited checkpoints, one after the other. */
  calls: number;
  /** Of a durable function. */
  durableOperations: number;
  durableBytes: number;
  cpuMs: number;
  /** Of a cold start: until init ends, and the first invocation. */
  initCpuMs: number;
  firstCpuMs: number;
  traces: number;
  logEvents: number;
  logBytes: number;
}>;

/** Dollars per million. */
export type Bill = Readonly<{
  dynamodb: number;
  apiGateway: number;
  lambda: number;
  /** What Lambda keeps of durable functions. */
  durable: number;
  logs: number;
  traces: number;
  total: number;
}>;

const million = 1_000_000;

export function billOf(usage: Usage): Bill {
  const dynamodb = usage.writeUnits * prices.writeUnit.dollars + usage.readUnits * prices.readUnit.dollars;
  const apiGateway = usage.requests * prices.restRequest.dollars;
  const seconds = usage.invocations === 0 ? 0 : billedMs(usage) / 1_000;
  const lambda =
    usage.invocations * prices.invocation.dollars +
    million * seconds * assumptions.memoryGb * prices.gigabyteSecond.dollars;
  const kept = prices.durableGigabyteWritten.dollars + assumptions.durableMonths * prices.durableGigabyteMonth.dollars;
  const durable =
    usage.durableOperations * prices.durableOperation.dollars + ((million * usage.durableBytes) / 1e9) * kept;
  const gigabytes = (million * (usage.logBytes + usage.logEvents * assumptions.logEventBytes)) / 1e9;
  const logs = gigabytes * prices.loggedGigabyte.dollars;
  const traces = usage.traces * prices.trace.dollars;
  const total = dynamodb + apiGateway + lambda + durable + logs + traces;
  return { dynamodb, apiGateway, lambda, durable, logs, traces, total };
}

/**
 * Waiting for DynamoDB, and work at the function's share of a processor. For the share of cold starts, also init, which
 * has a whole processor, and what the first invocation takes above a warm one.
 */
function billedMs({ calls, cpuMs, initCpuMs, firstCpuMs }: Usage): number {
  const { processorShare } = assumptions;
  const cold = assumptions.emptyInitMs + initCpuMs + (firstCpuMs - cpuMs) / processorShare;
  return calls * assumptions.callMs + cpuMs / processorShare + assumptions.coldShare * cold;
}
