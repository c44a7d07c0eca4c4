import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../functions/workers/sweep-payments.ts';
import { type Resumed, sweepOpenPayments } from '../../src/commands/sweep-open-payments.ts';
import { newPayment } from '../../src/domain/payment.ts';
import { openPayments } from '../../src/store/open-payments.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { wanted } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

let projections: MemoryProjections;
let world: World;
let faults: unknown[];
let marks = 0;
beforeEach(() => {
  projections = new MemoryProjections();
  world = new World();
  faults = [];
});

const ago = (seconds: number) => new Date(world.clock.now() - seconds * 1_000).toISOString();
const open = (...entries: [id: string, seconds: number][]) => {
  for (const [sort, seconds] of entries) {
    projections.keep({ id: 'open', sort, since: ago(seconds), as_of: String(++marks).padStart(40, '0') });
  }
};
const left = () => Object.keys(projections.of('open'));

function sweep(resume: (id: string) => Promise<Resumed>, timeOut?: number) {
  const io = { ...world.io(timeOut), send: projections.send };
  return sweepOpenPayments(resume, { open: openPayments(io), io, fault: (cause) => faults.push(cause) });
}

describe('the sweeper', () => {
  it('the sweeper resumes payments open for more than 30 s and removes decided ones from the list', async () => {
    open(['a', 31], ['b', 29], ['c', 3_600]);
    const resumed: string[] = [];
    const swept = await sweep(async (id) => {
      resumed.push(id);
      return 'decided';
    });
    expect(resumed).toEqual(['a', 'c']);
    expect(left()).toEqual(['b']);
    expect(swept).toMatchObject({ resumed: { decided: 2, failed: 0 } });
  });

  it.each<[Resumed, number, number, string[]]>([
    ['in_flight', 60, 60, ['a']],
    ['in_flight', 1_000, 1_000, ['a']],
    ['not_ours', 60, 0, ['a']],
    ['not_ours', 900, 0, ['a']],
    ['not_ours', 901, 0, []],
  ])(
    'a payment that is %s and open for %i s is kept or removed; oldest open: %i s',
    async (answer, seconds, oldestOpen, kept) => {
      open(['a', seconds]);
      expect(await sweep(async () => answer)).toMatchObject({ resumed: { [answer]: 1 }, oldestOpen });
      expect(left()).toEqual(kept);
    },
  );

  it('the sweeper keeps a payment that was opened again while it was being resumed', async () => {
    open(['a', 60]);
    await sweep(async () => {
      // Within the same second, which is the resolution of stream timestamps.
      open(['a', 60]);
      return 'decided';
    });
    expect(left()).toEqual(['a']);
  });

  it('a payment that cannot be resumed does not stop the sweeper; its id is logged, without detail', async () => {
    open(['a', 60], ['b', 60]);
    const swept = await sweep(async (id) => {
      if (id === 'a') throw new TypeError('secret');
      return 'decided';
    });
    expect(swept).toMatchObject({ resumed: { decided: 1, failed: 1 } });
    expect(left()).toEqual(['a']);
    expect(faults).toEqual([{ payment_id: 'a', cause: 'TypeError', at: expect.any(Array) }]);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });

  it.each([
    [[], 0],
    [[['a', 60]] as [string, number][], 60],
    [
      [
        ['a', 45],
        ['b', 3_600],
        ['c', 29],
      ] as [string, number][],
      3_600,
    ],
  ])('with open payments %j the oldest is %i s old', async (entries, oldestOpen) => {
    open(...entries);
    expect(await sweep(async () => 'in_flight')).toMatchObject({ oldestOpen });
  });

  it('the sweeper finishes five payments at once', async () => {
    open(...Array.from({ length: 25 }, (_, one) => [`p-${one}`, 60] as [string, number]));
    let [inFlight, most] = [0, 0];
    const swept = await sweep(async () => {
      most = Math.max(most, ++inFlight);
      await new Promise(setImmediate);
      inFlight--;
      return 'decided';
    });
    expect(swept).toMatchObject({ resumed: { decided: 25 } });
    expect([most, left()]).toEqual([5, []]);
  });

  it('the sweeper leaves the rest to the next run when it runs out of time', async () => {
    open(['a', 60], ['b', 60], ['c', 60]);
    const swept = await sweep(async () => {
      world.clock.advance(5_000);
      return 'decided';
    }, 15_000);
    expect(swept).toMatchObject({ resumed: { decided: 2, left: 1 } });
    expect(left()).toEqual(['c']);
  });

  it('the deployed sweeper completes an abandoned payment with the processor', async () => {
    const abandoned = newPayment(wanted(), { owner: 'gone', until: 0 }, 0, world.clock.now());
    world.dynamo.keep(paymentsTable, { ...itemOf(abandoned), id: abandoned.id });
    open([abandoned.id, 60]);
    const send = ((command: { input: { TableName?: string } }) =>
      command.input.TableName === paymentsTable
        ? world.dynamo.send(command as never)
        : projections.send(command as never)) as typeof projections.send;
    await handler.with({ ...world.io(60_000), send })({}, context);
    expect(world.dynamo.item(paymentsTable, abandoned.id)).toMatchObject({ status: 'completed' });
    expect(left()).toEqual([]);
  });
});
