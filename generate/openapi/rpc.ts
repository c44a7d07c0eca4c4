import type { JsonSchema } from './json-schema.ts';
import { commentOf, paymentServices } from './protos.ts';
import { nameOf, operationsOf, sampleOf } from './rpc-operations.ts';
import { rpcErrorSchema } from './rpc-refusals.ts';
import { messageSchema, schemaName } from './rpc-schema.ts';

/** The part of the document that describes the RPCs. */
export type RpcPart = Readonly<{
  tags: readonly Readonly<{ name: string; description: string }>[];
  paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  schemas: Readonly<Record<string, JsonSchema>>;
}>;

/** Describes the RPCs: services become tags, methods paths, and messages schemas. */
export async function rpcPart(): Promise<RpcPart> {
  const services = await paymentServices();
  const methods = services.flatMap((service) => service.methods);
  const messages = methods.flatMap((method): [string, JsonSchema][] => [
    [schemaName(method.input), messageSchema(method.input, sampleOf(method).required)],
    [schemaName(method.output), messageSchema(method.output, 'all')],
  ]);
  return {
    tags: services.map((service) => ({ name: service.typeName, description: commentOf(service) })),
    paths: Object.fromEntries(methods.map((method) => [`/${nameOf(method)}`, operationsOf(method)])),
    schemas: { ...Object.fromEntries(messages), RpcError: rpcErrorSchema },
  };
}
