import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import document from '../../generated/openapi.json' with { type: 'json' };

type Media = Readonly<{ schema: Schema; example?: unknown }>;
type Schema = Readonly<{ allOf?: readonly Readonly<{ properties?: { code?: { enum?: readonly string[] } } }>[] }>;
type Header = Readonly<{ schema?: Readonly<{ enum?: readonly string[] }> }>;
type Node = Readonly<{
  $ref?: string;
  description?: string;
  content?: Readonly<Record<string, Media>>;
  headers?: Readonly<Record<string, Header>>;
}>;
type Operation = Readonly<{
  parameters?: readonly Node[];
  requestBody?: Node;
  responses: Readonly<Record<string, Node>>;
}>;
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The operations of openapi.json by path and, in small letters, method. */
export const paths = document.paths as unknown as Paths;

const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
ajv.addSchema(document, 'requests');
// Answers must not have undescribed members, although clients should ignore those.
ajv.addSchema(closed(document) as object, 'answers');

const validators = new Map<string, ValidateFunction>();

/** The schema by which a document's part is checked; it is found by JSON pointer. */
function validator(copy: 'requests' | 'answers', pointer: readonly string[]): ValidateFunction {
  const steps = pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
  const $ref = `${copy}#/${steps.join('/')}`;
  const compiled = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, compiled);
  return compiled;
}

/** Faults of a request's body by openapi.json; empty if it is valid. */
export function faultsOfRequest(method: string, path: string, body: unknown): string[] {
  const at = ['paths', path, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema'];
  return faults(validator('requests', at), body);
}

type Answered = Readonly<{ status: number; contentType: string; json: unknown }>;

/** Faults of an answer by openapi.json: in its status, media type or body. */
export function faultsOfAnswer(method: string, path: string, { status, contentType, json }: Answered): string[] {
  const at = ['paths', path, method.toLowerCase(), 'responses'];
  const responses = paths[path]?.[method.toLowerCase()]?.responses ?? {};
  const response = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
  if (response === undefined) return [`openapi.json has no status ${status} of ${method} ${path}`];
  // API Gateway leaves the body out.
  if (method === 'HEAD') return [];
  const name = response.$ref?.split('/').at(-1);
  const described = resolved(response);
  if (described.content?.[contentType] === undefined) return [`openapi.json has no ${contentType} of status ${status}`];
  const of = name === undefined ? [...at, keyOf(responses, response)] : ['components', 'responses', name];
  return faults(validator('answers', [...of, 'content', contentType, 'schema']), json);
}

const shared = document.components.responses as unknown as Readonly<Record<string, Node>>;

const resolved = (response: Node): Node => shared[response.$ref?.split('/').at(-1) ?? ''] ?? response;

/** Every response of an operation, by status, in the place of what it refers to. */
export const responsesOf = (method: string, path: string): [status: string, response: Node][] =>
  Object.entries(paths[path]?.[method.toLowerCase()]?.responses ?? {}).map(([status, response]) => [
    status,
    resolved(response),
  ]);

/** The refusals that an operation lists, as `409 wrong_state`. */
export const codesOf = (method: string, path: string): string[] =>
  responsesOf(method, path).flatMap(([status, { content = {} }]) =>
    Object.values(content).flatMap(({ schema: { allOf = [] } }) =>
      allOf.flatMap(({ properties }) => (properties?.code?.enum ?? []).map((code) => `${status} ${code}`)),
    ),
  );

/** The reasons that an RPC's refusals name in `X-Error-Code`, as `409 wrong_state`. */
export const rpcCodesOf = (method: string, path: string): string[] =>
  responsesOf(method, path).flatMap(([status, { headers = {} }]) =>
    (headers['X-Error-Code']?.schema?.enum ?? []).map((code) => `${status} ${code}`),
  );

const keyOf = (responses: Readonly<Record<string, Node>>, response: Node) =>
  Object.keys(responses).find((key) => responses[key] === response) ?? '';

function faults(validate: ValidateFunction, value: unknown): string[] {
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The same schemas, of objects that have no other members than those that are named. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const isOpen = inner.type === 'object' && inner.properties !== undefined && inner.additionalProperties === undefined;
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
