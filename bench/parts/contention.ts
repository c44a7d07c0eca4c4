import { stageTables } from '../../lib/table-name.ts';
import { seedTables } from '../../tools/seed/seeding.ts';
import { startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { startFunctions } from '../processes/functions.ts';
import { rounded } from '../report/medians.ts';
import { type DeployedStage, stage } from '../subjects/deployed.ts';
import { newRefund } from '../subjects/events.ts';

/** Refunds of the same payment. */
export type Contention = Readonly<{
  /** Number of concurrent refunds. */
  atOnce: number;
  done: number;
  callsEach: number;
  /** Write units by number of the refund, up to the maximum per payment: the item grows with each one. */
  writeUnits: Readonly<Record<string, number>>;
}>;

const atOnce = 32;
const sampled = [1, 10, 25, 50, 100];

export async function measureContention(deployed: DeployedStage): Promise<Contention> {
  await using started = new AsyncDisposableStack();
  const engine = await startMeteredEngine(deployed.declared.tables);
  started.defer(engine.stop);
  await seedTables(engine.client, stageTables(stage), { areEmpty: true });
  const declared = deployed.function('refund-payment');
  const functions = startFunctions([declared], engine.meter.endpoint, engine.meter.endpoint, 10);
  started.defer(functions.stop);
  const refund = (payment: string, number: number) =>
    functions.invoke(
      declared,
      JSON.parse(JSON.stringify(newRefund(payment)).replaceAll('%unique%', `${payment}-${number}`)) as object,
    );

  const writeUnits: Record<string, number> = {};
  for (let number = 1; number <= Math.max(...sampled); number += 1) {
    engine.meter.calls();
    const { statusCode, body } = await refund('2', number);
    if (statusCode !== 200) throw new Error(`refund ${number} of a payment responded with ${statusCode}: ${body}`);
    const units = engine.meter.calls().reduce((sum, call) => sum + call.writeUnits, 0);
    if (sampled.includes(number)) writeUnits[number] = units;
  }
  engine.meter.calls();
  const responses = await Promise.all(Array.from({ length: atOnce }, (_, number) => refund('1', number)));
  const done = responses.filter(({ statusCode }) => statusCode === 200).length;
  return { atOnce, done, callsEach: rounded(engine.meter.calls().length / atOnce, 2), writeUnits };
}
