import { describe, expect, it } from 'vitest';
import { type BankEvent, bodyOf, eventIn, readBankEvent, signed } from '../../prove/simulation/bank-events.ts';
import { eventsProveNothing } from '../../prove/simulation/events-prove-nothing.ts';
import { readMoney } from '../../src/domain/money.ts';

const now = 1_795_246_200_000;
const event: BankEvent = {
  id: 'evt_1',
  processor: 'second',
  createdAt: now,
  intentId: 'second_1',
  paymentId: 'p1',
  seen: { state: 'captured', captured: readMoney('25.00', 'USD'), reference: 'PAY-1', fee: undefined },
};

const received = ({ headers, body }: Pick<ReturnType<typeof signed>, 'headers' | 'body'>) => ({
  headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  body: Buffer.from(body),
});

describe('an event of a simulated bank', () => {
  it('is read by whoever knows its secret, and keeps its amounts', () => {
    const sent = signed(event, now);
    const { id: eventId, createdAt, intentId, paymentId } = event;
    expect(readBankEvent('second', received(sent), now)).toEqual({
      kind: 'hint',
      eventId,
      createdAt,
      intentId,
      paymentId,
      aboutListed: false,
    });
    expect(eventIn(sent.body).seen).toEqual({ ...event.seen, fee: undefined });
  });

  it.each([
    ['unsigned', { ...signed(event, now), headers: {} }, 'signature'],
    ['changed on its way', { ...signed(event, now), body: bodyOf({ ...event, paymentId: 'p2' }) }, 'signature'],
    ['signed by another processor', signed(event, now, 'simulated'), 'signature'],
    ['signed more than five minutes ago', signed(event, now - 300_001), 'time'],
    ['signed more than five minutes ahead', signed(event, now + 300_001), 'time'],
  ])('that is %s is forged', (_how, sent, reason) => {
    expect(readBankEvent('second', received(sent), now)).toEqual({ kind: 'forged', reason });
  });
});

describe('events', () => {
  it('prove nothing: without any, and with each ten times, the same payments end in the same items', async () => {
    let sent = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const compared = await eventsProveNothing(seed);
      expect(compared.violations).toEqual([]);
      sent += compared.sent;
    }
    expect(sent).toBeGreaterThan(100);
  });
});
