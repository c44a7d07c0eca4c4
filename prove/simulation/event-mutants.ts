import { ProcessorTrouble } from '../../src/processor/port.ts';
import { GetItem, UpdateItem } from '../../src/runtime/operations.ts';
import { paymentsTable } from '../../test/support/world.ts';
import { type BankEvent, eventIn } from './bank-events.ts';
import type { Mutant } from './mutant.ts';
import { withDuePayments, withProcessor, withProcessors } from './mutant-tools.ts';
import type { Process } from './process.ts';
import { rowOf } from './rows.ts';

const openIsLocal = false;

/** The event that an invocation is about. */
const eventOf = new WeakMap<Process, BankEvent>();

/** The ways to be wrong about several processors, and about what they tell. */
export const eventMutants: readonly Mutant[] = [
  {
    name: 'failover-on-unknown',
    manners: { openIsLocal },
    stage: { hasTwoProcessors: true, outages: 100 },
    what: 'a payment goes to the other processor while it is unknown what became of it at the first',
    ...withProcessors((real, { send }) => ({
      of: (intent) => ({
        ...real.of(intent),
        execute: async (claimed, charge) => {
          try {
            return await real.of(claimed).execute(claimed, charge);
          } catch (error) {
            const other = real.candidates(charge).find(({ name }) => name !== claimed.processor);
            if (!(error instanceof ProcessorTrouble && error.trouble === 'unknown') || !other) throw error;
            const opened = await other.open(`${claimed.id}:elsewhere`, charge);
            await send(
              new UpdateItem({
                TableName: paymentsTable,
                Key: { id: charge.paymentId },
                UpdateExpression: 'SET intent = :intent',
                ConditionExpression: 'intent.id = :claimed',
                ExpressionAttributeValues: { ':intent': { ...opened }, ':claimed': claimed.id },
              }),
            );
            return other.execute(opened, charge);
          }
        },
      }),
    })),
  },
  {
    name: 'trust-the-event',
    manners: { openIsLocal, works: 30, customerPays: 60 },
    stage: { hasEvents: true },
    what: 'an event settles its payment by what it says: a refusal fails it, without a look at the processor and a fence',
    ...withProcessor((real, { process }) => ({
      readEvent: async (received) => {
        const read = await real.readEvent?.(received);
        if (read?.kind === 'hint') eventOf.set(process, eventIn(received.body.toString()));
        return read ?? { kind: 'irrelevant' };
      },
      observe: async (intent, charge) => {
        const seen = eventOf.get(process)?.seen;
        if (seen === undefined || seen.state === 'ready') return real.observe(intent, charge);
        return seen.state === 'refused' ? { ...seen, state: 'dead' } : seen;
      },
    })),
  },
  {
    name: 'event-looked-up-before-it-is-verified',
    manners: { openIsLocal },
    stage: { hasEvents: true },
    what: 'the payment of an event is read before its signature is checked, so that anybody can load the store',
    ...withProcessors((real, { send }) => ({
      named: (name) => {
        const found = real.named(name);
        return (
          found && {
            ...found,
            readEvent: async (received) => {
              const { paymentId } = eventIn(received.body.toString());
              await send(new GetItem({ TableName: paymentsTable, Key: { id: paymentId } }));
              return (await found.readEvent?.(received)) ?? { kind: 'irrelevant' };
            },
          }
        );
      },
    })),
  },
  {
    name: 'events-only',
    manners: { openIsLocal, works: 40 },
    stage: { hasEvents: true },
    what: 'nobody polls: what no event tells stays as it is',
    ...withDuePayments(() => ({ by: async () => [] })),
  },
  {
    name: 'orphan-fenced-without-comparing',
    manners: { openIsLocal, works: 40 },
    stage: { hasEvents: true },
    what: "an event is taken for one of its payment, although its intent is another: an orphan, or an earlier attempt's",
    ...withProcessor((real, { process, store }) => {
      const asked = <Intent extends Readonly<{ id: string }>>(intent: Intent): Intent => ({
        ...intent,
        id: eventOf.get(process)?.intentId ?? intent.id,
      });
      return {
        readEvent: async (received) => {
          const read = await real.readEvent?.(received);
          if (read?.kind !== 'hint') return read ?? { kind: 'irrelevant' };
          eventOf.set(process, eventIn(received.body.toString()));
          const row = rowOf(store.item(paymentsTable, String(read.paymentId)));
          return { ...read, intentId: row?.intent?.id ?? read.intentId };
        },
        observe: (intent, charge) => real.observe(asked(intent), charge),
        fence: (intent, charge) => real.fence(asked(intent), charge),
      };
    }),
  },
];
