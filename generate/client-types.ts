import { openApiTypes } from './openapi-types/openapi-types.ts';

/** The operations that the client calls. */
const operations: Readonly<Record<string, readonly string[]>> = {
  '/v1/payments': ['get', 'post'],
  '/v1/payments/{payment_id}': ['get'],
  '/v1/payments/{payment_id}/capture': ['post'],
  '/v1/payments/{payment_id}/cancel': ['post'],
  '/v1/payments/{payment_id}/refund': ['post'],
  '/v1/payments/{payment_id}/timeline': ['get'],
  '/v1/refunds/{refund_id}': ['get'],
  '/v1/idempotency-keys/{key}': ['get'],
  '/v1/events': ['get'],
};

type Json = Readonly<Record<string, unknown>>;
type Document = Json & Readonly<{ paths: Record<string, Json>; components: Record<string, Json> }>;

/** TypeScript types of the client's operations and of what they refer to; the whole document would be four times as much. */
export async function clientTypes(document: string): Promise<string> {
  const { openapi, info, paths, components } = JSON.parse(document) as Document;
  const called = Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => [path, only(paths[path] ?? {}, methods, path)]),
  );
  const used = new Set<string>();
  collectReferences(called, components, used);
  const kept = Object.entries(components).map(([kind, named]) => {
    const names = Object.keys(named).filter((name) => used.has(`#/components/${kind}/${name}`));
    return [kind, Object.fromEntries(names.map((name) => [name, named[name]]))];
  });
  return openApiTypes(JSON.stringify({ openapi, info, paths: called, components: Object.fromEntries(kept) }));
}

function only(item: Json, methods: readonly string[], path: string): Json {
  return Object.fromEntries(
    methods.map((method) => {
      if (item[method] === undefined) throw new Error(`openapi.json has no ${method} ${path}, which the client calls`);
      return [method, item[method]];
    }),
  );
}

/** Adds every reference in `value`, and those in the components that they lead to. */
function collectReferences(value: unknown, components: Document['components'], used: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (name !== '$ref' || typeof child !== 'string') collectReferences(child, components, used);
    else if (!used.has(child)) {
      used.add(child);
      const [, , kind = '', component = ''] = child.split('/');
      collectReferences(components[kind]?.[component], components, used);
    }
  }
}
