import { presentAccounts } from '../../src/contracts/ledger.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok } from '../../src/http/responses.ts';
import { balances } from '../../src/store/balances.ts';

export const handler = endpoint({ balances }, async (_request, { balances }) =>
  ok(presentAccounts(await balances.all())),
);
