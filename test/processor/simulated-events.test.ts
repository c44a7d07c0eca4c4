import { describe, expect, it } from 'vitest';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { readSimulatedEvent } from '../../src/processor/simulated-events.ts';
import { World } from '../support/world.ts';

const read = (body: string, signature?: string) =>
  readSimulatedEvent(
    {
      headers: new Map(signature === undefined ? [] : [['simulated-signature', [signature]]]),
      body: Buffer.from(body),
    },
    (paymentId, generation) => `pay:${paymentId}:${generation}`,
    7,
  );
const hint = { kind: 'hint', eventId: 'e1', createdAt: 7, intentId: 'pay:p1:0', paymentId: 'p1', aboutListed: false };

describe('an event of the simulated processor', () => {
  it.each([
    ['names its payment', '{"id":"e1","payment_id":"p1"}', 'test', hint],
    [
      'may be of a later attempt',
      '{"id":"e1","payment_id":"p1","generation":2}',
      'test',
      { ...hint, intentId: 'pay:p1:2' },
    ],
    [
      'without a signature is forged',
      '{"id":"e1","payment_id":"p1"}',
      undefined,
      { kind: 'forged', reason: 'signature' },
    ],
    ['with another signature is forged', '{"id":"e1","payment_id":"p1"}', 'x', { kind: 'forged', reason: 'signature' }],
    ['that is not JSON is malformed', '{', 'test', { kind: 'forged', reason: 'malformed' }],
    ['without a payment is malformed', '{"id":"e1"}', 'test', { kind: 'forged', reason: 'malformed' }],
  ])('%s', (_sentence, body, signature, expected) => {
    expect(read(body, signature)).toEqual(expected);
  });

  it('is taken only in stages with triggers', () => {
    const io = new World().io();
    expect(simulatedProcessor(io, false).readEvent).toBeUndefined();
    expect(simulatedProcessor(io, true).readEvent).toBeDefined();
  });
});
