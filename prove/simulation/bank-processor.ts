import { Refusal } from '../../src/domain/refusal.ts';
import {
  type Charge,
  type ListedEvent,
  type Processor,
  ProcessorTrouble,
  type RefundObservation,
  type RefundRequest,
} from '../../src/processor/port.ts';
import type { Bank } from './bank.ts';
import { type BankEvent, hintOf, readBankEvent } from './bank-events.ts';
import type { IntentBank } from './intent-bank.ts';
import { abilitiesBy } from './manners.ts';
import { intentAt } from './opened-intents.ts';
import type { Process } from './process.ts';

/** The processor as one invocation sees it: each call gets lost, or is slow, as any; and the whole of it may be down. */
export function processorAt(
  intents: IntentBank,
  bank: Bank,
  process: Process,
  listed: readonly BankEvent[],
): Processor {
  const { name, manners, refunds, refundsByHand, disputes, outage } = intents;
  const { faults, random, timeline } = bank.services;
  async function ask<Result>(act: () => Result): Promise<Result> {
    const kind = outage.now();
    if (kind === 'outage: connection refused') {
      await process.sleep(1 + random.whole(10));
      throw new ProcessorTrouble('not_sent', 'connection refused');
    }
    const answer = await bank.call(process, act);
    if (kind === 'outage: silent after the request') throw new ProcessorTrouble('unknown', 'no answer');
    return answer;
  }
  function refuseIfBusy(): void {
    const isBusy = !faults.quiet && manners.isBusy > 0 && random.whole(100) < manners.isBusy;
    if (isBusy) throw new ProcessorTrouble('limited', 'too many requests');
  }
  /** Every time, or never: whoever takes a payment at one moment and refuses it at another is left out (0117). */
  function refuseIfUnwilling({ paymentId }: Charge): void {
    if (bank.chanceOf(`${name} takes ${paymentId}`).whole(100) >= manners.refusesToOpen) return;
    throw new Refusal('field_invalid', 'the processor does not take this', { field: '/payment_method' });
  }
  const openThere = (key: string, charge: Charge) =>
    ask(() => {
      refuseIfBusy();
      refuseIfUnwilling(charge);
      return intents.open(key, charge);
    });
  const refundSeen = ({ paymentId }: Charge, request: RefundRequest): RefundObservation => {
    const byHand = refundsByHand.find(request.reference);
    return byHand.state === 'absent' ? refunds.observe(paymentId, request) : byHand;
  };
  return {
    name,
    can: abilitiesBy(manners),
    open: async (key, charge) => (manners.openIsLocal ? intentAt(name, key) : openThere(key, charge)),
    execute: (intent, charge) => ask(() => intents.execute(intent, charge, process)),
    observe: (intent, charge) => ask(() => intents.observe(intent, charge)),
    fence: (intent, charge) => ask(() => intents.fence(intent, charge, process)),
    capture: (intent, charge, { minor }) => ask(() => intents.capture(intent, charge, { minor, process })),
    refund: async (_intent, charge, request) => {
      if (bank.refundsAreSlow) await process.sleep(500 + random.whole(4_000));
      return ask(() => refunds.refund(charge.paymentId, request, process));
    },
    observeRefund: (_intent, charge, request) => ask(() => refundSeen(charge, request)),
    observeRefunds: (_intent, charge, requests) => ask(() => requests.map((request) => refundSeen(charge, request))),
    listRefunds: manners.openIsLocal
      ? undefined
      : ({ id }, charge) => ask(() => [...refundsByHand.observe(id), ...refunds.list(charge)]),
    observeDisputes: manners.openIsLocal ? undefined : ({ id }) => ask(() => disputes.observe(id)),
    listEvents: manners.openIsLocal ? undefined : (since) => ask(() => ({ events: eventsSince(listed, since) })),
    clientSecret: undefined,
    readEvent: manners.openIsLocal ? undefined : async (received) => readBankEvent(name, received, timeline.now()),
  };
}

const eventsSince = (listed: readonly BankEvent[], since: number): readonly ListedEvent[] =>
  listed
    .filter(({ createdAt }) => createdAt >= since)
    .map((event) => ({ id: event.id, createdAt: event.createdAt, read: async () => hintOf(event) }));
