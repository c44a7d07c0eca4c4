import { assumptions, prices } from './prices.ts';

/** Resources that one operation uses. */
export type Usage = Readonly<{
  /** API Gateway requests. */
  requests: number;
  invocations: number;
  writeUnits: number;
  readUnits: number;
  /** Sequential DynamoDB calls and awaited checkpoints. */
  calls: number;
  /** Durable functions only. */
  durableOperations: number;
  durableBytes: number;
  cpuMs: number;
  /** CPU time of a cold start: init, and the first invocation. */
  initCpuMs: number;
  firstCpuMs: number;
  traces: number;
  logEvents: number;
  logBytes: number;
}>;

/** Dollars per million operations. */
export type Bill = Readonly<{
  dynamodb: number;
  apiGateway: number;
  lambda: number;
  /** Durable operations and their stored data. */
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
 * Billed duration: the wait for DynamoDB, and CPU time at the function's share of a vCPU. For the assumed share of cold
 * starts it also includes init, which gets a full vCPU, and the extra time of the first invocation.
 */
function billedMs({ calls, cpuMs, initCpuMs, firstCpuMs }: Usage): number {
  const { processorShare } = assumptions;
  const cold = assumptions.emptyInitMs + initCpuMs + (firstCpuMs - cpuMs) / processorShare;
  return calls * assumptions.callMs + cpuMs / processorShare + assumptions.coldShare * cold;
}
