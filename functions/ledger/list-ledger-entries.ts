import { listEntries } from '../../src/commands/list-entries.ts';
import { positionIn } from '../../src/contracts/cursor.ts';
import { entryScope, presentEntries, readEntryList } from '../../src/contracts/ledger.ts';
import { isAccount } from '../../src/domain/ledger.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { cursorKey } from '../../src/store/cursor-key.ts';
import { ledgerEntries } from '../../src/store/ledger-entries.ts';

export const handler = endpoint({ ledgerEntries, cursorKey }, async (request, { ledgerEntries, cursorKey, io }) => {
  const account = pathText(request, 'account');
  if (!isAccount(account)) throw new Refusal('account_not_found', 'the ledger has no account of this name');
  const asked = readEntryList(request.query);
  const { filter, limit, cursor } = asked;
  const key = await cursorKey();
  const after = cursor === undefined ? undefined : positionIn(cursor, entryScope(account, asked), key);
  const page = await listEntries(account, filter, { limit, after }, { ledgerEntries, io });
  return compress(request, ok(presentEntries(page, account, asked, key)));
});
