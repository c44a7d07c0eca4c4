import { type Account, mergedLines, move } from '../../src/domain/ledger.ts';
import type { RecordedEvent } from '../../src/domain/recorded-event.ts';
import { TransactWriteItems, UpdateItem } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import type { Mutant } from './mutant.ts';
import { withEventRecords } from './mutant-tools.ts';

type Writes = NonNullable<TransactWriteItems['input']['TransactItems']>;
const isBalance = ({ Update }: Writes[number]): boolean => String(Update?.Key?.id).startsWith('balances#');

/** The transactions that record events, done in two steps. */
const inTwoSteps = (
  divide: (writes: Writes) => readonly [first: Writes, then: Writes],
  write: (send: Send, writes: Writes) => Promise<unknown>,
): Pick<Mutant, 'adjust'> => ({
  adjust: (io) => {
    const send = (async (operation: never) => {
      const { input } = operation as { input: { TransactItems?: Writes; ClientRequestToken?: string } };
      if (!((operation as unknown) instanceof TransactWriteItems)) return io.send(operation);
      const [first, then] = divide(input.TransactItems ?? []);
      const output = await io.send(new TransactWriteItems({ ...input, TransactItems: first }));
      if (then.length > 0) await write(io.send, then);
      return output;
    }) as Send;
    return { ...io, send };
  },
});

/** Its own entry as a reservation would be posted: nobody takes it back when the refund fails. */
function postedAtReserve(event: RecordedEvent): RecordedEvent {
  if (event.type !== 'refund.failed') return event;
  const { data } = JSON.parse(event.body) as { data: { amount: number; currency: RecordedEvent['lines'][0][1] } };
  const minor = BigInt(Math.round(data.amount * 100));
  const { currency } = data;
  const lines = [['refunds', currency, minor] as const, ['processor_receivable', currency, -minor] as const];
  return { ...event, lines };
}

/** An entry that balances, and takes the fee of a capture twice. */
const withFeeTwice = (event: RecordedEvent): RecordedEvent => {
  const fees = event.lines.flatMap(([account, currency, minor]) =>
    account === 'fees' ? move('processor_receivable', 'fees', { currency, minor }) : [],
  );
  return { ...event, lines: mergedLines([...event.lines, ...fees]) };
};

/** Entries that balance, and tell of something else than what happened. */
const postedElsewhere = (from: Account, to: Account) =>
  withEventRecords((real) => ({
    record: (events, raised) => {
      const changed = events.map((event) => {
        const lines = event.lines.map(([account, ...change]) => [account === from ? to : account, ...change] as const);
        return { ...event, lines: mergedLines(lines) };
      });
      return real.record(changed, raised);
    },
  }));

export const ledgerMutants: readonly Mutant[] = [
  {
    name: 'fee-posted-twice',
    what: 'the fee that a capture tells is posted twice, in an entry that balances',
    ...withEventRecords((real) => ({
      record: (events, raised) => real.record(events.map(withFeeTwice), raised),
    })),
  },
  { name: 'fee-posted-to-sales', what: 'a fee lessens the sales', ...postedElsewhere('fees', 'sales') },
  {
    name: 'refund-posted-to-disputes',
    focus: 'refunds',
    what: 'a refund is posted as what was lost in a dispute',
    ...postedElsewhere('refunds', 'disputes'),
  },
  {
    name: 'entry-in-a-second-write',
    what: 'an event is recorded first, and its ledger lines are added to it in a second transaction',
    ...inTwoSteps(
      (writes) => {
        const first = writes
          .filter((one) => !isBalance(one))
          .map(({ Put, ...others }) => (Put ? { Put: { ...Put, Item: { ...Put.Item, lines: undefined } } } : others));
        const lines = writes.flatMap(
          ({ Put }): Writes =>
            Put?.Item?.lines === undefined
              ? []
              : [
                  {
                    Update: {
                      TableName: Put.TableName,
                      Key: { id: Put.Item.id, sort: Put.Item.sort },
                      UpdateExpression: 'SET #lines = :lines',
                      ExpressionAttributeNames: { '#lines': 'lines' },
                      ExpressionAttributeValues: { ':lines': Put.Item.lines },
                    },
                  },
                ],
        );
        return [first, [...lines, ...writes.filter(isBalance)]];
      },
      (send, writes) => send(new TransactWriteItems({ TransactItems: writes })),
    ),
  },
  {
    name: 'balance-outside-the-transaction',
    what: 'balances are changed one by one, after the transaction that records their entries',
    ...inTwoSteps(
      (writes) => [writes.filter((one) => !isBalance(one)), writes.filter(isBalance)],
      async (send, writes) => {
        for (const { Update } of writes) if (Update) await send(new UpdateItem(Update as UpdateItem['input']));
      },
    ),
  },
  {
    name: 'refund-posted-at-reserve',
    what: 'a refund is posted when it is reserved, and stays so when it fails',
    focus: 'refusals',
    ...withEventRecords((real) => ({
      record: (events, raised) => real.record(events.map(postedAtReserve), raised),
    })),
  },
];
