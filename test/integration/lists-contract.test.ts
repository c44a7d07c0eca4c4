import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../support/client.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let api: ReturnType<typeof clientOf>;
const trip = `trip-${run}`;
/** Newest first, like the lists. */
const made: string[] = [];

beforeAll(async () => {
  target = await openTarget();
  api = clientOf(target.url);
  // A trip is paid once, but may be declined any number of times.
  for (const method of ['CARD', 'UPI', 'CARD', 'CARD']) {
    const body = { amount: '5.00', trip_id: trip, method, payment_method: 'pm_declined' };
    const { status, json } = await api.post('/v1/payments', JSON.stringify(body));
    expect(status).toBe(402);
    made.unshift(String(json.payment_id));
  }
});
afterAll(() => target.close());

type Page = Readonly<{ payments: readonly Readonly<{ payment_id: string }>[]; next_cursor: string | null }>;

async function list(query: string): Promise<Page & { ids: string[] }> {
  const { status, json } = await api.get(`/v1/payments?${query}`);
  expect(status).toBe(200);
  const page = json as unknown as Page;
  return { ...page, ids: page.payments.map(({ payment_id }) => payment_id) };
}

describe('GET /v1/payments', () => {
  it('lists a trip’s payments, newest first', async () => {
    expect((await list(`trip_id=${trip}`)).ids).toEqual(made);
  });

  it('filters by method and status', async () => {
    expect((await list(`trip_id=${trip}&method=UPI`)).ids).toEqual([made[2]]);
    expect((await list(`trip_id=${trip}&status=SUCCESS`)).ids).toEqual([]);
  });

  it('pages by cursors, which are valid for their filter only', async () => {
    const first = await list(`trip_id=${trip}&limit=3`);
    const second = await list(`trip_id=${trip}&limit=3&cursor=${first.next_cursor}`);
    expect([...first.ids, ...second.ids]).toEqual(made);
    expect(second.next_cursor).toBeNull();
    const other = await api.get(`/v1/payments?status=FAILED&cursor=${first.next_cursor}`);
    expect([other.status, other.json.code, other.json.field]).toEqual([400, 'query_invalid', 'cursor']);
  });

  it('lists each payment once when paging from the newest payment', async () => {
    const met: string[] = [];
    let page = await list('status=FAILED&limit=2');
    for (met.push(...page.ids); met.length < 200 && !made.every((id) => met.includes(id)); met.push(...page.ids)) {
      if (page.next_cursor === null) break;
      page = await list(`status=FAILED&limit=2&cursor=${page.next_cursor}`);
    }
    expect(met.filter((id) => made.includes(id))).toEqual(made);
  });
});
