import { postCorrection } from '../../src/commands/post-correction.ts';
import { presentEntry } from '../../src/contracts/ledger.ts';
import { readCorrection } from '../../src/contracts/ledger-correction.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredSentKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { asReplay, created } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';
import { journal } from '../../src/store/journal.ts';
import { ledgerEntries } from '../../src/store/ledger-entries.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';

const needs = { journal, ledgerEntries, settlementRows, events };

export const handler = endpoint(needs, async (request, services) => {
  const { key: inBody, ...wanted } = readCorrection(jsonBody(request, 'strict'));
  const { key } = requiredSentKey(request, inBody);
  const { entry, posted } = await postCorrection(wanted, { caller: request.caller, key }, services);
  const location = locationFrom(request, `v1/ledger/entries/${encodeURIComponent(entry.id)}`);
  const response = created(presentEntry(entry), location);
  return posted ? response : asReplay(response);
});
