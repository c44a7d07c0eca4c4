/** A JSON Schema, as far as a form can show it. */
export type Schema = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  enum?: readonly string[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  default?: unknown;
  examples?: readonly unknown[];
}>;

export type Parameter = Readonly<{
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  required?: boolean;
  schema: Schema;
  example?: unknown;
}>;

type Media = Readonly<{ schema: Schema; example?: Readonly<Record<string, unknown>> }>;
type Answer = Readonly<{ $ref?: string; description: string; content?: Readonly<Record<string, Media>> }>;

type OperationObject = Readonly<{
  operationId: string;
  tags: readonly string[];
  summary: string;
  description?: string;
  parameters?: readonly Parameter[];
  requestBody?: Readonly<{ required?: boolean; content: Readonly<Record<string, Media>> }>;
  responses: Readonly<Record<string, Answer>>;
}>;

/** What openapi.json holds of what the page needs. */
export type ApiDocument = Readonly<{
  info: Readonly<{ title: string; version: string }>;
  tags: readonly Readonly<{ name: string; description?: string }>[];
  paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}>;

/** One method of one path, with everything that it refers to in its place. */
export type Operation = Readonly<{
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: readonly Parameter[];
  body: Readonly<{ schema: Schema; example: Readonly<Record<string, unknown>>; required: boolean }> | undefined;
  answers: readonly Readonly<{
    status: string;
    description: string;
    types: readonly string[];
    codes: readonly string[];
  }>[];
  /** The paths of RPCs are `/<package>.<Service>/<Method>`. */
  isRpc: boolean;
}>;

/** All operations by contract, and of each in the order of the document. */
export function operationsOf(document: ApiDocument): readonly Operation[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(document, path, method, operation)),
  );
  return document.tags.flatMap(({ name }) => operations.filter(({ tag }) => tag === name));
}

function operationOf(document: ApiDocument, path: string, method: string, operation: OperationObject): Operation {
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
      example: media.example ?? {},
      required: operation.requestBody?.required ?? false,
    },
    answers: Object.entries(operation.responses).map(([status, one]) => {
      const { description, content = {} } = resolve(one);
      const codes = Object.values(content).flatMap(({ schema }) => codesOf(schema));
      return { status, description, types: Object.keys(content), codes: [...new Set(codes)] };
    }),
    isRpc: /^\/[a-z0-9.]+\.[A-Z]\w*\/\w+$/.test(path),
  };
}

/** The codes of a refusal: the part of its schema that narrows `code` lists them. */
const codesOf = ({ allOf = [] }: Schema): readonly string[] =>
  allOf.flatMap(({ properties }) => properties?.code?.enum ?? []);

function withProperties(document: ApiDocument, schema: Schema): Schema {
  const properties = Object.entries(schema.properties ?? {});
  return {
    ...schema,
    properties: Object.fromEntries(properties.map(([name, one]) => [name, resolved(document, one)])),
  };
}

/** What a node refers to, under what it says itself; the first of what may be instead of null. */
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
