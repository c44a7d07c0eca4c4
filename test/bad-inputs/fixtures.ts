type Post = (path: string, body: string) => Promise<Readonly<{ json: Readonly<Record<string, unknown>> }>>;

const fixtures: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'paid in USD': { amount: '20.00', currency: 'USD' },
  'paid in JPY': { amount: '2000', currency: 'JPY' },
  'paid in KWD': { amount: '20.000', currency: 'KWD' },
  held: { amount: '20.00', capture: false },
  declined: { amount: '20.00', payment_method: 'pm_declined' },
  spent: { amount: '20.00' },
};

export const fixtureNames = Object.keys(fixtures);

/** The key that `paid in USD` was made with. */
export const usedKey = 'fixture-paid-in-USD';

/** Makes the payments that bad requests are about, and gives their ids by name. */
export async function makeFixtures(post: Post): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const [name, fields] of Object.entries(fixtures)) {
    const idempotency_key = `fixture-${name.replaceAll(' ', '-')}`;
    const { json } = await post('/v1/payments', JSON.stringify({ ...fields, idempotency_key }));
    ids.set(name, String(json.payment_id));
  }
  await post(`/v1/payments/${ids.get('spent')}/refund`, '{"idempotency_key":"fixture-refund"}');
  await post('/payments/', '{"order_id":"fixture-order","amount":"20.00"}');
  return ids;
}
