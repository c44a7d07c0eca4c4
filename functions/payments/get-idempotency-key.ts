import { presentKey } from '../../src/contracts/idempotency-keys.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { ok } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { checkedKey } from '../../src/http/idempotency-key.ts';
import { pathText } from '../../src/http/request.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments }, async (request, { payments }) => {
  const key = checkedKey(pathText(request, 'key'), 'key');
  return ok(presentKey(key, await payments.get(paymentIdOfKey(request.caller, key))));
});
