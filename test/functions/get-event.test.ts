import { expect, it } from 'vitest';
import { handler } from '../../functions/events/get-event.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { call } from '../support/call.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { World } from '../support/world.ts';

const event = recordedEvent();

async function get(id: string) {
  const world = new World();
  const projections = new MemoryProjections();
  const io = () => ({ ...world.io(), send: projections.send });
  await eventRecords(io()).record([event], new Map());
  return call(handler, { io }, `GET /v1/events/${id}`);
}

it.each(['p1:payment.completed:0', 'p1%3Apayment.completed%3A0'])(
  'answers with the event %s as it was recorded',
  async (id) => {
    const { status, body } = await get(id);
    expect([status, body]).toEqual([200, event.body]);
  },
);

it.each(['p1:payment.completed:1', 'p1:payment.completed', 'p1', ':::', '__proto__', 'a b:c.d:e'])(
  'answers 404 where no event has the id "%s"',
  async (id) => {
    const { status, json } = await get(id);
    expect({ status, code: json.code }).toEqual({ status: 404, code: 'event_not_found' });
  },
);
