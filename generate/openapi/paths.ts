import type { RefusalCode } from '../../src/domain/refusal.ts';
import type { headers } from './headers.ts';
import { ref } from './json-schema.ts';
import type { DescribedAnswer, Operation, Operations } from './operation.ts';
import { refusalsOf } from './problems.ts';
import { bodyRefusals, requestRefusals } from './refusals.ts';

/** A line of the table of routes. */
export type DocumentedRoute = Readonly<{
  name: string;
  method: string;
  alsoHead?: true;
  paths: readonly string[];
  open?: unknown;
}>;

type Paths = Record<string, Record<string, unknown>>;

/** Every path and method of the routes. A route that nothing is said about is a mistake, and so is the reverse. */
export function pathsOf(routes: readonly DocumentedRoute[], operations: Operations): Paths {
  const stray = Object.keys(operations).filter((name) => !routes.some((route) => route.name === name));
  if (stray.length > 0) throw new Error(`described in generate/openapi, and no route: ${stray}`);
  const paths: Paths = {};
  for (const route of routes) {
    const operation = operations[route.name];
    if (operation === undefined) throw new Error(`describe the route ${route.name} in generate/openapi`);
    for (const [at, path] of route.paths.entries()) {
      const operationId = camelCase(at === 0 ? route.name : `${route.name}-at${path.replaceAll('/', '-')}`);
      const described = { operationId, ...operationObject(route, path, operation) };
      const head = route.alsoHead && { head: headOf(described) };
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: described, ...head };
    }
  }
  return paths;
}

type Described = Readonly<{ operationId: string; responses: Readonly<Record<string, unknown>> }>;

/** The same operation by HEAD: its answers have no content. */
function headOf({ operationId, ...described }: Described): object {
  const responses = Object.entries(described.responses).map(([status, response]) => {
    const { content: _none, ...head } = response as Readonly<Record<string, unknown>>;
    return [status, '$ref' in head ? response : head];
  });
  return { operationId: `${operationId}ByHead`, ...described, responses: Object.fromEntries(responses) };
}

const camelCase = (name: string) => name.replace(/-(.)?/g, (_dash, letter = '') => letter.toUpperCase());

function operationObject({ open }: DocumentedRoute, path: string, operation: Operation) {
  const { tag, summary, description, parameters = [], keyed = false, request, answers } = operation;
  const keys = keyed
    ? [{ $ref: '#/components/parameters/IdempotencyKey' }, { $ref: '#/components/parameters/Prefer' }]
    : [];
  const all = [...parameters, ...keys];
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
    responses: { ...refusalsOf(path, codesOf(operation), request !== undefined), ...answersOf(answers) },
  };
}

/** Every code that an operation's function can refuse with. */
function codesOf({ parameters = [], request, refusals }: Operation): readonly RefusalCode[] {
  const hasPath = parameters.some((parameter) => parameter.in === 'path');
  return [
    ...requestRefusals,
    ...(hasPath ? (['malformed_path'] as const) : []),
    ...(request ? bodyRefusals : []),
    ...(request && request.optional !== true ? (['body_required'] as const) : []),
    ...refusals,
  ];
}

function answersOf(answers: Operation['answers']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerObject(answer)]));
}

function answerObject({ description, content, headers: special = [] }: DescribedAnswer): object {
  const named = (['X-Request-Id', ...special] satisfies (keyof typeof headers)[]).map((name) => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]);
  return { description, headers: Object.fromEntries(named), content };
}
