/** The parts of JSON Schema that the forms support. */
export type Schema = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  enum?: readonly string[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  default?: unknown;
  examples?: readonly unknown[];
}>;

export type ExplorerParameter = Readonly<{
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  required?: boolean;
  schema: Schema;
  example?: unknown;
}>;

type Media = Readonly<{ schema: Schema; example?: unknown }>;
type ResponseObject = Readonly<{ $ref?: string; description: string; content?: Readonly<Record<string, Media>> }>;

/** One form of a response's body. References in its schema are not resolved yet. */
export type ResponseBody = Readonly<{ type: string; schema: Schema; example: unknown }>;

export type ExplorerResponse = Readonly<{
  status: string;
  description: string;
  bodies: readonly ResponseBody[];
  codes: readonly string[];
}>;

type OperationObject = Readonly<{
  operationId: string;
  tags: readonly string[];
  summary: string;
  description?: string;
  parameters?: readonly ExplorerParameter[];
  requestBody?: Readonly<{ required?: boolean; content: Readonly<Record<string, Media>> }>;
  responses: Readonly<Record<string, ResponseObject>>;
}>;

/** The parts of openapi.json that the page uses. */
export type ApiDocument = Readonly<{
  info: Readonly<{ title: string; version: string }>;
  tags: readonly Readonly<{ name: string; description?: string }>[];
  paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}>;

/** An operation with the references of its request resolved. */
export type ExplorerOperation = Readonly<{
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: readonly ExplorerParameter[];
  body: Readonly<{ schema: Schema; example: Readonly<Record<string, unknown>>; required: boolean }> | undefined;
  responses: readonly ExplorerResponse[];
  /** The paths of RPCs are `/<package>.<Service>/<Method>`. */
  isRpc: boolean;
}>;

/** All operations, grouped by tag, in the order of the document. */
export function operationsOf(document: ApiDocument): readonly ExplorerOperation[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(document, path, method, operation)),
  );
  return document.tags.flatMap(({ name }) => operations.filter(({ tag }) => tag === name));
}

function operationOf(
  document: ApiDocument,
  path: string,
  method: string,
  operation: OperationObject,
): ExplorerOperation {
  const resolve = <Node extends Readonly<{ $ref?: string }>>(node: Node) => resolved(document, node);
  const media = operation.requestBody?.content['application/json'];
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    tag: operation.tags[0] ?? '',
    summary: operation.summary,
    description: operation.description ?? '',
    parameters: (operation.parameters ?? []).map((one) => {
      const parameter = resolve(one);
      return { ...parameter, schema: resolve(parameter.schema) };
    }),
    body: media && {
      schema: withProperties(document, resolve(media.schema)),
      example: (media.example ?? {}) as Readonly<Record<string, unknown>>,
      required: operation.requestBody?.required ?? false,
    },
    responses: Object.entries(operation.responses).map(([status, one]) => {
      const { description, content = {} } = resolve(one);
      const codes = Object.values(content).flatMap(({ schema }) => codesOf(schema));
      const bodies = Object.entries(content).map(([type, { schema, example }]) => ({ type, schema, example }));
      return { status, description, bodies, codes: [...new Set(codes)] };
    }),
    isRpc: /^\/[a-z0-9.]+\.[A-Z]\w*\/\w+$/.test(path),
  };
}

/** Error codes of a response, from the part of its schema that narrows `code`. */
const codesOf = ({ allOf = [] }: Schema): readonly string[] =>
  allOf.flatMap(({ properties }) => properties?.code?.enum ?? []);

function withProperties(document: ApiDocument, schema: Schema): Schema {
  const properties = Object.entries(schema.properties ?? {});
  return {
    ...schema,
    properties: Object.fromEntries(properties.map(([name, one]) => [name, resolved(document, one)])),
  };
}

/** Resolves the references of a schema, but not those of its members: schemas may contain themselves. */
export const schemaResolver =
  (document: ApiDocument) =>
  (schema: Schema): Schema =>
    resolved(document, schema);

/** Resolves a reference, keeping the node's own members. Of `anyOf` with null, returns the other schema. */
function resolved<Node extends Readonly<{ $ref?: string; anyOf?: readonly Schema[] }>>(
  document: ApiDocument,
  node: Node,
): Node {
  const { $ref, ...own } = node;
  if ($ref !== undefined) return { ...resolved(document, target(document, $ref) as Node), ...own } as Node;
  const [first, second, ...more] = node.anyOf ?? [];
  if (first === undefined || second?.type !== 'null' || more.length > 0) return node;
  return { ...resolved(document, first), ...own, anyOf: undefined } as unknown as Node;
}

const target = (document: ApiDocument, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/')], document);
