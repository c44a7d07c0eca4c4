import { find, pathOf } from './api.ts';
import type { EntryJson, TimelineEntryJson } from './api-types.ts';
import { EntryTable } from './entry-table.tsx';
import { Section } from './parts.tsx';
import { useLoad } from './use-load.ts';

/** Events that can move money. All others have no entry, and asking for it would only be a 404. */
const maybePosted =
  /^(payment\.(completed|authorized|captured|cancelled|failed)|refund\.(completed|reversed)|dispute\.)/;

/** The journal entries of a payment's events. */
export function PaymentEntries({ entries }: { entries: readonly TimelineEntryJson[] }) {
  const wasAuthorized = entries.some(({ type }) => type === 'payment.authorized');
  const ids = entries.flatMap(({ event_id, type }) =>
    event_id && maybePosted.test(type) && (type !== 'payment.failed' || wasAuthorized) ? event_id : [],
  );
  const loaded = useLoad(`entries ${ids.join()}`, async (signal) => {
    const found = await Promise.all(ids.map((id) => find<EntryJson>(pathOf('v1', 'ledger', 'entries', id), signal)));
    return found.flatMap((entry) => entry ?? []);
  });
  return (
    <Section title="Ledger entries" loaded={loaded} isEmpty={(all) => all.length === 0} empty="No money was moved.">
      {(all) => <EntryTable entries={all} ofPayment />}
    </Section>
  );
}
