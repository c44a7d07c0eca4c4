import type { RefusalCode } from '../../src/domain/refusal.ts';
import type { headers } from './headers.ts';
import { ref } from './json-schema.ts';
import type { ApiOperation, DescribedResponse, Operations } from './operation.ts';
import { refusalsOf } from './problems.ts';
import { bodyRefusals, requestRefusals } from './refusals.ts';

/** The parts of a route that the document needs. */
export type DocumentedRoute = Readonly<{
  name: string;
  method: string;
  alsoHead?: true;
  paths: readonly string[];
  open?: unknown;
}>;

type Paths = Record<string, Record<string, unknown>>;

/** All paths of the routes. Throws if a route has no description, or a description no route. */
export function pathsOf(routes: readonly DocumentedRoute[], operations: Operations): Paths {
  const stray = Object.keys(operations).filter((name) => !routes.some((route) => route.name === name));
  if (stray.length > 0) throw new Error(`generate/openapi describes ${stray}, but lib/routes.ts has no such route`);
  const paths: Paths = {};
  for (const route of routes) {
    const operation = operations[route.name];
    if (operation === undefined) throw new Error(`route ${route.name} has no description: add one in generate/openapi`);
    for (const [at, path] of route.paths.entries()) {
      const operationId = camelCase(at === 0 ? route.name : `${route.name}-at${path.replaceAll('/', '-')}`);
      const described = { operationId, ...operationObject(route, path, operation) };
      const head = route.alsoHead && { head: headOf(described) };
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: described, ...head };
    }
  }
  return paths;
}

type OperationObject = Readonly<{ operationId: string; responses: Readonly<Record<string, unknown>> }>;

/** The HEAD variant of an operation, whose responses have no content. */
function headOf({ operationId, ...described }: OperationObject): object {
  const responses = Object.entries(described.responses).map(([status, response]) => {
    const { content: _none, ...head } = response as Readonly<Record<string, unknown>>;
    return [status, '$ref' in head ? response : head];
  });
  return { operationId: `${operationId}ByHead`, ...described, responses: Object.fromEntries(responses) };
}

const camelCase = (name: string) => name.replace(/-(.)?/g, (_dash, letter = '') => letter.toUpperCase());

function operationObject({ open }: DocumentedRoute, path: string, operation: ApiOperation) {
  const {
    tag,
    summary,
    description,
    parameters = [],
    keyed = false,
    waits = false,
    request,
    csv,
    responses,
  } = operation;
  const shared = [...(keyed ? ['IdempotencyKey'] : []), ...(waits ? ['Prefer'] : [])];
  const all = [...parameters, ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` }))];
  return {
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(open !== undefined && { security: [{}, { sigv4: [] }] }),
    ...(all.length > 0 && { parameters: all }),
    ...(request && {
      requestBody: {
        required: request.optional !== true,
        content: { 'application/json': { schema: ref(request.name), example: request.example } },
      },
    }),
    ...(csv && {
      requestBody: {
        required: true,
        description: csv.description,
        content: { 'text/csv': { schema: { type: 'string' }, example: csv.example } },
      },
    }),
    responses: { ...refusalsOf(path, codesOf(operation), request !== undefined), ...responsesOf(responses, waits) },
  };
}

/** All refusal codes of an operation's function. */
function codesOf({ parameters = [], request, refusals }: ApiOperation): readonly RefusalCode[] {
  const hasPath = parameters.some((parameter) => parameter.in === 'path');
  return [
    ...requestRefusals,
    ...(hasPath ? (['malformed_path'] as const) : []),
    ...(request ? bodyRefusals : []),
    ...(request && request.optional !== true ? (['body_required'] as const) : []),
    ...refusals,
  ];
}

function responsesOf(responses: ApiOperation['responses'], waits: boolean): Record<string, unknown> {
  const always = waits ? (['X-Request-Id', 'Preference-Applied'] as const) : (['X-Request-Id'] as const);
  const described = Object.entries(responses).map(([status, response]) => [status, responseObject(response, always)]);
  return Object.fromEntries(described);
}

function responseObject(
  { description, content, headers: special = [] }: DescribedResponse,
  always: readonly (keyof typeof headers)[],
): object {
  const named = ([...always, ...special] satisfies (keyof typeof headers)[]).map((name) => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]);
  return { description, headers: Object.fromEntries(named), content };
}
