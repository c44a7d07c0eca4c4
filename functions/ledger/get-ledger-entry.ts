import { presentEntry } from '../../src/contracts/ledger.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { journal } from '../../src/store/journal.ts';

export const handler = endpoint({ journal }, async (request, { journal }) => {
  const entry = await journal.get(pathText(request, 'entry_id'));
  if (entry === undefined) throw new Refusal('entry_not_found', 'no ledger entry has this id');
  return ok(presentEntry(entry));
});
