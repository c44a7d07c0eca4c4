import { expect } from 'vitest';
import type { MollieSettings } from '../../../src/processor/mollie/client.ts';
import { mollieWithEvents } from '../../../src/processor/mollie/with-events.ts';
import type { Charge, Processor } from '../../../src/processor/port.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { heldIo } from '../../support/held-io.ts';
import { chargeOf } from '../contract.ts';
import { knownParameters } from './published.ts';

type Call = Io['call'];

export const settings: MollieSettings = { apiKey: 'test_123', keySpace: 'test' };

export const returnUrl = 'https://shop.example.com/back';

/** A charge as Mollie takes it. */
export const checkoutCharge = (but: Partial<Charge> = {}): Charge => chargeOf({ token: undefined, returnUrl, ...but });

/** The adapter on a call of a test's own. Each request that it sends must be one that Mollie publishes. */
export const mollieOn = (call: Call, but: Partial<MollieSettings> = {}): Processor =>
  mollieWithEvents(heldIo(published(call)).io, { ...settings, ...but });

/** A call whose every request must be one that Mollie publishes. */
export function published(call: Call): Call {
  return (url, request) => {
    const { method = 'GET', body } = request;
    const known = knownParameters(method, new URL(url).pathname, body);
    expect(known).toEqual(body === undefined ? undefined : JSON.parse(body));
    return call(url, request);
  };
}
