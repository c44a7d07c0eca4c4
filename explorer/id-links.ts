import type { ExplorerOperation } from './api.ts';

/** The operation that an id in a response leads to, and the parameter or field that takes the id. */
type IdTarget = Readonly<{ operation: ExplorerOperation; field: string }>;

/** Finds where a member of a response leads to. Undefined if no operation takes it. */
export type FindIdTarget = (from: ExplorerOperation, member: string) => IdTarget | undefined;

/**
 * Derives the links from the routes: `payment_id` leads to the operation that reads `…/payments/{payment_id}`, and an id that
 * nothing is read by leads to the list that it filters. Operations of the same API come first.
 */
export function idTargets(operations: readonly ExplorerOperation[]): FindIdTarget {
  const http = operations.filter(({ isRpc, method }) => !isRpc && method === 'GET');
  return (from, member) => {
    if (from.isRpc) return rpcTarget(operations, from, member);
    const name = member === 'id' ? ownParameter(http, from) : member;
    if (name === undefined || !isId(name)) return undefined;
    const rank = ({ operation }: IdTarget) => [
      member === 'id' && isOwnPath(operation.path, name),
      familyOf(operation) === familyOf(from),
      operation.path.includes(`{${name}}`),
      isOwnPath(operation.path, name),
      operation.path.endsWith(`{${name}}`),
      operation.tag === from.tag,
    ];
    return http
      .filter((operation) => takes(operation, name))
      .map((operation) => ({ operation, field: name }))
      .toSorted((one, other) => compared(rank(other), rank(one)))[0];
  };
}

/** Ids, and the names that the API uses as ids. */
const isId = (name: string) => /_id$|^(account|key)$/.test(name);

/** Whether the operation needs nothing else than a value of this name. */
const takes = ({ path, parameters }: ExplorerOperation, name: string): boolean =>
  parameters.some((one) => one.name === name && one.in !== 'header') &&
  parametersIn(path).every((parameter) => parameter === name);

const parametersIn = (path: string): string[] => [...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => name);

/** `/v1/…` is one API, the older paths are another. */
const familyOf = ({ path }: ExplorerOperation) => path.startsWith('/v1/');

/** Whether the path names what the parameter identifies: `…/entries/{entry_id}`, but not `…/payments/{order_id}`. */
function isOwnPath(path: string, parameter: string): boolean {
  const noun = parameter.replace(/_id$/, '').replace(/y$/, 'ie');
  return path.includes(`${noun}s/{${parameter}}`);
}

/** The parameter that `id` is in this operation's responses: `endpoint_id` below `/v1/webhook-endpoints`. */
function ownParameter(readers: readonly ExplorerOperation[], { path }: ExplorerOperation): string | undefined {
  const collection = path.replace(/\/{.*/, '');
  const name = collection.slice(collection.lastIndexOf('/'));
  return readers
    .flatMap((reader) => parametersIn(reader.path).filter((one) => reader.path.endsWith(`${name}/{${one}}`)))
    .find((parameter) => isOwnPath(`${name}/{${parameter}}`, parameter));
}

function rpcTarget(
  operations: readonly ExplorerOperation[],
  { tag }: ExplorerOperation,
  member: string,
): IdTarget | undefined {
  const operation = operations.find(
    (one) => one.isRpc && one.tag === tag && one.method === 'POST' && one.body?.schema.required?.join() === member,
  );
  return operation && { operation, field: member };
}

function compared(one: readonly boolean[], other: readonly boolean[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : Number(one[at]) - Number(other[at]);
}
