import { breaksOf } from '../../src/commands/reconcile-report.ts';
import { presentBreaks, readBreakList } from '../../src/contracts/reconciliation.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';
import { places } from '../../src/store/places.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';

export const handler = endpoint({ settlementRows, events, places }, async (request, services) => {
  const { reference, ...report } = readBreakList(request.query);
  return ok(presentBreaks(await breaksOf(reference, report, services)));
});
