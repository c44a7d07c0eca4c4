import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noDurableUsage } from '../../bench/durable/executions.ts';
import { startStub } from '../../bench/dynamodb/stub.ts';
import { type CapacityParts, measureCapacity } from '../../bench/parts/capacity.ts';
import { codeFile, coldStart, type WarmFigures, warmInvocations } from '../../bench/processes/function-timings.ts';
import { type DeployedStage, synthesisedProduction } from '../../bench/subjects/deployed.ts';
import { newCharge } from '../../bench/subjects/events.ts';
import { lambdaVariables } from '../../hermetic/lambda/lambda-variables.ts';

const directory = mkdtempSync(join(tmpdir(), 'budgets-'));
let deployed: DeployedStage;
let operations: CapacityParts['operations'];

beforeAll(async () => {
  deployed = await synthesisedProduction(directory);
  const bench = { rounds: 1, seconds: 1, most: 1, progress: () => {}, figuresOf: () => undefined };
  const { figures } = await measureCapacity({ ...bench, deployed: async () => deployed });
  ({ operations } = figures as CapacityParts);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** DynamoDB usage per operation, which does not depend on the machine. */
const budgets = [
  ['order payment', 2, 0, 3],
  ['order payment, replay', 1, 0, 1],
  ['keyed payment', 2, 0, 3],
  ['keyed payment, replay', 1, 0, 1],
  ['keyed payment, mismatch', 1, 0, 1],
  ['trip charge', 4, 1, 5],
  ['trip charge, replay', 1, 1, 0],
  ['refund', 4, 1, 5],
  ['refund, replay', 1, 1, 0],
  ['get', 1, 1, 0],
  ['metrics', 3, 2, 0],
  // A batch of 12 is one transaction of 70 write units: 5.84 of these. The rest are rows for lists: one for the reference, and for an order or customer.
  ['project-payments, one payment alone', 4, 1, 17],
  ['project-payments, each of 12 in a batch', 2.17, 0.1, 7.84],
  // One event of a payment is sent to the notification service: a success is one write unit.
  ['deliver, one payment alone', 4, 3, 1],
  ['deliver, each of 12 in a batch', 3.1, 2.1, 1],
] as const;

/** Loads a function in a process of its own, and counts the schemas that zod builds meanwhile. */
async function schemasOf(name: string): Promise<number> {
  const declared = deployed.function(name);
  const script = `let built = 0;
    globalThis.__zod_globalConfig = { postProcessor: () => (built += 1) };
    require(${JSON.stringify(codeFile(declared))});
    console.log(built);`;
  const env = { ...lambdaVariables(declared, {}, 'budgets'), AWS_LAMBDA_INITIALIZATION_TYPE: '' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { env });
  return Number(stdout);
}

describe('the budget', () => {
  it.each(budgets)(
    '%s needs at most %d calls, %d read units and %d write units',
    (name, calls, readUnits, writeUnits) => {
      const found = operations[name];
      expect(found?.calls).toBeLessThanOrEqual(calls);
      expect(found?.readUnits).toBeLessThanOrEqual(readUnits);
      expect(found?.writeUnits).toBeLessThanOrEqual(writeUnits);
    },
  );

  it('the write units of project-payments are the sum of the parts that docs/scale.md names', () => {
    const sum = (payments: number) => {
      const transactional = 2 * (2 * payments + counters + balances);
      return transactional + payments * (indexedEvents + rowsForLists);
    };
    const [counters, balances, indexedEvents, rowsForLists] = [3, 2, 1, 2];
    expect(sum(12)).toBe(60 + 34);
    expect(operations['project-payments, each of 12 in a batch']?.writeUnits).toBeCloseTo(sum(12) / 12, 2);
    expect(operations['project-payments, one payment alone']?.writeUnits).toBe(sum(1));
  });

  it('a payment needs 0.6 of the write units of the reference sample, which makes three calls', () => {
    const [ours, sample] = [operations['keyed payment'], operations['sample: payment']];
    expect(sample).toMatchObject({ calls: 3, writeUnits: 5 });
    expect((ours?.writeUnits ?? Number.NaN) / (sample?.writeUnits ?? Number.NaN)).toBeLessThanOrEqual(0.6);
  });

  it('a payment needs half the calls of a durable function, which writes as much and adds three durable operations', () => {
    const [ours, durable] = [operations['keyed payment'], operations['durable function: payment']];
    expect(durable).toMatchObject({
      calls: 1,
      writeUnits: 3,
      durable: { checkpoints: 3, awaited: 2, durableOperations: 3 },
    });
    expect(ours).toMatchObject({ calls: 2, writeUnits: 3 });
  });

  it.each(['durable function: payment, replay', 'durable function: mismatch'])(
    'the %s needs no DynamoDB calls, because Lambda responds itself',
    (name) => {
      expect(operations[name]).toMatchObject({ calls: 0, durable: noDurableUsage });
    },
  );

  it('a successful payment logs one line of at most 420 bytes', async () => {
    const stub = await startStub();
    const few = { invocations: 10, warmUp: 1 };
    const figures: WarmFigures = await warmInvocations(
      deployed.subject('create-payment', newCharge()),
      stub.endpoint,
      few,
    );
    stub.stop();
    expect(figures.status).toBe(201);
    expect(figures.logBytes).toBeGreaterThan(100);
    expect(figures.logBytes).toBeLessThanOrEqual(420);
  });

  // Each takes about 20 µs, as much as 1 KB of code takes to be parsed.
  it.each([
    ['create-payment', 101],
    ['refund-payment', 80],
    ['get-payment', 72],
    ['list-payments', 79],
  ])('%s builds at most %d schemas before its first request', async (name, most) => {
    expect(await schemasOf(name)).toBeLessThanOrEqual(most);
  });

  it('a cold start does not load undici, which belongs to Node’s own fetch', async () => {
    const stub = await startStub();
    const payment = await coldStart(deployed.subject('create-payment', newCharge()), stub.endpoint);
    stub.stop();
    expect(payment).toMatchObject({ status: 201, undici: 0 });
  });
});
