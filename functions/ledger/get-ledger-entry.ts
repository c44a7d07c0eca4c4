import { presentEntry } from '../../src/contracts/ledger.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { ledgerEntries } from '../../src/store/ledger-entries.ts';

export const handler = endpoint({ ledgerEntries }, async (request, { ledgerEntries }) => {
  const entry = await ledgerEntries.get(pathText(request, 'entry_id'));
  if (entry === undefined) throw new Refusal('entry_not_found', 'no ledger entry has this id');
  return ok(presentEntry(entry));
});
