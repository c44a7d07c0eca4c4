import { presentOrder } from '../../src/contracts/people.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { pageOf, pageResponse } from '../../src/http/pages.ts';
import { orders } from '../../src/store/orders.ts';

export const handler = endpoint({ orders }, async (request, { orders }) => {
  const { limit, after } = pageOf(request);
  const { entries, next } = await orders.list(limit, after);
  return compress(request, pageResponse(entries.map(presentOrder), limit, next));
});
