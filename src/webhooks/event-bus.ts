import type { ReceiverAnswer } from '../domain/webhook-delivery.ts';
import type { WebhookEvent } from '../domain/webhook-endpoint.ts';
import { type AwsOperation, awsRequest } from '../runtime/aws-request.ts';
import { drainBody } from '../runtime/drain-body.ts';
import type { IncomingResponse } from '../runtime/http-call.ts';
import type { Io } from '../runtime/io.ts';
import { CallTimeoutError, withTimeout } from '../runtime/with-timeout.ts';
import { attemptMs } from './receivers.ts';

/** EventBridge takes no more entries in one request, and 256 KB, of which ten events take about 10 KB. */
export const mostInRequest = 10;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const putEvents: AwsOperation = {
  service: 'events',
  target: 'AWSEvents.PutEvents',
  endpointVariable: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
};

const source = 'payment-service';

export type EventBus = ReturnType<typeof eventBus>;

/** An EventBridge bus in the stage's account and region. */
export function eventBus(name: string, { call, sleep }: Pick<Io, 'call' | 'sleep'>) {
  return {
    /** The HTTP client, which circuit breakers are kept by. */
    call,

    /** Puts at most `mostInRequest` events. Gives an answer for each, because EventBridge may take some of them. Never rejects. */
    async put(events: readonly WebhookEvent[]): Promise<readonly ReceiverAnswer[]> {
      try {
        return await withTimeout(attemptMs, { sleep }, async (signal) => {
          const input = { Entries: events.map((event) => entryOf(name, event)) };
          const response = await call(...(await awsRequest(putEvents, input, signal)));
          const { status } = response;
          if (status === 200) return answersIn(await entriesIn(response), events.length);
          await drainBody(response, { sleep });
          return events.map(() => answered(status));
        });
      } catch (error) {
        const failed = {
          kind: 'failed',
          error: error instanceof CallTimeoutError ? 'timeout' : 'no_connection',
        } as const;
        return events.map(() => failed);
      }
    },
  };
}

const entryOf = (EventBusName: string, event: WebhookEvent) => ({
  EventBusName,
  Source: source,
  DetailType: event.type,
  Time: Date.parse(event.at) / 1_000,
  Detail: cloudEvent(event),
});

/** A CloudEvent 1.0 in JSON. Its data are those of the webhook's body, with the same bytes: amounts keep their digits. */
export function cloudEvent({ id, type, at, body }: WebhookEvent): string {
  const start = '"data":';
  const data = body.slice(body.indexOf(start) + start.length, -1);
  const attributes = { specversion: '1.0', id, source, type, time: at, datacontenttype: 'application/json' };
  return `${JSON.stringify(attributes).slice(0, -1)},${start}${data}}`;
}

type Entry = Readonly<{ EventId?: unknown; ErrorCode?: unknown }>;

async function entriesIn({ body }: IncomingResponse): Promise<readonly Entry[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  const { Entries }: { Entries?: unknown } = JSON.parse(Buffer.concat(chunks).toString());
  return Array.isArray(Entries) ? Entries : [];
}

const answered = (status: number) => ({ kind: 'answered', status, retryAfterMs: undefined }) as const;

/** One for each event, in the order of the request. A refused entry has an error code in place of a status. */
const answersIn = (entries: readonly Entry[], count: number): readonly ReceiverAnswer[] =>
  Array.from({ length: count }, (_, index) => {
    const entry = entries[index];
    if (typeof entry?.EventId === 'string') return answered(200);
    return answered(/Throttling/.test(String(entry?.ErrorCode)) ? 429 : 500);
  });
