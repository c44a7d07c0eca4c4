import { ListPage, readBody } from './answers.ts';
import type { StripeAnswer, StripeCall } from './client.ts';
import type { StripeForm } from './form.ts';
import { troubleOf, unreadable } from './troubles.ts';

/** Reads an object or a list that exists. Throws if Stripe does not show it. */
export async function readFrom(ask: StripeCall, path: string, form: StripeForm = {}): Promise<StripeAnswer> {
  const answer = await ask({ method: 'GET', path, form });
  if (answer.status === 200) return answer;
  throw troubleOf(answer) ?? unreadable(answer);
}

/** Reads a page of a list; each item is an answer of its own. */
export async function readPage(ask: StripeCall, path: string, form: StripeForm) {
  const answer = await readFrom(ask, path, form);
  const { data, has_more: hasMore } = readBody(ListPage, answer);
  if (!Array.isArray(data)) throw unreadable(answer);
  return { items: data.map((body: unknown): StripeAnswer => ({ ...answer, body })), hasMore };
}
