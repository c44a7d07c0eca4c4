import { describe, expect, it } from 'vitest';
import { simulate } from '../../prove/simulation/simulation.ts';
import { facesOf } from '../support/faces.ts';

/** Each life of a payment, by what its timeline must tell in this order. */
const lives = [
  ['twice declined', /payment\.begun:0.*payment\.failed:0.*payment\.begun:1.*payment\.failed:1/],
  [
    'stuck, and finished by the sweeper',
    /payment\.begun:0 by \S+, payment\.taken_over:0 by (\S+), payment\.\w+:0 by \1$/,
  ],
  [
    'partly refunded',
    /payment\.completed:0 by [^,]+, refund\.begun:\S+ by \S+ refund\.completed:(?!.*payment\.refunded)/,
  ],
  ['fenced out of its own lease', /payment\.taken_over:0.*payment\.taken_over:0.*payment\.(completed|failed):0/],
  ['fenced at its processor', /payment\.fencing:0/],
] as const;
/** Found in the first few runs. */
const quick = ['stuck, and finished by the sweeper', 'fenced out of its own lease'];

/** The lease writes of a payment that the store did, by the trace: the invocations that took a lease from another. */
const takeOversIn = (trace: readonly string[], id: string): readonly string[] =>
  trace.flatMap((line) => {
    const found = new RegExp(`#(\\d+) \\S+ +Update payments ${id} SET #lease = :lease IF .* -> (?!\\w+Exception)`).exec(
      line,
    );
    return found === null ? [] : [`invocation-${found[1]}`];
  });

/** The first run of a thousand with a payment of such a life: its trace, the payment's id, and the timeline. */
async function firstLife(life: RegExp, seeds = 1_000) {
  for (let seed = 1; seed <= seeds; seed++) {
    const { trace, violations } = await simulate(seed, { trace: true });
    for (const line of trace) {
      const [, id = '', told = ''] = / timeline +([\w-]+): (.*)$/.exec(line) ?? [];
      if (life.test(told)) return { trace, violations, id, told };
    }
  }
  throw new Error('no run of a thousand has such a payment');
}

describe('the timeline of a payment that is', () => {
  it.each(facesOf(lives, quick))('%s matches the trace of the same seed', async (_name, life) => {
    const { trace, violations, id, told } = await firstLife(life);
    expect(violations).toEqual([]);
    const takenOver = [...told.matchAll(/payment\.taken_over:\d+ by (\S+?)(?:,|$)/g)].map(([, by]) => by);
    expect(takenOver).toEqual(takeOversIn(trace, id));
  });
});
