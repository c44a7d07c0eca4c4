import { eraseRecord } from '../../src/commands/erase-record.ts';
import { presentOrder } from '../../src/contracts/people.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { orders } from '../../src/store/orders.ts';

export const handler = endpoint({ orders }, async (request, { orders, io }) => {
  const order = await eraseRecord(orders, pathId(request, 'order_id'), 'name', io);
  if (order === undefined) throw new Refusal('order_not_found', 'no order has this id');
  return ok(presentOrder(order));
});
