import { randomBytes } from 'node:crypto';
import { optionalEnv } from '../runtime/env.ts';
import type { RecordedSpan, TracePart } from '../runtime/recorded-trace.ts';
import { recordedTraces } from '../runtime/recorded-traces.ts';
import type { Tracing } from '../runtime/trace.ts';

/**
 * Sends traces to the X-Ray daemon that Lambda runs beside a function: one UDP packet for each part, which nothing waits for
 * and nothing fails by. Undefined unless the stage is traced.
 */
export function xrayOfStage(): Tracing | undefined {
  const daemon = optionalEnv('TRACING') === 'on' ? optionalEnv('AWS_XRAY_DAEMON_ADDRESS') : undefined;
  const [, host, port] = /^([\d.]+):(\d{1,5})$/.exec(daemon ?? '') ?? [];
  if (host === undefined) return undefined;
  const socket = process.getBuiltinModule('node:dgram').createSocket('udp4');
  // A packet that nobody received is reported by a later one.
  socket.on('error', () => {}).unref();
  let isConnected = false;
  // On a connected socket, a send is one system call at once: Lambda freezes the process after the answer.
  socket.connect(Number(port), host, () => {
    isConnected = true;
  });
  return recordedTraces({
    elapsed: () => performance.now(),
    newSpanId: () => randomBytes(8).toString('hex'),
    record(part) {
      if (isConnected) socket.send(`{"format":"json","version":1}\n${JSON.stringify(documentOf(part))}`, () => {});
    },
  });
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
export const documentOf = ({ traceId, parentId, isWithinLambda, root, children }: TracePart): object => ({
  ...fieldsOf(root),
  trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
  parent_id: parentId,
  // A segment of its own, unless its parent is the one that Lambda sends.
  ...(isWithinLambda && parentId !== undefined && { type: 'subsegment' }),
  subsegments: children.map((child) => ({ ...fieldsOf(child), namespace: child.kind === 'store' ? 'aws' : 'remote' })),
});

function fieldsOf({ id, kind, name, startedAt, endedAt, failed, attributes }: RecordedSpan): object {
  const { operation, table, method, route, http_status, ...annotations } = attributes;
  return {
    id,
    name,
    start_time: startedAt / 1_000,
    end_time: endedAt / 1_000,
    fault: failed || undefined,
    annotations: { kind, operation, ...annotations },
    ...(table !== undefined && { aws: { operation, table_name: table } }),
    ...((method ?? http_status) !== undefined && {
      http: { request: { method, url: route }, response: { status: http_status } },
    }),
  };
}
