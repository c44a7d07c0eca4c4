import { describe, expect, it } from 'vitest';
import type { OutgoingRequest } from '../../src/runtime/http-call.ts';
import { cloudEvent, eventBus } from '../../src/webhooks/event-bus.ts';
import { eventBusOfStage } from '../../src/webhooks/eventbridge-of-stage.ts';
import { answered, bytesOf } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

const at = '2026-11-28T10:00:00.500Z';
const event = (number: number) => ({
  id: `p${number}:payment.completed:0`,
  type: 'payment.completed',
  at,
  body: `{"type":"payment.completed","timestamp":"${at}","data":{"event_id":"p${number}:payment.completed:0","amount":25.00}}`,
});

/** A bus whose API answers with a status and a body. */
function scripted(status: number, body: string) {
  const asked: (readonly [url: string, request: OutgoingRequest])[] = [];
  const world = new World();
  const call = async (url: string, request: OutgoingRequest) => {
    asked.push([url, request]);
    return { status, headers: new Headers(), body: bytesOf(body) };
  };
  return { bus: eventBus('payments', { ...world.io(), call }), asked };
}

describe('the event bus', () => {
  it('events are put on the named bus as CloudEvents, in one signed request to the regional endpoint', async () => {
    const { bus, asked } = scripted(200, '{"FailedEntryCount":0,"Entries":[{"EventId":"1"},{"EventId":"2"}]}');
    expect(await bus.put([event(1), event(2)])).toEqual([answered(200), answered(200)]);
    const [[url, { headers, body = '' }] = ['', { headers: {} }]] = asked;
    expect(url).toBe('https://events.eu-west-1.amazonaws.com/');
    expect(headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=test\/\d+\/eu-west-1\/events\//),
    });
    const { Entries } = JSON.parse(body);
    expect(Entries).toHaveLength(2);
    expect(Entries[0]).toEqual({
      EventBusName: 'payments',
      Source: 'payment-service',
      DetailType: 'payment.completed',
      Time: 1_795_860_000.5,
      Detail: cloudEvent(event(1)),
    });
  });

  it('a CloudEvent has the id of its event, and the data of the webhook with all digits of its amount', () => {
    const text = cloudEvent(event(1));
    expect(text).toContain('"data":{"event_id":"p1:payment.completed:0","amount":25.00}');
    expect(JSON.parse(text)).toEqual({
      specversion: '1.0',
      id: 'p1:payment.completed:0',
      source: 'payment-service',
      type: 'payment.completed',
      time: at,
      datacontenttype: 'application/json',
      data: { event_id: 'p1:payment.completed:0', amount: 25 },
    });
  });

  it.each([
    [200, '{"FailedEntryCount":1,"Entries":[{"EventId":"1"},{"ErrorCode":"ThrottlingException"}]}', [200, 429]],
    [200, '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"},{"EventId":"2"}]}', [500, 200]],
    [200, '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}', [200, 500]],
    [200, '{}', [500, 500]],
    [400, '{"__type":"AccessDeniedException"}', [400, 400]],
    [503, '{}', [503, 503]],
    [503, '<html>', [503, 503]],
  ])('each event has an answer of its own: %i %s', async (status, body, wanted) => {
    expect(await scripted(status, body).bus.put([event(1), event(2)])).toEqual(wanted.map(answered));
  });

  it('an answer that cannot be read, or none, is a failed attempt', async () => {
    const failed = { kind: 'failed', error: 'no_connection' };
    expect(await scripted(200, '<html>').bus.put([event(1)])).toEqual([failed]);
    expect(await eventBus('payments', new World().io()).put([event(1)])).toEqual([failed]);
  });

  it('a stage has a bus only if its name is in the environment', () => {
    const io = new World().io();
    expect(eventBusOfStage(io)).toBeUndefined();
    process.env.EVENT_BUS = 'payments';
    expect(eventBusOfStage(io)).toBeDefined();
    delete process.env.EVENT_BUS;
  });
});
