import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, clientOf, comingBack } from '../support/client.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let api: ReturnType<typeof clientOf>;

beforeAll(async () => {
  target = await openTarget();
  api = clientOf(target.url);
});
afterAll(() => target.close());

const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make);
const distinct = (answers: readonly Answered[], part: (answer: Answered) => unknown) => new Set(answers.map(part));

describe('a crowd of requests at once', () => {
  it('for one order make one payment, and all answers are the same bytes', async () => {
    const answers = await Promise.all(
      times(target.crowd, () =>
        comingBack(() => api.post('/payments/', `{"order_id": "crowd-${run}", "amount": 9.90}`)),
      ),
    );
    expect(distinct(answers, ({ text }) => text).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(target.crowd - 1);
  });

  it('with one idempotency key make one payment, and all answers are the same bytes', async () => {
    const key = { 'Idempotency-Key': `crowd-${run}` };
    const answers = await Promise.all(
      times(target.crowd, () => comingBack(() => api.post('/v1/payments', '{"amount": "9.90"}', key))),
    );
    expect(distinct(answers, ({ text, status }) => `${status} ${text}`).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
  });

  it('for one order with two amounts make one payment of one amount', async () => {
    const amounts = ['1.00', '2.00'];
    const answers = await Promise.all(
      times(target.crowd, () => amounts.reverse()[0]).map((amount) =>
        comingBack(() => api.post('/payments/', `{"order_id":"split-${run}","amount":${amount}}`)),
      ),
    );
    const paid = answers.filter(({ status }) => status < 300);
    expect(distinct(paid, ({ text }) => text).size).toBe(1);
    expect(distinct(answers, ({ status }) => status)).toEqual(new Set([201, 200, 409]));
    expect(paid.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});
