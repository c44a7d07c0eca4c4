import { describe, expect, it } from 'vitest';
import type { ReceiverAnswer } from '../../src/domain/webhook-delivery.ts';
import { inTrace } from '../../src/webhooks/traced-attempt.ts';
import { recordedParts } from '../support/recorded-parts.ts';

const now = () => 9_000;
const sleep = async () => {};
const first = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const second = { traceId: 'a0000000000000000000000000000001', spanId: '00f067aa0ba902b8' };
const textOf = ({ traceId, spanId }: typeof first) => `00-${traceId}-${spanId}-01`;
const by = (trace: string) => `orders r1  ${trace}`;

describe('the traces of a batch from a stream', () => {
  it('are those of the requests that wrote its records, each once', () => {
    const { tracing } = recordedParts(now);
    const writes = [
      { by: by(textOf(first)), paymentId: 'p1' },
      { by: by(textOf(first)), paymentId: 'p2' },
      { by: by(textOf(second)), paymentId: 'p3' },
      { by: 'orders r2', paymentId: 'p4' },
      { by: by('a-text-that-is-no-trace'), paymentId: 'p5' },
      { paymentId: 'p6' },
    ];
    const { traces, traceIds } = tracing.join(writes, { now });
    expect([...traces.keys()]).toEqual([textOf(first), textOf(second)]);
    expect(traceIds).toEqual([first.traceId, second.traceId]);
  });

  it('name no ids for the log if nothing was traced', () => {
    const { traces, traceIds } = recordedParts(now).tracing.join([{ by: 'orders r1', paymentId: 'p1' }], { now });
    expect([traces.size, traceIds]).toEqual([0, undefined]);
  });

  it.each([true, false])('get a step each under what wrote them, with its payment (failed: %s)', (failed) => {
    const { tracing, parts } = recordedParts(now);
    const writes = [first, second].map((trace, index) => ({ by: by(textOf(trace)), paymentId: `p${index}` }));
    tracing.join(writes, { now }).end('project', failed);
    expect(parts).toMatchObject([
      { traceId: first.traceId, parentId: first.spanId, root: { name: 'project', failed } },
      { traceId: second.traceId, parentId: second.spanId, root: { attributes: { payment_id: 'p1' } } },
    ]);
  });
});

describe('a header of X-Ray', () => {
  const root = 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736';
  it.each([
    ['with a parent', `${root};Parent=00f067aa0ba902b7;Sampled=1`, { parentId: '00f067aa0ba902b7' }],
    ['without a parent', `${root};Sampled=1`, { parentId: undefined }],
    ['of a trace that is not recorded', `${root};Sampled=0`, undefined],
    ['without a trace', 'Self=1-2-3', undefined],
    ['with digits like those of a card', 'Root=1-aaaaaaaa-a4242424242424242aaaaaaa;Sampled=1', { parentId: undefined }],
  ])('%s', (_what, header, part) => {
    const { tracing, parts } = recordedParts(now);
    tracing.startOfLambda(header, { now })?.end({ kind: 'request', name: 'get-payment' }, false);
    expect(parts).toMatchObject(part === undefined ? [] : [part]);
  });
});

describe('an attempt to deliver', () => {
  const accepted: ReceiverAnswer = { kind: 'answered', status: 204, retryAfterMs: undefined };
  const refused: ReceiverAnswer = { kind: 'answered', status: 500, retryAfterMs: undefined };
  const silent: ReceiverAnswer = { kind: 'failed', error: 'timeout' };

  /** Makes an attempt: gives the contexts that the receiver was told, and the recorded parts. */
  async function attempt(text: string | undefined, answer: ReceiverAnswer, inBatch = false) {
    const { tracing, parts } = recordedParts(now);
    const batch = tracing.join(inBatch ? [{ by: by(text ?? ''), paymentId: 'p1' }] : [], { now });
    const told: (string | undefined)[] = [];
    const given = await inTrace(text, { now, sleep, tracing, traces: batch.traces }, async (traceparent) => {
      told.push(traceparent);
      return answer;
    });
    expect(given).toBe(answer);
    batch.end('deliver', false);
    return { told, parts };
  }

  it('of an event without a trace tells the receiver of none', async () => {
    expect(await attempt(undefined, accepted)).toEqual({ told: [undefined], parts: [] });
  });

  it('is a step of its batch, whose context the receiver gets', async () => {
    const { told, parts } = await attempt(textOf(first), accepted, true);
    const [step] = parts[0]?.children ?? [];
    expect(told).toEqual([`00-${first.traceId}-${step?.id}-01`]);
    expect(parts.map(({ root }) => root.name)).toEqual(['deliver']);
    expect(step).toMatchObject({ kind: 'webhook', failed: false, attributes: { http_status: 204 } });
  });

  it.each([
    ['by its status', refused, { http_status: 500 }],
    ['by its error', silent, { error: 'timeout' }],
  ])('that is repeated later is a part of its own, which names a failure %s', async (_how, answer, attributes) => {
    const { parts } = await attempt(textOf(first), answer);
    expect(parts).toMatchObject([
      { traceId: first.traceId, root: { name: 'redeliver' }, children: [{ failed: true, attributes }] },
    ]);
  });
});
