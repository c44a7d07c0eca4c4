import { type Signing, signed } from '../explorer/signing.ts';
import { requestInit, urlOf } from './api-request.ts';
import type { ProblemJson } from './api-types.ts';
import { takeEarlyRead } from './early-read.ts';
import { parseExact } from './exact-json.ts';

/** An answer of the API, whatever its status. */
export type ServiceAnswer = Readonly<{
  status: number;
  body: unknown;
  isReplay: boolean;
  /** From `Retry-After`, in seconds. */
  retryAfter: number | undefined;
}>;

/** A refusal of the API, or no answer at all: then `status` is 0. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Partial<ProblemJson>;

  constructor(status: number, problem: Partial<ProblemJson>) {
    super(problem.detail ?? (status === 0 ? 'The service did not answer.' : `The service answered ${status}.`));
    this.status = status;
    this.problem = problem;
  }
}

let signing: Signing | undefined;

/** Signs all further requests. Credentials stay in the memory of this page. */
export const signRequestsWith = (credentials: Signing | undefined): void => {
  signing = credentials;
};

export type ApiMethod = 'GET' | 'POST' | 'DELETE';
type CallParts = Readonly<{ body?: unknown; csv?: string; key?: string; signal?: AbortSignal }>;

/** Sends a request and reads its answer. Throws ApiError if there is none. */
export async function callApi(
  method: ApiMethod,
  path: string,
  { body, csv, key, signal }: CallParts = {},
): Promise<ServiceAnswer> {
  const init: RequestInit = {
    ...requestInit(method, {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(csv !== undefined && { 'Content-Type': 'text/csv' }),
      ...(key !== undefined && { 'Idempotency-Key': key }),
    }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(csv !== undefined && { body: csv }),
    ...(signal && { signal }),
  };
  const url = urlOf(path);
  try {
    const response = await ((method === 'GET' && takeEarlyRead(url)) ||
      fetch(signing === undefined ? new Request(url, init) : await signed(url, init, signing)));
    const wait = response.headers.get('Retry-After');
    return {
      status: response.status,
      body: parsed(await response.text()),
      isReplay: response.headers.get('Idempotent-Replayed') === 'true',
      retryAfter: wait === null ? undefined : Number(wait),
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, {});
  }
}

/** The body of a successful answer. Throws ApiError. */
export async function ask<Body>(method: ApiMethod, path: string, parts?: CallParts): Promise<Body> {
  const { status, body } = await callApi(method, path, parts);
  if (status >= 200 && status < 300) return body as Body;
  throw new ApiError(status, problemIn(body));
}

export const get = <Body>(path: string, signal?: AbortSignal): Promise<Body> =>
  ask<Body>('GET', path, signal && { signal });

/** The same; undefined if there is nothing at the path. */
export const find = <Body>(path: string, signal?: AbortSignal): Promise<Body | undefined> =>
  get<Body>(path, signal).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });

export const pathOf = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

export const withQuery = (path: string, query: Readonly<Record<string, string>>): string =>
  Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`;

/** The problem in the body of a refusal. API Gateway's own refusals have only a `message`. */
export function problemIn(body: unknown): Partial<ProblemJson> {
  if (typeof body !== 'object' || body === null) return {};
  if ('detail' in body) return body as Partial<ProblemJson>;
  const message = 'message' in body ? body.message : 'error' in body ? body.error : undefined;
  return typeof message === 'string' ? { detail: message } : {};
}

function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}
