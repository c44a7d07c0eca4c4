import { lookUpKey } from '../../src/commands/look-up-key.ts';
import { checkedKey } from '../../src/contracts/idempotency-key.ts';
import { presentKey, readKeyQuery } from '../../src/contracts/idempotency-keys.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { orders } from '../../src/store/orders.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { users } from '../../src/store/users.ts';

const needs = { payments, refunds, keyUses, users, orders };

export const handler = endpoint(needs, async (request, services) => {
  const key = checkedKey(pathText(request, 'key'), 'key');
  const paymentId = readKeyQuery(request.query);
  return ok(presentKey(key, await lookUpKey({ caller: request.caller, key, paymentId }, services)));
});
