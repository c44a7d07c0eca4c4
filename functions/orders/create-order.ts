import { createRecord } from '../../src/commands/create-record.ts';
import { presentOrder, readOrder } from '../../src/contracts/people.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { asReplay, created } from '../../src/http/responses.ts';
import { orders } from '../../src/store/orders.ts';

export const handler = endpoint({ orders }, async (request, { orders, io }) => {
  const { idempotency_key, ...fields } = readOrder(jsonBody(request, 'lenient'));
  const key = idempotencyKey(request, idempotency_key);
  const { entry, created: isNew } = await createRecord(
    orders,
    fields,
    { kind: 'order', caller: request.caller, key },
    io,
  );
  const response = created(presentOrder(entry), locationFrom(request, `orders/${entry.id}/`));
  return isNew ? response : asReplay(response);
});
