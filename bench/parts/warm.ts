import { startStub } from '../dynamodb/stub.ts';
import { type WarmFigures, warmInvocations } from '../processes/function-timings.ts';
import { medians } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import { type Table, times } from '../report/table.ts';
import { bundleBaselines } from '../subjects/baselines.ts';
import { eventOf, newCharge, newOrderPayment } from '../subjects/events.ts';
import type { Subject } from '../subjects/subject.ts';

export type WarmParts = Readonly<{ rounds: number; functions: Readonly<Record<string, WarmFigures>> }>;

const invocations = { invocations: 2_000, warmUp: 1_000 };

/** Measures the CPU time of warm invocations, each function in a process of its own. */
export async function measureWarm({ rounds, deployed, progress }: Bench): Promise<PartResult> {
  const functions = await deployed();
  const { sample, durable, hello } = await bundleBaselines();
  const subjects = [
    sample,
    durable,
    functions.subject('create-payment', newCharge()),
    functions.subject('create-order-payment', newOrderPayment()),
    functions.subject('get-payment', eventOf('get-payment', { pathParameters: { payment_id: '1' } })),
    hello,
  ];
  const stub = await startStub();
  const found = new Map<Subject, WarmFigures[]>(subjects.map((subject) => [subject, []]));
  const most = Math.min(rounds, 7);
  try {
    for (let round = 0; round < most; round += 1) {
      progress(`warm invocations, round ${round + 1} of ${most}`);
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        found.get(subject)?.push(await warmInvocations(subject, stub.endpoint, invocations));
      }
    }
  } finally {
    stub.stop();
  }
  const figures = Object.fromEntries([...found].map(([{ name }, all]) => [name, medians(all)]));
  return { figures: { rounds: most, functions: figures } satisfies WarmParts, tables: [tableOf(figures, most)] };
}

function tableOf(functions: Readonly<Record<string, WarmFigures>>, rounds: number): Table {
  const base: WarmFigures | undefined = functions['the reference sample'];
  return {
    title: `Warm: CPU of one invocation, medians of ${rounds} rounds of ${invocations.invocations} invocations`,
    columns: ['function', 'CPU µs', 'of sample', 'log bytes', 'status'],
    rows: Object.entries(functions).map(([name, one]) => [
      name,
      one.cpuUs.toFixed(0),
      times(one.cpuUs, base?.cpuUs),
      one.logBytes.toFixed(0),
      String(one.status),
    ]),
  };
}
