import { positionIn } from '../../src/contracts/cursor.ts';
import { paymentScope, presentPaymentList, readPaymentList } from '../../src/contracts/payment-list.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { ok } from '../../src/http/responses.ts';
import { cursorKey } from '../../src/store/cursor-key.ts';
import { paymentLists } from '../../src/store/payment-lists.ts';

export const handler = endpoint({ paymentLists, cursorKey }, async (request, { paymentLists, cursorKey }) => {
  const asked = readPaymentList(request.query);
  const { filter, limit, offset, cursor } = asked;
  const key = await cursorKey();
  const after = cursor === undefined ? undefined : positionIn(cursor, paymentScope(filter), key);
  const page = await paymentLists.page(filter, { limit, offset, after });
  return compress(request, ok(presentPaymentList(page, asked, key)));
});
