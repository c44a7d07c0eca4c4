import { afterEach, expect } from 'vitest';
import type { Io } from '../../../src/runtime/io.ts';

type Call = Io['call'];

/** Where stripe-mock listens, if it does: `npm run stripe:judges`. */
const stripeMock = process.env.STRIPE_MOCK_URL;

const rejected: string[] = [];

/** Fails each test of this file after which a request was sent that stripe-mock rejects. */
export function acceptOnlyWhatStripeMockAccepts(): void {
  afterEach(() => {
    expect(rejected.splice(0)).toEqual([]);
  });
}

/** The same call, but stripe-mock sees each request first. It checks every parameter against Stripe's OpenAPI description. */
export function judged(call: Call): Call {
  if (stripeMock === undefined) return call;
  return async (url, request) => {
    const problem = await problemOf(stripeMock, url, request);
    if (problem !== undefined) rejected.push(problem);
    return await call(url, request);
  };
}

/** stripe-mock's objection to a request; undefined if there is none. */
export async function problemOf(
  address: string,
  url: string,
  {
    method = 'GET',
    headers,
    body,
  }: Readonly<{ method?: string; headers: Readonly<Record<string, string>>; body?: string }>,
): Promise<string | undefined> {
  const { pathname, search } = new URL(url);
  // It takes only keys that look like ones of Stripe's test mode.
  const known = { ...headers, Authorization: 'Bearer sk_test_123' };
  const answer = await fetch(address + pathname + search, {
    method,
    headers: known,
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  return answer.ok ? undefined : `${method} ${pathname}${search} ${body ?? ''}: ${answer.status} ${text}`;
}
