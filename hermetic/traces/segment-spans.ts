import type { TraceSpan } from './span.ts';

type Segment = Readonly<{
  trace_id?: unknown;
  id?: unknown;
  parent_id?: unknown;
  name?: unknown;
  namespace?: unknown;
  start_time?: unknown;
  end_time?: unknown;
  fault?: unknown;
  error?: unknown;
  annotations?: Readonly<Record<string, unknown>>;
  http?: Readonly<{ request?: Readonly<Record<string, unknown>>; response?: Readonly<Record<string, unknown>> }>;
  aws?: Readonly<Record<string, unknown>>;
  subsegments?: readonly Segment[];
}>;

type SegmentPlace = Readonly<{ traceId: string; parentSpanId: string | undefined; isRoot: boolean }>;

/**
 * Reads a packet to the X-Ray daemon: a header, a line break, and a segment or subsegment. Its spans, the outermost first;
 * none if it is malformed or still in progress.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export function spansIn(packet: string): readonly TraceSpan[] {
  const document = parsed(packet.slice(packet.indexOf('\n') + 1));
  const traceId = /^1-([\da-f]{8})-([\da-f]{24})$/.exec(String(document?.trace_id))?.slice(1).join('');
  if (document === undefined || traceId === undefined) return [];
  return spansOf(document, { traceId, parentSpanId: spanId(document.parent_id), isRoot: true });
}

function spansOf(segment: Segment, { traceId, parentSpanId, isRoot }: SegmentPlace): readonly TraceSpan[] {
  const { start_time: start, end_time: end } = segment;
  const id = spanId(segment.id);
  if (id === undefined || typeof start !== 'number' || typeof end !== 'number') return [];
  const { method, url } = segment.http?.request ?? {};
  const operation = segment.aws?.operation ?? segment.annotations?.operation;
  const name = isRoot && method !== undefined ? [method, url] : [segment.name, operation];
  const own: TraceSpan = {
    traceId,
    spanId: id,
    parentSpanId,
    name: name.filter((part) => part !== undefined).join(' '),
    kind: kindOf(segment, isRoot),
    startedAt: start * 1_000,
    endedAt: end * 1_000,
    failed: segment.fault === true || segment.error === true,
    attributes: attributesOf(segment),
  };
  const place = { traceId, parentSpanId: id, isRoot: false };
  return [own, ...(segment.subsegments ?? []).flatMap((inner) => spansOf(inner, place))];
}

/** Work that no request asked for was asked for by a message: a record of a stream. */
function kindOf({ namespace, http }: Segment, isRoot: boolean): TraceSpan['kind'] {
  if (namespace === 'aws' || namespace === 'remote') return 'client';
  if (!isRoot) return 'internal';
  return http === undefined ? 'consumer' : 'server';
}

/** Names of OpenTelemetry's conventions: https://opentelemetry.io/docs/specs/semconv/ */
function attributesOf({ name, http, aws, annotations }: Segment): TraceSpan['attributes'] {
  const all = {
    'faas.name': http?.request?.url === undefined ? undefined : name,
    'http.request.method': http?.request?.method,
    'http.route': http?.request?.url,
    'http.response.status_code': http?.response?.status,
    'db.operation.name': aws?.operation,
    'db.collection.name': aws?.table_name,
    ...annotations,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number | boolean] => isValue(entry[1])),
  );
}

const isValue = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

const spanId = (id: unknown): string | undefined => (/^[\da-f]{16}$/.test(String(id)) ? String(id) : undefined);

function parsed(text: string): Segment | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
