import { proveEntry } from '../../src/commands/prove-entry.ts';
import { presentProof } from '../../src/contracts/ledger.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { ledgerEntries } from '../../src/store/ledger-entries.ts';
import { seals } from '../../src/store/seals.ts';

export const handler = endpoint({ ledgerEntries, seals }, async (request, { ledgerEntries, seals }) => {
  const id = pathText(request, 'entry_id');
  return ok(presentProof(id, await proveEntry(id, { ledgerEntries, seals })));
});
