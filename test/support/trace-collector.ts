import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as a collector got it. */
export type CollectedSpan = Readonly<{
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: number;
  attributes: Readonly<Record<string, unknown>>;
}>;

type OtlpBody = Readonly<{
  resourceSpans: readonly Readonly<{
    resource: Readonly<{ attributes: readonly OtlpAttribute[] }>;
    scopeSpans: readonly Readonly<{
      spans: readonly (Omit<CollectedSpan, 'attributes'> & Readonly<{ attributes: readonly OtlpAttribute[] }>)[];
    }>[];
  }>[];
}>;
type OtlpAttribute = Readonly<{ key: string; value: Readonly<Record<string, unknown>> }>;

const valuesOf = (attributes: readonly OtlpAttribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A server on this machine: it keeps the headers and the body of each request, and answers with a status. */
export async function startReceiver(answer: () => number | Promise<number> = () => 200) {
  const received: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ path: String(request.url), headers: request.headers, body: await text(request) });
    response.writeHead(await answer()).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A collector that takes traces by OTLP. */
export async function startCollector(answer?: () => number | Promise<number>) {
  const receiver = await startReceiver(answer);
  const bodies = () => receiver.received.map(({ body }): OtlpBody => JSON.parse(body));
  return {
    ...receiver,
    spans: (): readonly CollectedSpan[] =>
      bodies()
        .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
        .flatMap(({ spans }) => spans.map((span) => ({ ...span, attributes: valuesOf(span.attributes) }))),
    resources: () =>
      bodies().flatMap(({ resourceSpans }) => resourceSpans.map(({ resource }) => valuesOf(resource.attributes))),
  };
}
