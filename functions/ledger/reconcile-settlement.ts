import { reconcileReport } from '../../src/commands/reconcile-report.ts';
import { presentReconciliation, readReconciliation } from '../../src/contracts/reconciliation.ts';
import { settlementBody } from '../../src/http/csv-body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';
import { journal } from '../../src/store/journal.ts';
import { places } from '../../src/store/places.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';

export const handler = endpoint({ settlementRows, events, places, journal }, async (request, services) => {
  const { format, ...report } = readReconciliation(request.query);
  return ok(presentReconciliation(await reconcileReport(settlementBody(request, format), report, services)));
});
