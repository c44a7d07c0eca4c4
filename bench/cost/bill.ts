import { assumptions, prices } from './prices.ts';

/** What a million of one operation takes; counted or measured, each for a single one. */
export type Usage = Readonly<{
  /** Requests that come by API Gateway. */
  requests: number;
  invocations: number;
  writeUnits: number;
  readUnits: number;
  /** DynamoDB calls, one after the other. */
  calls: number;
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
  const gigabytes = (million * (usage.logBytes + usage.logEvents * assumptions.logEventBytes)) / 1e9;
  const logs = gigabytes * prices.loggedGigabyte.dollars;
  const traces = usage.traces * prices.trace.dollars;
  return { dynamodb, apiGateway, lambda, logs, traces, total: dynamodb + apiGateway + lambda + logs + traces };
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
